#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <vector>

namespace test {

/// Where @p value is not what @p schema describes, as `path: what was found, what was expected`;
/// empty = it fits.
///
/// Knows what the OpenRPC description of Lotus and the schema of scenarios use: `type` (one or a
/// list of them), `properties`, `additionalProperties`, `items` (a schema, or a list with the one
/// that all items have), `required`, `const`, `enum`, `minimum`, `maximum` and `oneOf`.
[[nodiscard]] std::vector<std::string> mismatches(const boost::json::value& schema,
                                                  const boost::json::value& value);

}  // namespace test
