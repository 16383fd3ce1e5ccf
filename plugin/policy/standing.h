#pragma once

#include <string_view>

#include "core/job.h"
#include "core/names.h"
#include "core/plan.h"
#include "core/policy.h"
#include "core/replica.h"

namespace raas {

/// How @p replica stands at @p tip. Pure: same arguments, same answer.
///
/// Negative findings count only when confirmed (Policy::negative_readings_min): a first "faulty"
/// reading leaves a copy healthy, and one that is gone at the first reading is unknown until the
/// second. An end epoch that has passed needs no reading. A copy that is not active yet fails only
/// if it was read after the last epoch at which it could have become active; until that reading it
/// is unknown.
[[nodiscard]] Standing standing_of(const Policy& policy, const Terms& terms, const Replica& replica,
                                   Epoch tip);

/// Whether a copy that stands so holds or may come to hold the data: its provider is taken.
[[nodiscard]] bool holds_a_place(Standing standing);

/// Whether @p facts were read at enough tipsets to act upon them if they are negative.
[[nodiscard]] bool is_confirmed(const Policy& policy, const Facts& facts);

/// Whether two readings of a copy differ in nothing but when, and how often, the same was read.
[[nodiscard]] bool says_the_same(const Policy& policy, const Facts& before, const Facts& after);

/// Whether a copy was still read as gone Policy::gone_after_epochs after it was read so first.
[[nodiscard]] bool is_gone_for_good(const Policy& policy, const Facts& facts);
/// Whether the provider of a copy must not get another one of the same job: it holds one, or has
/// one again when what is said of it turns out to be wrong.
[[nodiscard]] bool occupies_provider(const Policy& policy, Standing standing, const Facts& facts);

/// Whether @p finding says that the copy is not there: dead, absent or another one.
[[nodiscard]] bool is_negative(Finding finding);

/// With how much time left a copy is expiring: what the terms say, but at most half of the duration
/// that a new deal is asked for, else every new copy would be renewed as soon as it is made.
[[nodiscard]] Epochs renewal_threshold(const Terms& terms);

/// The first epoch at which @p replica is expiring; no_epoch if it never is: its end is not known,
/// or it lives at least as long as the job.
[[nodiscard]] Epoch expiring_from(const Terms& terms, const Replica& replica);

/// The last epoch at which @p replica is still waited for if it is not active yet; no_epoch = not
/// known.
[[nodiscard]] Epoch waited_for_until(const Policy& policy, const Replica& replica);

}  // namespace raas
