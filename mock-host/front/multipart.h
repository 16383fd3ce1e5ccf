#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "aggregator/refusal.h"

namespace mock {

/// One part of a form.
struct FormPart {
  std::string name;
  std::string file_name;     ///< Empty if it is no file.
  std::string_view content;  ///< Of the body that was parsed.
};

/// Splits a multipart/form-data body (RFC 7578).
/// @param content_type  The request's, with its boundary.
[[nodiscard]] Outcome<std::vector<FormPart>> parse_multipart(std::string_view content_type,
                                                             std::string_view body);

}  // namespace mock
