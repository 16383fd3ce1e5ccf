#include "evm/hex.h"

#include <charconv>
#include <vector>

namespace mock {
namespace {

constexpr std::string_view hex_prefix = "0x";
constexpr std::string_view hex_digits = "0123456789abcdef";

}  // namespace

std::string hex_text(std::string_view bytes) {
  std::string text(hex_prefix);
  for (const char byte : bytes) {
    text += hex_digits[static_cast<unsigned char>(byte) >> 4U];
    text += hex_digits[static_cast<unsigned char>(byte) & 15U];
  }
  return text;
}

std::optional<std::string> bytes_in_hex(std::string_view text) {
  if (!text.starts_with(hex_prefix) || text.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  for (std::size_t at = hex_prefix.size(); at < text.size(); at += 2) {
    std::uint8_t byte = 0;
    const auto [end, trouble] = std::from_chars(text.data() + at, text.data() + at + 2, byte, 16);
    if (trouble != std::errc() || end != text.data() + at + 2) return std::nullopt;
    bytes += static_cast<char>(byte);
  }
  return bytes;
}

std::string quantity(std::uint64_t number) {
  char digits[16];
  const auto [end, trouble] = std::to_chars(digits, digits + sizeof digits, number, 16);
  return std::string(hex_prefix).append(digits, end);
}

std::optional<std::uint64_t> number_in(std::string_view quantity) {
  if (!quantity.starts_with(hex_prefix)) return std::nullopt;
  quantity.remove_prefix(hex_prefix.size());
  std::uint64_t number = 0;
  const auto [end, trouble] =
      std::from_chars(quantity.data(), quantity.data() + quantity.size(), number, 16);
  if (trouble != std::errc() || end != quantity.data() + quantity.size()) return std::nullopt;
  return number;
}

std::string quantity_of_decimal(std::string_view decimal) {
  std::vector<unsigned> nibbles = {0};  // The lowest first.
  for (const char digit : decimal) {
    unsigned carried = static_cast<unsigned>(digit - '0');
    for (unsigned& nibble : nibbles) {
      const unsigned product = 10 * nibble + carried;
      nibble = product & 15U;
      carried = product >> 4U;
    }
    if (carried != 0) nibbles.push_back(carried);
  }
  std::string text(hex_prefix);
  while (nibbles.size() > 1 && nibbles.back() == 0) nibbles.pop_back();
  for (auto at = nibbles.rbegin(); at != nibbles.rend(); ++at) text += hex_digits[*at];
  return text;
}

}  // namespace mock
