#pragma once

#include <boost/json/fwd.hpp>
#include <optional>
#include <string_view>

#include "adapters/api/problems.h"

namespace raas::api {

/// Parses a request's body: strict JSON in UTF-8, at most 16 levels deep, no NUL in a text, and no
/// name twice in an object. What is wrong is added to @p problems.
[[nodiscard]] std::optional<boost::json::value> parse_json(std::string_view text,
                                                           Problems& problems);

/// A value in words for an error message, e.g. `-1`, `"abc"`, `an object`.
[[nodiscard]] std::string found_text(const boost::json::value& value);

}  // namespace raas::api
