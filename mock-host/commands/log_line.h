#pragma once

#include <string>
#include <string_view>

#include "raas/host.h"

namespace mock {

/// "info" and the like; an unknown level is "info".
[[nodiscard]] std::string_view name_of_level(raas_log_level level);

/// "2026-11-22T18:13:22Z info raas action_planned job=7", with a line break at the end. Control
/// characters of the plugin's text are shown as '?', so that one event is one line.
[[nodiscard]] std::string log_line(std::int64_t unix_ms, raas_log_level level,
                                   std::string_view plugin, std::string_view event,
                                   std::string_view message);

}  // namespace mock
