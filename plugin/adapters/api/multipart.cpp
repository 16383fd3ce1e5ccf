#include "adapters/api/multipart.h"

#include <algorithm>
#include <optional>

#include "adapters/api/media_type.h"
#include "adapters/api/utf8.h"

namespace raas::api {

namespace {

constexpr std::size_t boundary_length_max = 70;  // RFC 2046, 5.1.1.
constexpr std::size_t header_bytes_max = 1024;   // Of one part.
constexpr std::size_t value_bytes_max = 4096;
constexpr std::string_view line_end = "\r\n";

Error wrong_form(std::string what) {
  return Error(Code::invalid_input, "form: " + std::move(what));
}

bool is_boundary(std::string_view text) {
  constexpr std::string_view others = "'()+_,-./:=? ";
  return !text.empty() && text.size() <= boundary_length_max && text.back() != ' ' &&
         std::all_of(text.begin(), text.end(), [&](char c) {
           return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                  others.find(c) != std::string_view::npos;
         });
}

/// Reads the header lines of one part: its name.
Result<std::string> read_headers(std::string_view lines) {
  std::optional<std::string> name;
  while (!lines.empty()) {
    const auto line = lines.substr(0, lines.find(line_end));
    lines.remove_prefix(std::min(lines.size(), line.size() + line_end.size()));
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return wrong_form("found a header without a colon");
    const auto header = lower_case(line.substr(0, colon));
    const auto value = parse_header_value(line.substr(colon + 1));
    if (!value) return wrong_form("found a malformed " + excerpt_of(header));

    if (header == "content-disposition") {
      if (name) return wrong_form("found content-disposition twice in one part");
      if (value->main != "form-data" || value->parameter("name") == nullptr) {
        return wrong_form("found a part without a name, expected form-data; name=...");
      }
      if (value->parameter("filename") != nullptr || value->parameter("filename*") != nullptr) {
        return wrong_form("found a file, expected text fields only");
      }
      name = *value->parameter("name");
    } else if (header == "content-transfer-encoding" && value->main != "8bit" &&
               value->main != "7bit" && value->main != "binary") {
      return wrong_form("found a transfer encoding, expected none");
    }
  }
  if (!name) return wrong_form("found a part without content-disposition");
  return *std::move(name);
}

Result<FormField> read_part(std::string_view part) {
  const bool has_headers = !part.starts_with(line_end);
  const auto blank = has_headers ? part.find("\r\n\r\n") : std::string_view::npos;
  if (blank == std::string_view::npos) return wrong_form("found a part without headers");
  if (blank > header_bytes_max) return wrong_form("found headers of a part that are too long");
  const auto value = part.substr(blank + 4);
  auto name = read_headers(part.substr(0, blank));
  if (!name) return name.error();
  if (value.size() > value_bytes_max) {
    return wrong_form(excerpt_of(*name) + ": found " + std::to_string(value.size()) +
                      " bytes, expected at most " + std::to_string(value_bytes_max));
  }
  return FormField{*std::move(name), std::string(value)};
}

}  // namespace

Result<std::vector<FormField>> parse_multipart(std::string_view body, std::string_view boundary) {
  if (!is_boundary(boundary)) return wrong_form("found a malformed boundary");
  const std::string first = "--" + std::string(boundary);
  const std::string delimiter = "\r\n" + first;
  if (!body.starts_with(first)) return wrong_form("found no boundary at the start");
  body.remove_prefix(first.size());

  std::vector<FormField> fields;
  while (!body.starts_with("--")) {
    if (!body.starts_with(line_end)) return wrong_form("found a boundary within a line");
    body.remove_prefix(line_end.size());
    const auto end = body.find(delimiter);
    if (end == std::string_view::npos) return wrong_form("found no closing boundary");
    auto field = read_part(body.substr(0, end));
    if (!field) return field.error();
    if (auto added = add_field(fields, *std::move(field)); !added)
      return added.error().within("form");
    body.remove_prefix(end + delimiter.size());
  }
  body.remove_prefix(2);
  if (!body.empty() && body != line_end) return wrong_form("found bytes behind the last boundary");
  return fields;
}

}  // namespace raas::api
