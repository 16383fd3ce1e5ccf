#include "policy/backoff.h"

#include <algorithm>

#include "policy/epoch_math.h"
#include "policy/mix.h"

namespace raas {
namespace {

/// @p first doubled for every failure after the first one, up to @p cap.
Epochs doubled(Epochs first, Epochs cap, std::uint32_t failures) {
  Epochs wait = std::clamp<Epochs>(first, 0, std::max<Epochs>(0, cap));
  for (std::uint32_t n = 1; n < failures && wait < cap && wait > 0; ++n) {
    wait = wait > cap / 2 ? cap : wait * 2;
  }
  return wait;
}

}  // namespace

Epochs slot_backoff(const Policy& policy, std::uint32_t failures, std::uint64_t salt) {
  const Epochs least = std::max<Epochs>(0, policy.backoff_min_epochs);
  const Epochs most = std::max(least, policy.backoff_max_epochs);
  const Epochs wait = doubled(least, most, failures);

  // The spread fits between the limits at both ends, so that slots which failed together are never
  // tried again together.
  const Epochs spread = std::min(wait / 4, most - least);
  const Epochs earliest = std::min(wait, most - spread);
  const auto steps = static_cast<std::uint64_t>(spread) + 1;
  return earliest + static_cast<Epochs>(mix(salt, failures) % steps);
}

bool is_waiting(const Policy& policy, Epoch not_before, Epoch now) {
  const Epochs longest = std::max(policy.backoff_min_epochs, policy.backoff_max_epochs);
  return not_before > now && span_between(now, not_before) <= longest;
}

Epochs provider_rest(const Policy& policy, std::uint32_t failures) {
  const Epochs least = std::max<Epochs>(0, policy.provider_rest_min_epochs);
  return doubled(least, std::max(least, policy.provider_rest_max_epochs), failures);
}

bool is_resting(const Policy& policy, Epoch rests_until, Epoch now) {
  const Epochs longest = std::max(policy.provider_rest_min_epochs, policy.provider_rest_max_epochs);
  return rests_until > now && span_between(now, rests_until) <= longest;
}

}  // namespace raas
