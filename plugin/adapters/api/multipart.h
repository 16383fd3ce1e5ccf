#pragma once

#include <string_view>
#include <vector>

#include "adapters/api/form.h"
#include "base/error.h"

namespace raas::api {

/// Reads a form of text fields sent as multipart/form-data (RFC 7578).
///
/// An own parser, because neither Boost nor curl has one that reads. It is strict instead of
/// lenient: nothing before the first or behind the last delimiter but one line end, CRLF
/// everywhere, a quoted or plain `name` in each part, no files, no transfer encodings, and small
/// limits for boundary, headers and values.
[[nodiscard]] Result<std::vector<FormField>> parse_multipart(std::string_view body,
                                                             std::string_view boundary);

}  // namespace raas::api
