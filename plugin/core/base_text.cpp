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

/// Alphabets of 2^bits characters: each digit adds bits, most significant first.
Result<std::string> decode_bits(std::string_view digits, std::string_view alphabet, unsigned bits) {
  std::string bytes;
  bytes.reserve(digits.size() * bits / 8);
  std::uint32_t buffer = 0;
  unsigned held = 0;
  for (std::size_t at = 0; at < digits.size(); ++at) {
    const auto value = alphabet.find(digits[at]);
    if (value == std::string_view::npos) return wrong_digit(at);
    buffer = (buffer << bits) | static_cast<std::uint32_t>(value);
    held += bits;
    if (held < 8) continue;
    held -= 8;
    bytes.push_back(static_cast<char>(buffer >> held));
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

}  // namespace

Result<std::string> decode_multibase(std::string_view text) {
  if (text.empty()) return wrong_text("an empty text");
  const auto digits = text.substr(1);
  switch (text.front()) {
    case 'b': return decode_bits(digits, base32_lower, 5);
    case 'B': return decode_bits(digits, base32_upper, 5);
    case 'f': return decode_bits(digits, base16_lower, 4);
    case 'F': return decode_bits(digits, base16_upper, 4);
    case 'u': return decode_bits(digits, base64_url, 6);
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
  // Every job that is opened is told in this form: eight digits of five bytes at a time.
  std::string text(1 + (bytes.size() * 8 + 4) / 5, 'b');
  char* out = text.data() + 1;
  for (; !bytes.empty(); bytes.remove_prefix(std::min<std::size_t>(5, bytes.size()))) {
    std::uint64_t group = 0;
    const std::size_t size = std::min<std::size_t>(5, bytes.size());
    for (std::size_t i = 0; i < 5; ++i) {
      group = (group << 8U) | (i < size ? static_cast<std::uint8_t>(bytes[i]) : 0U);
    }
    const std::size_t digits = (size * 8 + 4) / 5;
    for (std::size_t i = 0; i < digits; ++i) {
      *out++ = base32_lower[(group >> (35 - 5 * i)) & 31U];
    }
  }
  return text;
}

}  // namespace raas
