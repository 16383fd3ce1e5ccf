#include "filecoin/base64.h"

#include <cstdint>

namespace mock {

namespace {

constexpr std::string_view base64_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::size_t group_chars = 4;
constexpr std::size_t group_bytes = 3;

}  // namespace

std::string base64_of(std::string_view bytes) {
  std::string text;
  for (std::size_t at = 0; at < bytes.size(); at += group_bytes) {
    const std::string_view group = bytes.substr(at, group_bytes);
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < group_bytes; ++i) {
      bits = (bits << 8U) | (i < group.size() ? static_cast<unsigned char>(group[i]) : 0U);
    }
    for (std::size_t i = 0; i < group_chars; ++i) {
      text += i <= group.size() ? base64_alphabet[(bits >> (18 - 6 * i)) & 63U] : '=';
    }
  }
  return text;
}

std::optional<std::string> from_base64(std::string_view text) {
  if (text.size() % group_chars != 0) return std::nullopt;
  const std::size_t padding =
      text.ends_with("==") ? 2 : static_cast<std::size_t>(text.ends_with('='));
  std::string bytes;
  std::uint32_t bits = 0;
  unsigned bit_count = 0;
  for (const char letter : text.substr(0, text.size() - padding)) {
    const std::size_t value = base64_alphabet.find(letter);
    if (value == std::string_view::npos) return std::nullopt;
    bits = (bits << 6U) | static_cast<std::uint32_t>(value);
    bit_count += 6;
    if (bit_count < 8) continue;
    bit_count -= 8;
    bytes += static_cast<char>(bits >> bit_count);
  }
  return bytes;
}

}  // namespace mock
