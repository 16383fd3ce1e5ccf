#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

namespace raas {

/// Reads a whole number in its only spelling: digits alone, no leading zero, no sign, within 64
/// bits.
[[nodiscard]] inline std::optional<std::uint64_t> parse_decimal(std::string_view digits) {
  if (digits.empty() || (digits.size() > 1 && digits.front() == '0')) return std::nullopt;
  std::uint64_t number = 0;
  const char* const end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, number);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return number;
}

}  // namespace raas
