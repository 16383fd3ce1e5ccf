#include "front/multipart.h"

#include <algorithm>
#include <cctype>

namespace mock {
namespace {

constexpr std::size_t boundary_length_max = 70;  // RFC 2046, 5.1.1
constexpr std::size_t parts_max = 64;
constexpr std::string_view line_end = "\r\n";

Refusal malformed(std::string_view what) {
  return {RAAS_E_INVALID, "multipart body: " + std::string(what), 0};
}

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return result;
}

/// The value of a parameter such as `; name="x"`; empty if it is not there.
std::string parameter(std::string_view field, std::string_view name) {
  const std::string wanted = std::string(name) + "=";
  const std::string folded = lower(field);
  std::size_t at = 0;
  while ((at = folded.find(wanted, at)) != std::string::npos) {
    const bool begins_here = at > 0 && (field[at - 1] == ' ' || field[at - 1] == ';');
    at += wanted.size();
    if (!begins_here) continue;
    if (at >= field.size() || field[at] != '"') {
      return std::string(field.substr(at, field.find_first_of("; \t", at) - at));
    }
    std::string value;
    for (++at; at < field.size() && field[at] != '"'; ++at) {
      if (field[at] == '\\' && at + 1 < field.size()) ++at;
      value += field[at];
    }
    return value;
  }
  return {};
}

/// Reads one part: its header, an empty line, its content.
Outcome<FormPart> part_of(std::string_view text) {
  FormPart part;
  while (!text.starts_with(line_end)) {
    const std::size_t end = text.find(line_end);
    if (end == std::string_view::npos)
      return malformed("a part without an empty line after its header");
    const std::string_view field = text.substr(0, end);
    text.remove_prefix(end + line_end.size());
    if (!lower(field).starts_with("content-disposition:")) continue;
    part.name = parameter(field, "name");
    part.file_name = parameter(field, "filename");
  }
  text.remove_prefix(line_end.size());
  part.content = text;
  if (part.name.empty()) return malformed("a part without a name");
  return part;
}

}  // namespace

Outcome<std::vector<FormPart>> parse_multipart(std::string_view content_type,
                                               std::string_view body) {
  if (!lower(content_type).starts_with("multipart/form-data")) {
    return Refusal{
        RAAS_E_INVALID,
        "content type: \"" + std::string(content_type) + "\", expected multipart/form-data", 0};
  }
  const std::string boundary = parameter(content_type, "boundary");
  if (boundary.empty() || boundary.size() > boundary_length_max) {
    return Refusal{RAAS_E_INVALID, "content type: no boundary of 1 to 70 characters", 0};
  }
  const std::string first = "--" + boundary;
  const std::string next = std::string(line_end) + first;
  std::size_t at = body.starts_with(first) ? first.size() : body.find(next);
  if (at == std::string_view::npos) return malformed("the boundary does not occur");
  if (!body.starts_with(first)) at += next.size();
  body.remove_prefix(at);

  std::vector<FormPart> parts;
  while (!body.starts_with("--")) {
    const std::size_t end = body.find(next);
    if (!body.starts_with(line_end) || end == std::string_view::npos)
      return malformed("it is cut off");
    if (parts.size() == parts_max) return malformed("more than 64 parts");
    auto part = part_of(body.substr(line_end.size(), end - std::min(end, line_end.size())));
    if (!part) return part.error();
    parts.push_back(std::move(*part));
    body.remove_prefix(end + next.size());
  }
  return parts;
}

}  // namespace mock
