#pragma once

#include <bit>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <system_error>

/// Where JSON ends: each function takes where it begins and where the whole text ends, and tells
/// where it ends, or nullptr if something else is there. Positions are passed and not kept, so that
/// who reads a reply from front to back has his in a register.
namespace raas::lotus::json_scan {

/// How deep a value may be nested.
inline constexpr std::size_t depth_max = 16;

/// A text with its quotes. Half a character (\ud800 to \udfff) is none.
[[nodiscard]] const char* after_text(const char* at, const char* end);
[[nodiscard]] const char* after_number(const char* at, const char* end);
/// Any value.
[[nodiscard]] const char* after_value(const char* at, const char* end, std::size_t depth);

[[nodiscard]] inline const char* after_space(const char* at, const char* end) {
  while (at != end && (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t')) ++at;
  return at;
}

/// Space, and then @p c.
[[nodiscard]] inline const char* after(char c, const char* at, const char* end) {
  at = after_space(at, end);
  return at != end && *at == c ? at + 1 : nullptr;
}

/// Marks the characters among eight that end a text or are not plain in it, at their highest bit;
/// the first mark is right, those behind it need not be.
constexpr std::uint64_t marks_in_text(std::uint64_t eight) {
  constexpr std::uint64_t ones = 0x0101010101010101;
  constexpr std::uint64_t highest_bits = 0x8080808080808080;
  const std::uint64_t from_quote = eight ^ (ones * '"');
  const std::uint64_t from_backslash = eight ^ (ones * '\\');
  const std::uint64_t is_below_space = (eight - ones * ' ') & ~eight;
  const std::uint64_t is_quote = (from_quote - ones) & ~from_quote;
  const std::uint64_t is_backslash = (from_backslash - ones) & ~from_backslash;
  return (eight | is_below_space | is_quote | is_backslash) & highest_bits;
}

/// What ends a text, or is not plain in it.
[[nodiscard]] inline const char* after_plain_text(const char* at, const char* end) {
  static_assert(std::endian::native == std::endian::little);
  std::uint64_t eight = 0;
  while (end - at >= static_cast<std::ptrdiff_t>(sizeof eight)) {
    std::memcpy(&eight, at, sizeof eight);
    if (const std::uint64_t marks = marks_in_text(eight); marks != 0) {
      return at + std::countr_zero(marks) / 8;
    }
    at += sizeof eight;
  }
  while (at != end && marks_in_text(static_cast<std::uint8_t>(*at)) % 256 == 0) ++at;
  return at;
}

/// Whether two texts of a length that is known when this is compiled are the same. Eight characters
/// at a time take less than a call of memcmp.
template <std::size_t length>
[[nodiscard]] bool are_same(const char* a, const char* b) {
  constexpr std::size_t step = length >= 8 ? 8 : length >= 4 ? 4 : 1;
  std::uint64_t difference = 0;
  const auto compare = [&](std::size_t at) {
    std::uint64_t of_a = 0;
    std::uint64_t of_b = 0;
    std::memcpy(&of_a, a + at, step);
    std::memcpy(&of_b, b + at, step);
    difference |= of_a ^ of_b;
  };
  for (std::size_t at = 0; at + step <= length; at += step) compare(at);
  if constexpr (length % step != 0) compare(length - step);
  return difference == 0;
}

/// Whether what begins at @p first and ends at @p at is a number in JSON, without a fraction.
[[nodiscard]] inline bool is_plain_number(const char* first, const char* at, const char* end) {
  const char* digits = *first == '-' ? first + 1 : first;
  if (*digits == '0' && at - digits > 1) return false;
  return at == end || (*at != '.' && *at != 'e' && *at != 'E');
}

/// Space, and then a number without a fraction, and within the type.
template <class Integer>
[[nodiscard]] const char* after_integer(const char* at, const char* end, Integer& ret_number) {
  at = after_space(at, end);
  const auto [behind, error] = std::from_chars(at, end, ret_number);
  return error == std::errc() && is_plain_number(at, behind, end) ? behind : nullptr;
}

}  // namespace raas::lotus::json_scan
