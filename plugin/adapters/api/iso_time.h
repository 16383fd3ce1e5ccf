#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/epoch.h"

namespace raas::api {

/// End of the year 9999, the last that four digits can write.
inline constexpr Millis iso_unix_ms_max = 253402300799000;

/// Reads an ISO 8601 date ("2027-01-31": its first moment) or date and time ("2027-01-31T12:30Z",
/// seconds, fractions and offsets allowed). What names no zone is UTC. Years 1970 to 9999.
[[nodiscard]] std::optional<Millis> parse_iso_time(std::string_view text);

/// "2027-01-31T12:30:00Z"; empty outside of the years 1970 to 9999.
[[nodiscard]] std::string iso_time_text(Millis unix_ms);

}  // namespace raas::api
