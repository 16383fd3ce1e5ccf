#pragma once

#include <string_view>

namespace mock {

/// Whether @p text is a decimal number without sign, point or exponent.
[[nodiscard]] bool is_decimal(std::string_view text);

/// Compares two such numbers of any length: negative, zero or positive.
[[nodiscard]] int compare_decimals(std::string_view a, std::string_view b);

}  // namespace mock
