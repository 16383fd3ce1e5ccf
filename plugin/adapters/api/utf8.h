#pragma once

#include <string>
#include <string_view>

namespace raas::api {

/// Whether @p text is well-formed UTF-8 (no surrogates, no overlong forms).
[[nodiscard]] bool is_utf8(std::string_view text);

/// @p text with every byte that is not part of well-formed UTF-8 replaced by U+FFFD.
[[nodiscard]] std::string clean_utf8(std::string_view text);

/// The beginning of @p text for an error message: whole characters, without control characters.
[[nodiscard]] std::string excerpt_of(std::string_view text);

}  // namespace raas::api
