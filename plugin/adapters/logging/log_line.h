#pragma once

#include <string>
#include <string_view>

#include "core/epoch.h"
#include "ports/events.h"

namespace raas {

/// Longer values of fields are cut.
inline constexpr std::size_t log_value_bytes_max = 2048;

[[nodiscard]] std::string_view name_of(Level level);

/// "2026-11-22T18:13:22.104Z". Years from 1970 to 9999; other times are shown as the nearest of
/// these.
[[nodiscard]] std::string log_time(Millis unix_ms);

/// `job=7 because="not proven for 2881 epochs"`: quoted where a reader could not tell where the
/// value ends; control characters and bytes that are not UTF-8 are escaped, so that a line stays a
/// line.
[[nodiscard]] std::string log_fields(const Event& event);

/// Time, level, name and fields.
[[nodiscard]] std::string log_line(Millis unix_ms, const Event& event);

}  // namespace raas
