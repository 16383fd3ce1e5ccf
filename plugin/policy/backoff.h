#pragma once

#include <cstdint>

#include "core/epoch.h"
#include "core/policy.h"

namespace raas {

/// How long a slot waits after its @p failures -th failure in a row (from 1): doubles from
/// backoff_min_epochs to backoff_max_epochs, spread by up to a quarter by @p salt.
[[nodiscard]] Epochs slot_backoff(const Policy& policy, std::uint32_t failures, std::uint64_t salt);

/// How long a provider rests after its @p failures -th failure in a row (from 1).
[[nodiscard]] Epochs provider_rest(const Policy& policy, std::uint32_t failures);

}  // namespace raas
