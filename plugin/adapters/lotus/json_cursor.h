#pragma once

#include <bit>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <system_error>

namespace raas::lotus {

/// Reads JSON from front to back without a tree of it: who reads says what is to come, and is told
/// false where anything else does. What was read until then is not to be used.
///
/// Takes nothing that is no JSON, but leaves some of what is to others: text that is not ASCII,
/// escapes where the text is wanted, fractions and exponents, and what is nested deeply.
class JsonCursor {
 public:
  explicit JsonCursor(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {}

  /// @param take  bool(std::string_view name): reads the member's value; whether that was possible.
  template <class Take>
  [[nodiscard]] bool object(const Take& take);
  /// @param take  bool(): reads an element; whether that was possible.
  template <class Take>
  [[nodiscard]] bool array(const Take& take);
  /// Lives as long as the whole text.
  [[nodiscard]] bool text(std::string_view& ret_text);
  /// A number without a fraction, and within the type.
  template <class Integer>
  [[nodiscard]] bool integer(Integer& ret_number);
  /// Whether exactly this is what comes next, which is then read.
  template <std::size_t size>
  [[nodiscard]] bool exactly(const char (&json)[size]);
  /// Reads whatever value comes.
  [[nodiscard]] bool skip();
  /// Whether nothing is left.
  [[nodiscard]] bool is_at_end();

 private:
  static constexpr std::size_t depth_max = 16;

  void skip_space();
  /// Whether @p c comes, which is then read.
  [[nodiscard]] bool comes(char c);
  [[nodiscard]] bool skip_text();
  [[nodiscard]] bool skip_escape();
  [[nodiscard]] bool skip_number();
  /// Whether the number that begins at @p first and ends here is one in JSON, without a fraction.
  [[nodiscard]] bool is_plain_number(const char* first) const;
  /// Up to what ends a text, or is not plain in it.
  void skip_plain_text();

  const char* at_;
  const char* end_;
  std::size_t depth_ = 0;
};

inline void JsonCursor::skip_space() {
  while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t')) ++at_;
}

inline bool JsonCursor::comes(char c) {
  skip_space();
  if (at_ == end_ || *at_ != c) return false;
  ++at_;
  return true;
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

inline void JsonCursor::skip_plain_text() {
  static_assert(std::endian::native == std::endian::little);
  std::uint64_t eight = 0;
  while (end_ - at_ >= static_cast<std::ptrdiff_t>(sizeof eight)) {
    std::memcpy(&eight, at_, sizeof eight);
    if (const std::uint64_t marks = marks_in_text(eight); marks != 0) {
      at_ += std::countr_zero(marks) / 8;
      return;
    }
    at_ += sizeof eight;
  }
  while (at_ != end_ && marks_in_text(static_cast<std::uint8_t>(*at_)) % 256 == 0) ++at_;
}

inline bool JsonCursor::text(std::string_view& ret_text) {
  if (!comes('"')) return false;
  const char* first = at_;
  skip_plain_text();
  if (at_ == end_ || *at_ != '"') return false;
  ret_text = {first, static_cast<std::size_t>(at_ - first)};
  ++at_;
  return true;
}

/// With a length that is known when this is compiled, which saves a call.
template <std::size_t size>
bool JsonCursor::exactly(const char (&json)[size]) {
  constexpr std::size_t length = size - 1;
  if (static_cast<std::size_t>(end_ - at_) < length) return false;
  if (std::memcmp(at_, json, length) != 0) return false;
  at_ += length;
  return true;
}

inline bool JsonCursor::is_at_end() {
  skip_space();
  return at_ == end_;
}

template <class Take>
bool JsonCursor::object(const Take& take) {
  if (!comes('{') || ++depth_ > depth_max) return false;
  if (!comes('}')) {
    do {
      std::string_view name;
      if (!text(name) || !comes(':') || !take(name)) return false;
    } while (comes(','));
    if (!comes('}')) return false;
  }
  --depth_;
  return true;
}

template <class Take>
bool JsonCursor::array(const Take& take) {
  if (!comes('[') || ++depth_ > depth_max) return false;
  if (!comes(']')) {
    do {
      if (!take()) return false;
    } while (comes(','));
    if (!comes(']')) return false;
  }
  --depth_;
  return true;
}

template <class Integer>
bool JsonCursor::integer(Integer& ret_number) {
  skip_space();
  const char* first = at_;
  const auto [end, error] = std::from_chars(at_, end_, ret_number);
  at_ = end;
  return error == std::errc() && is_plain_number(first);
}

inline bool JsonCursor::is_plain_number(const char* first) const {
  const char* digits = *first == '-' ? first + 1 : first;
  if (*digits == '0' && at_ - digits > 1) return false;
  return at_ == end_ || (*at_ != '.' && *at_ != 'e' && *at_ != 'E');
}

}  // namespace raas::lotus
