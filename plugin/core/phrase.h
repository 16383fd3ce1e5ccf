#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace raas {

/// A text taken apart into its words, which many texts share, and its numbers, which they do not.
struct Phrase {
  std::string pattern;  ///< The text with a mark in the place of each number.
  std::vector<std::uint64_t> numbers;
};

[[nodiscard]] Phrase take_apart(std::string_view text);
/// The text again, byte by byte.
[[nodiscard]] std::string put_together(const Phrase& phrase);

}  // namespace raas
