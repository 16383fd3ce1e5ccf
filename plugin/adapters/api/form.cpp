#include "adapters/api/form.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "adapters/api/utf8.h"

namespace raas::api {

namespace {

constexpr std::size_t fields_max = 64;

Error wrong_text(std::string what) {
  return Error(Code::invalid_input, std::move(what));
}

bool is_plain(char character) {
  return character > 0x20 && character < 0x7f;
}

Status check_text(std::string_view text) {
  if (text.find('\0') != std::string_view::npos) return wrong_text("found a NUL in a text");
  if (!is_utf8(text)) return wrong_text("found bytes that are not UTF-8");
  return {};
}

}  // namespace

Result<std::string> percent_decode(std::string_view text, bool plus_is_space) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char character = text[at];
    if (!is_plain(character)) {
      return wrong_text("found a character that must be percent-encoded at " + std::to_string(at));
    }
    if (character != '%') {
      decoded.push_back(plus_is_space && character == '+' ? ' ' : character);
      continue;
    }
    std::uint8_t byte = 0;
    const auto digits = text.substr(at + 1, 2);
    const char* const end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, byte, 16);
    if (digits.size() != 2 || error != std::errc{} || stop != end) {
      return wrong_text("found '%' without two hex digits at " + std::to_string(at));
    }
    decoded.push_back(static_cast<char>(byte));
    at += 2;
  }
  if (auto sound = check_text(decoded); !sound) return sound.error();
  return decoded;
}

Status add_field(std::vector<FormField>& fields, FormField field) {
  if (field.name.empty()) return wrong_text("found a value without a name");
  if (auto sound = check_text(field.name); !sound) return sound.error();
  const auto where = excerpt_of(field.name);
  if (auto sound = check_text(field.value); !sound) return sound.error().within(where);
  const bool is_known = std::any_of(fields.begin(), fields.end(), [&](const FormField& other) {
    return other.name == field.name;
  });
  if (is_known) return wrong_text(where + ": found twice");
  if (fields.size() == fields_max) {
    return wrong_text("found too many values, expected at most " + std::to_string(fields_max));
  }
  fields.push_back(std::move(field));
  return {};
}

Result<std::vector<FormField>> parse_urlencoded(std::string_view text) {
  std::vector<FormField> fields;
  while (!text.empty()) {
    const auto pair = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(text.size(), pair.size() + 1));
    if (pair.empty()) continue;

    const auto equals = pair.find('=');
    auto name = percent_decode(pair.substr(0, equals), true);
    if (!name) return name.error();
    const auto raw_value = equals == std::string_view::npos ? "" : pair.substr(equals + 1);
    auto value = percent_decode(raw_value, true);
    if (!value) return value.error().within(excerpt_of(*name));
    if (auto added = add_field(fields, {*std::move(name), *std::move(value)}); !added) {
      return added.error();
    }
  }
  return fields;
}

}  // namespace raas::api
