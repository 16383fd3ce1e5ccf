#include "filecoin/json_writer.h"

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
  for (const char c : value) escaped(c);
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

void JsonWriter::escaped(char c) {
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
  } else if (byte < 0x20 || c == '<' || c == '>' || c == '&') {
    out_ += "\\u00";
    out_ += hex[byte >> 4U];
    out_ += hex[byte & 15U];
  } else {
    out_ += c;
  }
}

}  // namespace mock
