/**
 * @file text.h
 * Strings of the ABI in C++. All of raas/cpp is header-only C++17, for both sides, and optional.
 */
#ifndef RAAS_CPP_TEXT_H
#define RAAS_CPP_TEXT_H

#include <cstddef>
#include <string_view>

#include "../abi.h"

namespace raas::abi {

/// A view for the other side; what it shows must live as long as the call, or as the ABI says.
[[nodiscard]] constexpr raas_str str_of(std::string_view text) noexcept {
  return {text.data(), text.size()};
}

/// What the other side shows; empty where it is NULL.
[[nodiscard]] constexpr std::string_view view_of(raas_str text) noexcept {
  return text.ptr == nullptr ? std::string_view() : std::string_view(text.ptr, text.len);
}

/// NULL may stand for an empty string only.
[[nodiscard]] constexpr bool is_text(raas_str text) noexcept {
  return text.ptr != nullptr || text.len == 0;
}

/// Length of the longest prefix of at most @p bytes_max that does not cut a UTF-8 sequence.
[[nodiscard]] constexpr std::size_t whole_prefix(std::string_view text,
                                                 std::size_t bytes_max) noexcept {
  if (text.size() <= bytes_max) return text.size();
  std::size_t length = bytes_max;
  while (length > 0 && (static_cast<unsigned char>(text[length]) & 0xc0U) == 0x80U) --length;
  return length;
}

}  // namespace raas::abi

#endif
