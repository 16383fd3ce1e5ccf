#include "adapters/lotus/base64.h"

#include <cstdint>

namespace raas::lotus {
namespace {

constexpr std::string_view digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::size_t bytes_per_group = 3;
constexpr std::size_t digits_per_group = 4;

}  // namespace

std::string encode_base64(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / bytes_per_group * digits_per_group);
  for (std::size_t at = 0; at < bytes.size(); at += bytes_per_group) {
    const std::string_view group = bytes.substr(at, bytes_per_group);
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < bytes_per_group; ++i) {
      bits = bits << 8U | (i < group.size() ? static_cast<std::uint8_t>(group[i]) : 0U);
    }
    for (std::size_t i = 0; i < digits_per_group; ++i) {
      const std::uint32_t digit = bits >> (18U - 6U * i) & 63U;
      text.push_back(i <= group.size() ? digits[digit] : '=');
    }
  }
  return text;
}

std::optional<std::string> decode_base64(std::string_view text) {
  if (text.size() % digits_per_group != 0) return std::nullopt;
  std::size_t padding = 0;
  while (padding < 2 && text.ends_with('=')) {
    text.remove_suffix(1);
    ++padding;
  }
  std::string bytes;
  bytes.reserve(text.size() / digits_per_group * bytes_per_group + 2);
  std::uint32_t bits = 0;
  std::uint32_t bit_count = 0;
  for (const char c : text) {
    const std::size_t digit = digits.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    bits = (bits << 6U | static_cast<std::uint32_t>(digit)) & 0xffffffU;
    bit_count += 6;
    if (bit_count < 8) continue;
    bit_count -= 8;
    bytes.push_back(static_cast<char>(bits >> bit_count & 0xffU));
  }
  const bool has_bits_left = (bits & ((1U << bit_count) - 1U)) != 0;
  if (has_bits_left) return std::nullopt;
  return bytes;
}

}  // namespace raas::lotus
