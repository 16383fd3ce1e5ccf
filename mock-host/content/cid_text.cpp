#include "content/cid_text.h"

#include <algorithm>

namespace mock {
namespace {

constexpr std::string_view base32 = "abcdefghijklmnopqrstuvwxyz234567";
constexpr std::string_view base58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
constexpr std::size_t v0_length = 46;
constexpr std::size_t v1_length_min = 8;
constexpr std::size_t v1_length_max = 128;

bool consists_of(std::string_view text, std::string_view alphabet) {
  return std::all_of(text.begin(), text.end(), [alphabet](char letter) {
    return alphabet.find(letter) != std::string_view::npos;
  });
}

}  // namespace

void append_varint(std::string& bytes, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7U) bytes += static_cast<char>((value & 0x7fU) | 0x80U);
  bytes += static_cast<char>(value);
}

std::string cid_text(std::string_view cid_bytes) {
  std::string text = "b";
  std::uint32_t bits = 0;
  unsigned count = 0;
  for (const char byte : cid_bytes) {
    bits = (bits << 8U) | static_cast<std::uint8_t>(byte);
    for (count += 8; count >= 5; count -= 5) text += base32[(bits >> (count - 5)) & 31U];
  }
  if (count > 0) text += base32[(bits << (5 - count)) & 31U];
  return text;
}

bool looks_like_cid(std::string_view text) {
  if (text.starts_with("Qm")) return text.size() == v0_length && consists_of(text, base58);
  return text.starts_with('b') && text.size() >= v1_length_min && text.size() <= v1_length_max &&
         consists_of(text.substr(1), base32);
}

}  // namespace mock
