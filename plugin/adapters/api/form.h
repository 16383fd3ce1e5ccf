#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace raas::api {

/// A named value of a query or a form, decoded: UTF-8 without NUL.
struct FormField {
  std::string name;
  std::string value;
};

/// Decodes %XX, and '+' as a space if @p plus_is_space. Strict: a '%' without two hex digits, bytes
/// that must be encoded (controls, space, not ASCII), a NUL and what is not UTF-8 are refused.
[[nodiscard]] Result<std::string> percent_decode(std::string_view text, bool plus_is_space);

/// Reads "a=1&b=2". A name that comes twice is refused.
[[nodiscard]] Result<std::vector<FormField>> parse_urlencoded(std::string_view text);

/// Adds @p field unless its name is there already, it is not UTF-8 or has a NUL.
[[nodiscard]] Status add_field(std::vector<FormField>& fields, FormField field);

}  // namespace raas::api
