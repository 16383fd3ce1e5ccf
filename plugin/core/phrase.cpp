#include "core/phrase.h"

#include <algorithm>

namespace raas {
namespace {

constexpr char mark = '\x01';
constexpr std::size_t digits_max = 18;  // Always fits into 64 bits.

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// How many characters from @p at on are a number that reads back as it was written: one with
/// leading zeros does not, so each of these is a number of its own.
std::size_t number_length(std::string_view text, std::size_t at) {
  if (!is_digit(text[at])) return 0;
  if (text[at] == '0') return 1;
  std::size_t length = 1;
  while (length < digits_max && at + length < text.size() && is_digit(text[at + length])) ++length;
  return length;
}

}  // namespace

Phrase take_apart(std::string_view text) {
  // With a mark of its own the text could not be put together again.
  if (text.find(mark) != std::string_view::npos)
    return {.pattern = std::string(text), .numbers = {}};
  Phrase phrase;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = number_length(text, at);
    if (length == 0) {
      phrase.pattern += text[at++];
      continue;
    }
    std::uint64_t number = 0;
    for (const char digit : text.substr(at, length)) {
      number = number * 10 + static_cast<std::uint64_t>(digit - '0');
    }
    phrase.numbers.push_back(number);
    phrase.pattern += mark;
    at += length;
  }
  return phrase;
}

std::string put_together(const Phrase& phrase) {
  if (phrase.numbers.empty()) return phrase.pattern;
  std::string text;
  auto number = phrase.numbers.begin();
  for (const char c : phrase.pattern) {
    if (c == mark && number != phrase.numbers.end()) {
      text += std::to_string(*number++);
    } else {
      text += c;
    }
  }
  return text;
}

}  // namespace raas
