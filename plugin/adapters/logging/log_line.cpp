#include "adapters/logging/log_line.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>

#include "core/utf8.h"

namespace raas {
namespace {

constexpr Millis year_9999_last_ms = 253'402'300'799'999;

std::string escaped_byte(unsigned char byte) {
  std::array<char, 5> text{};
  std::snprintf(text.data(), text.size(), "\\x%02x", byte);
  return text.data();
}

/// The next character of @p value as it is written; takes it off the front.
std::string next_written(std::string_view& value) {
  const std::size_t length = utf8_length(value);
  const auto first = static_cast<unsigned char>(value.front());
  // U+0080 to U+009F: terminals take them for commands.
  const bool is_c1 = length == 2 && first == 0xc2 && static_cast<unsigned char>(value[1]) < 0xa0;
  std::string written;
  if (first == '"' || first == '\\') {
    written = std::string("\\") + value.front();
  } else if (first == '\n') {
    written = "\\n";
  } else if (first == '\r') {
    written = "\\r";
  } else if (first == '\t') {
    written = "\\t";
  } else if (length == 0 || first < 0x20 || first == 0x7f) {
    written = escaped_byte(first);
  } else if (is_c1) {
    written = escaped_byte(first) + escaped_byte(static_cast<unsigned char>(value[1]));
  } else {
    written = value.substr(0, length);
  }
  value.remove_prefix(std::max<std::size_t>(length, 1));
  return written;
}

bool is_plain(std::string_view value) {
  return !value.empty() && std::all_of(value.begin(), value.end(), [](char c) {
    return c > ' ' && c < 0x7f && c != '"' && c != '\\' && c != '=';
  });
}

std::string log_value(std::string_view value) {
  const bool is_cut = value.size() > log_value_bytes_max;
  if (!is_cut && is_plain(value)) return std::string(value);
  std::string text = "\"";
  while (!value.empty()) {
    const std::string written = next_written(value);
    if (text.size() + written.size() > log_value_bytes_max) {
      text += "...";
      break;
    }
    text += written;
  }
  return text + '"';
}

}  // namespace

std::string_view name_of(Level level) {
  switch (level) {
    case Level::debug: return "debug";
    case Level::info: return "info";
    case Level::warn: return "warn";
    case Level::error: return "error";
  }
  return "";
}

std::string log_time(Millis unix_ms) {
  const Millis shown = std::clamp<Millis>(unix_ms, 0, year_9999_last_ms);
  const auto seconds = static_cast<std::time_t>(shown / 1000);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 32> text{};
  const std::size_t size = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &parts);
  std::snprintf(text.data() + size, text.size() - size, ".%03dZ", static_cast<int>(shown % 1000));
  return text.data();
}

std::string log_fields(const Event& event) {
  std::string text;
  for (const auto& [name, value] : event.fields) {
    if (!text.empty()) text += ' ';
    text += name;
    text += '=';
    text += log_value(value);
  }
  return text;
}

std::string log_line(Millis unix_ms, const Event& event) {
  std::string line = log_time(unix_ms) + ' ' + std::string(name_of(event.level)) + ' ';
  line += event.name;
  const std::string fields = log_fields(event);
  if (!fields.empty()) line += ' ' + fields;
  return line;
}

}  // namespace raas
