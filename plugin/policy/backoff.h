#pragma once

#include <cstdint>

#include "core/epoch.h"
#include "core/policy.h"

namespace raas {

/// How long a slot waits after its @p failures -th failure in a row (from 1): doubles from
/// backoff_min_epochs to backoff_max_epochs, spread by up to a quarter by @p salt.
[[nodiscard]] Epochs slot_backoff(const Policy& policy, std::uint32_t failures, std::uint64_t salt);

/// Whether a slot waits at @p now. A wait that is longer than any can be was set by a clock that
/// was wrong, and does not count.
[[nodiscard]] bool is_waiting(const Policy& policy, Epoch not_before, Epoch now);

/// How long a provider rests after its @p failures -th failure in a row (from 1).
[[nodiscard]] Epochs provider_rest(const Policy& policy, std::uint32_t failures);

/// Whether a provider rests at @p now; as is_waiting().
[[nodiscard]] bool is_resting(const Policy& policy, Epoch rests_until, Epoch now);

}  // namespace raas
