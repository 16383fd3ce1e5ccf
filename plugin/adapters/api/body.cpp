#include "adapters/api/body.h"

#include <boost/json.hpp>
#include <optional>

#include "adapters/api/answer.h"
#include "adapters/api/flat_order.h"
#include "adapters/api/json_text.h"
#include "adapters/api/media_type.h"
#include "adapters/api/multipart.h"
#include "adapters/api/utf8.h"

namespace raas::api {

namespace json = boost::json;

namespace {

/// The media type of the body; nullopt if it is malformed, or in another charset than UTF-8.
std::optional<HeaderValue> media_type_of(const Call& call) {
  auto type = parse_header_value(header_of(call.request, "content-type"));
  if (!type) return std::nullopt;
  const auto* const charset = type->parameter("charset");
  if (charset != nullptr && lower_case(*charset) != "utf-8" && lower_case(*charset) != "us-ascii") {
    return std::nullopt;
  }
  return type;
}

ApiResponse wrong_media_type(const Call& call, std::string_view expected) {
  const auto found = excerpt_of(header_of(call.request, "content-type"));
  return error_answer(415, "content-type: found " + (found.empty() ? "none" : '"' + found + '"') +
                               ", expected " + std::string(expected) + " in UTF-8");
}

OrRefusal<json::value> parsed_json(const Call& call) {
  if (call.request.body.empty()) return error_answer(400, "body: empty, expected JSON");
  Problems problems;
  auto value = parse_json(call.request.body, problems);
  if (!value) return problems_answer(problems);
  return *std::move(value);
}

OrRefusal<std::vector<FormField>> fields_of_json(const Call& call) {
  const auto value = parsed_json(call);
  if (!value) return value.error();
  Problems problems;
  if (!value->is_object()) {
    problems.add("", "found " + found_text(*value) + ", expected an object");
    return problems_answer(problems);
  }
  auto fields = flat_fields_of(value->get_object(), "", problems);
  if (!problems.empty()) return problems_answer(problems);
  return fields;
}

}  // namespace

OrRefusal<json::value> json_body(const Call& call, std::string_view media_type) {
  const auto type = media_type_of(call);
  const bool fits = type && (type->main == "application/json" ||
                             (!media_type.empty() && type->main == media_type));
  if (!fits) return wrong_media_type(call, "application/json");
  return parsed_json(call);
}

OrRefusal<std::vector<FormField>> form_body(const Call& call) {
  const auto type = media_type_of(call);
  const auto main = type ? type->main : std::string();
  if (main == "application/json") return fields_of_json(call);
  Result<std::vector<FormField>> fields = std::vector<FormField>();
  if (main == "application/x-www-form-urlencoded") {
    fields = parse_urlencoded(call.request.body);
  } else if (main == "multipart/form-data") {
    const auto* const boundary = type->parameter("boundary");
    fields = parse_multipart(call.request.body, boundary == nullptr ? "" : *boundary);
  } else {
    return wrong_media_type(call,
                            "application/json, application/x-www-form-urlencoded or "
                            "multipart/form-data");
  }
  if (!fields) return error_answer(400, fields.error().within("body").text());
  return *std::move(fields);
}

}  // namespace raas::api
