#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace raas::api {

/// One parameter of a media type, such as `boundary=x`.
struct Parameter {
  std::string name;  ///< Lower case.
  std::string value;
};

/// A header value such as `text/plain; charset=utf-8` or `form-data; name="cid"`.
struct HeaderValue {
  std::string main;  ///< Lower case.
  std::vector<Parameter> parameters;

  /// nullptr if there is no such parameter.
  [[nodiscard]] const std::string* parameter(std::string_view name) const;
};

/// nullopt if it is malformed or names a parameter twice.
[[nodiscard]] std::optional<HeaderValue> parse_header_value(std::string_view text);

[[nodiscard]] std::string lower_case(std::string_view text);

}  // namespace raas::api
