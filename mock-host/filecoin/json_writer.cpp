#include "filecoin/json_writer.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace mock {

namespace {

template <class Number>
void append_number(std::string& out, Number value) {
  std::array<char, 24> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  out.append(digits.data(), end);
}

/// Go's encoder escapes what HTML would take for its own, too.
bool is_special(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\' || c == '<' || c == '>' ||
         c == '&';
}

}  // namespace

JsonWriter& JsonWriter::key(std::string_view name) {
  begin_value();
  out_ += '"';
  out_ += name;
  out_ += "\":";
  needs_comma_ = false;
  return *this;
}

void JsonWriter::text(std::string_view value) {
  begin_value();
  out_ += '"';
  while (!value.empty()) {
    const auto plain = std::find_if(value.begin(), value.end(), is_special) - value.begin();
    const auto length = static_cast<std::size_t>(plain);
    out_ += value.substr(0, length);
    if (length == value.size()) break;
    escape(value[length]);
    value.remove_prefix(length + 1);
  }
  out_ += '"';
}

void JsonWriter::raw(std::string_view value) {
  begin_value();
  out_ += value;
}

void JsonWriter::cid(std::string_view value) {
  begin_value();
  out_ += "{\"/\":\"";
  out_ += value;
  out_ += "\"}";
}

void JsonWriter::actor(std::uint64_t id) {
  begin_value();
  out_ += "\"f0";
  append_number(out_, id);
  out_ += '"';
}

void JsonWriter::open(char bracket) {
  begin_value();
  out_ += bracket;
  needs_comma_ = false;
}

void JsonWriter::close(char bracket) {
  out_ += bracket;
  needs_comma_ = true;
}

void JsonWriter::begin_value() {
  if (needs_comma_) out_ += ',';
  needs_comma_ = true;
}

void JsonWriter::signed_number(std::int64_t value) {
  begin_value();
  append_number(out_, value);
}

void JsonWriter::unsigned_number(std::uint64_t value) {
  begin_value();
  append_number(out_, value);
}

void JsonWriter::escape(char c) {
  constexpr std::string_view hex = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  if (c == '"' || c == '\\') {
    out_ += '\\';
    out_ += c;
  } else if (c == '\n') {
    out_ += "\\n";
  } else if (c == '\r') {
    out_ += "\\r";
  } else if (c == '\t') {
    out_ += "\\t";
  } else {
    out_ += "\\u00";
    out_ += hex[byte >> 4U];
    out_ += hex[byte & 15U];
  }
}

}  // namespace mock
