#include "core/base_text.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace raas {

namespace {

constexpr std::string_view base16_lower = "0123456789abcdef";
constexpr std::string_view base16_upper = "0123456789ABCDEF";
constexpr std::string_view base32_lower = "abcdefghijklmnopqrstuvwxyz234567";
constexpr std::string_view base32_upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::string_view base36_lower = "0123456789abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view base36_upper = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view base58_bitcoin =
    "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
constexpr std::string_view base64_url =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

Error wrong_text(std::string what) {
  return Error(Code::invalid_input, "multibase: found " + std::move(what));
}

Error wrong_digit(std::size_t at) {
  return wrong_text("a character outside of the alphabet at " + std::to_string(at));
}

/// What each character stands for in an alphabet; negative for those that are not in it.
using DigitValues = std::array<std::int8_t, 256>;

constexpr DigitValues values_of(std::string_view alphabet) {
  DigitValues values{};
  values.fill(-1);
  std::int8_t value = 0;
  for (const char digit : alphabet) values[static_cast<std::uint8_t>(digit)] = value++;
  return values;
}

constexpr DigitValues base16_lower_values = values_of(base16_lower);
constexpr DigitValues base16_upper_values = values_of(base16_upper);
constexpr DigitValues base32_lower_values = values_of(base32_lower);
constexpr DigitValues base32_upper_values = values_of(base32_upper);
constexpr DigitValues base64_url_values = values_of(base64_url);

/// Decodes eight digits in base32 to five bytes each, up to where that is not possible; how many
/// digits that were. Pieces of deals are read in this form by the million.
std::size_t decode_eights(std::string_view digits, const DigitValues& values, char* bytes) {
  std::size_t at = 0;
  for (; digits.size() - at >= 8; at += 8) {
    std::int64_t group = 0;
    bool is_sound = true;
    for (const char digit : digits.substr(at, 8)) {
      const std::int8_t value = values[static_cast<std::uint8_t>(digit)];
      is_sound = is_sound && value >= 0;
      group = group * 32 + value;
    }
    if (!is_sound) return at;
    for (int shift = 32; shift >= 0; shift -= 8) *bytes++ = static_cast<char>(group >> shift);
  }
  return at;
}

/// Alphabets of 2^bits characters: each digit adds bits, most significant first.
Result<std::string> decode_bits(std::string_view digits, const DigitValues& values, unsigned bits) {
  std::string bytes(digits.size() * bits / 8, '\0');
  const std::size_t first = bits == 5 ? decode_eights(digits, values, bytes.data()) : 0;
  char* next = bytes.data() + first * bits / 8;
  std::uint32_t buffer = 0;
  unsigned held = 0;
  for (std::size_t at = first; at < digits.size(); ++at) {
    const int value = values[static_cast<std::uint8_t>(digits[at])];
    if (value < 0) return wrong_digit(at);
    buffer = (buffer << bits) | static_cast<std::uint32_t>(value);
    held += bits;
    if (held < 8) continue;
    held -= 8;
    *next++ = static_cast<char>(buffer >> held);
    buffer &= (1U << held) - 1U;
  }
  if (held >= bits) return wrong_text("a digit too many");
  if (buffer != 0) return wrong_text("padding bits that are not zero");
  return bytes;
}

/// Other alphabets: the digits are one big number; leading zero digits are leading zero bytes.
Result<std::string> decode_number(std::string_view digits, std::string_view alphabet) {
  const auto zeros = std::min(digits.find_first_not_of(alphabet.front()), digits.size());
  std::string reversed;  // Least significant byte first.
  for (std::size_t at = zeros; at < digits.size(); ++at) {
    const auto value = alphabet.find(digits[at]);
    if (value == std::string_view::npos) return wrong_digit(at);
    auto carry = static_cast<std::uint32_t>(value);
    for (char& byte : reversed) {
      carry += static_cast<std::uint32_t>(static_cast<std::uint8_t>(byte) * alphabet.size());
      byte = static_cast<char>(carry & 0xffU);
      carry >>= 8U;
    }
    if (carry != 0) reversed.push_back(static_cast<char>(carry));
  }
  std::string bytes(zeros, '\0');
  bytes.append(reversed.rbegin(), reversed.rend());
  return bytes;
}

std::size_t text_size_of(std::string_view bytes) {
  return 1 + (bytes.size() * 8 + 4) / 5;
}

/// Calls @p take with each digit in base32 until it says no; whether it never did. Every job that
/// is opened is told in this form, so it is done eight digits of five bytes at a time.
template <class Take>
bool each_base32_digit(std::string_view bytes, const Take& take) {
  while (!bytes.empty()) {
    std::uint64_t group = 0;
    const std::size_t size = std::min<std::size_t>(5, bytes.size());
    for (std::size_t i = 0; i < 5; ++i) {
      group = (group << 8U) | (i < size ? static_cast<std::uint8_t>(bytes[i]) : 0U);
    }
    const std::size_t digits = (size * 8 + 4) / 5;
    for (std::size_t i = 0; i < digits; ++i) {
      if (!take(base32_lower[(group >> (35 - 5 * i)) & 31U])) return false;
    }
    bytes.remove_prefix(size);
  }
  return true;
}

}  // namespace

Result<std::string> decode_multibase(std::string_view text) {
  if (text.empty()) return wrong_text("an empty text");
  const auto digits = text.substr(1);
  switch (text.front()) {
    case 'b': return decode_bits(digits, base32_lower_values, 5);
    case 'B': return decode_bits(digits, base32_upper_values, 5);
    case 'f': return decode_bits(digits, base16_lower_values, 4);
    case 'F': return decode_bits(digits, base16_upper_values, 4);
    case 'u': return decode_bits(digits, base64_url_values, 6);
    case 'k': return decode_number(digits, base36_lower);
    case 'K': return decode_number(digits, base36_upper);
    case 'z': return decode_number(digits, base58_bitcoin);
    default: return wrong_text("an unknown base, expected one of b B f F u k K z");
  }
}

Result<std::string> decode_base58btc(std::string_view digits) {
  return decode_number(digits, base58_bitcoin);
}

std::string encode_multibase32(std::string_view bytes) {
  std::string text(text_size_of(bytes), 'b');
  char* out = text.data() + 1;
  static_cast<void>(each_base32_digit(bytes, [&out](char digit) {
    *out++ = digit;
    return true;
  }));
  return text;
}

bool is_multibase32_of(std::string_view text, std::string_view bytes) {
  if (text.size() != text_size_of(bytes) || text.front() != 'b') return false;
  const char* at = text.data() + 1;
  return each_base32_digit(bytes, [&at](char digit) { return *at++ == digit; });
}

}  // namespace raas
