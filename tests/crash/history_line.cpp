#include "crash/history_line.h"

#include <stdexcept>

#include "core/packed.h"
#include "core/phrase.h"

namespace raas_test {
namespace {

constexpr char separator = '\x1f';

std::string part_of(const std::string& text, std::size_t number) {
  std::size_t from = 0;
  for (; number > 0; --number) from = text.find(separator, from) + 1;
  return text.substr(from, text.find(separator, from) - from);
}

}  // namespace

std::string bytes_in_hex(const std::string& hex) {
  std::string bytes;
  for (std::size_t at = 0; at + 1 < hex.size(); at += 2) {
    bytes.push_back(static_cast<char>(std::stoi(hex.substr(at, 2), nullptr, 16)));
  }
  return bytes;
}

void read_packed(const std::string& hex, const std::map<std::uint64_t, std::string>& phrases,
                 HistoryLine& line) {
  const std::string bytes = bytes_in_hex(hex);
  raas::PackedReader reader(bytes);
  for (int times = 0; times < 3; ++times) static_cast<void>(reader.signed_number());
  static_cast<void>(reader.count());  // The slot.
  const std::uint64_t row = reader.number();
  if (row == 0) {
    line.event = reader.bytes();
    line.key = reader.bytes();
  } else {
    raas::Phrase phrase{.pattern = phrases.at(row), .numbers = {}};
    phrase.numbers.resize(reader.length());
    for (std::uint64_t& number : phrase.numbers) number = reader.number();
    const std::string text = raas::put_together(phrase);
    line.event = part_of(text, 0);
    line.key = part_of(text, 1);
  }
  if (line.event.empty()) throw std::runtime_error("history: a line that cannot be read: " + hex);
}

}  // namespace raas_test
