#pragma once

#include <boost/json/fwd.hpp>
#include <string>
#include <string_view>

#include "adapters/api/message.h"
#include "adapters/api/problems.h"
#include "base/error.h"

namespace raas::api {

[[nodiscard]] ApiResponse json_answer(unsigned status, const boost::json::value& body);
/// {"error": text}
[[nodiscard]] ApiResponse error_answer(unsigned status, std::string_view text);
/// 400 with the first problem as "error" and all that are kept as "errors".
[[nodiscard]] ApiResponse problems_answer(const Problems& problems);
/// The answer to an error of the desk: 404, 503 with Retry-After, 409, 400 or 500.
[[nodiscard]] ApiResponse desk_error_answer(const Error& error);

}  // namespace raas::api
