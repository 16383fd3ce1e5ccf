#pragma once

#include <string>

#include "aggregator/judge_limits.h"

namespace mock {

/// What the plugin's configuration @p config promises to keep to; what it does not say is as the
/// plugin has it by default.
[[nodiscard]] JudgeLimits limits_of(const std::string& config);

}  // namespace mock
