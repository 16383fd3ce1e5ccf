#include "adapters/api/media_type.h"

#include <algorithm>

namespace raas::api {

namespace {

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool is_token(std::string_view text) {
  constexpr std::string_view separators = "()<>@,;:\\\"[]?={} \t";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char character) {
    return character > 0x20 && character < 0x7f &&
           separators.find(character) == std::string_view::npos;
  });
}

/// Takes `"..."` off the front of @p text, with backslash escapes.
std::optional<std::string> take_quoted(std::string_view& text) {
  std::string value;
  for (std::size_t at = 1; at < text.size(); ++at) {
    if (text[at] == '"') {
      text.remove_prefix(at + 1);
      return value;
    }
    if (text[at] == '\\' && ++at == text.size()) return std::nullopt;
    value.push_back(text[at]);
  }
  return std::nullopt;
}

std::optional<std::string> take_value(std::string_view& text) {
  if (text.starts_with('"')) return take_quoted(text);
  const auto token = trimmed(text.substr(0, text.find(';')));
  text.remove_prefix(std::min(text.size(), text.find(';')));
  // A slash is no token character, but boundaries with one are met unquoted.
  std::string plain(token);
  std::replace(plain.begin(), plain.end(), '/', '-');
  if (!is_token(plain)) return std::nullopt;
  return std::string(token);
}

}  // namespace

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& character : lower) {
    if (character >= 'A' && character <= 'Z') character = static_cast<char>(character - 'A' + 'a');
  }
  return lower;
}

const std::string* HeaderValue::parameter(std::string_view name) const {
  for (const Parameter& parameter : parameters) {
    if (parameter.name == name) return &parameter.value;
  }
  return nullptr;
}

std::optional<HeaderValue> parse_header_value(std::string_view text) {
  HeaderValue header{.main = lower_case(trimmed(text.substr(0, text.find(';')))), .parameters = {}};
  if (header.main.empty()) return std::nullopt;
  text.remove_prefix(std::min(text.size(), text.find(';')));

  while (!text.empty()) {
    text = trimmed(text.substr(1));  // The semicolon.
    if (text.empty()) break;
    const auto equals = text.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    Parameter parameter{.name = lower_case(trimmed(text.substr(0, equals))), .value = {}};
    text = trimmed(text.substr(equals + 1));
    auto value = take_value(text);
    text = trimmed(text);
    if (!value || !is_token(parameter.name) || header.parameter(parameter.name) != nullptr ||
        (!text.empty() && text.front() != ';')) {
      return std::nullopt;
    }
    parameter.value = *std::move(value);
    header.parameters.push_back(std::move(parameter));
  }
  return header;
}

}  // namespace raas::api
