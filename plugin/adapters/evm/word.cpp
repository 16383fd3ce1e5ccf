#include "adapters/evm/word.h"

#include <algorithm>
#include <charconv>

namespace raas::evm {
namespace {

constexpr std::string_view digits = "0123456789abcdef";
constexpr std::size_t number_at = word_size - sizeof(std::uint64_t);

int value_of(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
  return -1;
}

bool starts_with_only(const Word& word, std::uint8_t byte) {
  return std::all_of(word.begin(), word.begin() + number_at,
                     [byte](std::uint8_t found) { return found == byte; });
}

std::uint64_t low_64_bits(const Word& word) {
  std::uint64_t number = 0;
  for (std::size_t at = number_at; at < word_size; ++at) number = number << 8U | word[at];
  return number;
}

/// Divides by ten and tells the rest.
unsigned take_digit(Word& word) {
  unsigned rest = 0;
  for (std::uint8_t& byte : word) {
    const unsigned value = rest << 8U | byte;
    byte = static_cast<std::uint8_t>(value / 10);
    rest = value % 10;
  }
  return rest;
}

}  // namespace

Word word_of(std::uint64_t number) {
  Word word{};
  for (std::size_t at = word_size; at > number_at; --at, number >>= 8U) {
    word[at - 1] = static_cast<std::uint8_t>(number);
  }
  return word;
}

std::optional<std::uint64_t> number_in(const Word& word) {
  if (!starts_with_only(word, 0)) return std::nullopt;
  return low_64_bits(word);
}

std::optional<std::int64_t> signed_number_in(const Word& word) {
  const auto number = static_cast<std::int64_t>(low_64_bits(word));
  if (!starts_with_only(word, number < 0 ? 0xff : 0)) return std::nullopt;
  return number;
}

std::string decimal_of(Word word) {
  std::string text;
  do {
    text += digits[take_digit(word)];
  } while (word != Word{});
  return {text.rbegin(), text.rend()};
}

std::string hex_of(std::string_view bytes) {
  std::string text = "0x";
  text.reserve(2 + 2 * bytes.size());
  for (const char byte : bytes) {
    text += digits[static_cast<std::uint8_t>(byte) >> 4U];
    text += digits[static_cast<std::uint8_t>(byte) & 15U];
  }
  return text;
}

std::optional<std::string> unhex(std::string_view text) {
  if (!text.starts_with("0x") || text.size() % 2 != 0) return std::nullopt;
  text.remove_prefix(2);
  std::string bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t at = 0; at < text.size(); at += 2) {
    const int high = value_of(text[at]);
    const int low = value_of(text[at + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes += static_cast<char>(16 * high + low);
  }
  return bytes;
}

std::string quantity_of(std::uint64_t number) {
  std::array<char, 18> text{'0', 'x'};
  const auto end = std::to_chars(text.data() + 2, text.data() + text.size(), number, 16).ptr;
  return {text.data(), end};
}

std::optional<std::uint64_t> number_in_quantity(std::string_view text) {
  if (!text.starts_with("0x")) return std::nullopt;
  text.remove_prefix(2);
  if (text.empty() || text.size() > 16) return std::nullopt;
  std::uint64_t number = 0;
  for (const char digit : text) {
    const int value = value_of(digit);
    if (value < 0) return std::nullopt;
    number = number << 4U | static_cast<std::uint64_t>(value);
  }
  return number;
}

}  // namespace raas::evm
