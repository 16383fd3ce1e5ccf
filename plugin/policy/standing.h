#pragma once

#include <string_view>

#include "core/job.h"
#include "core/plan.h"
#include "core/replica.h"
#include "policy/policy.h"

namespace raas {

/// How @p replica stands at @p tip. Pure: same arguments, same answer.
///
/// Negative findings count only when confirmed (Policy::negative_readings_min); before that the copy is
/// what it was: a first "faulty" reading leaves it healthy. An end epoch that has passed needs no reading.
[[nodiscard]] Standing standing_of(const Policy& policy, const Terms& terms, const Replica& replica,
                                   Epoch tip);

[[nodiscard]] std::string_view name_of(Standing standing);
[[nodiscard]] std::string_view name_of(Reason reason);
[[nodiscard]] std::string_view name_of(Finding finding);
[[nodiscard]] std::string_view name_of(JobState state);
[[nodiscard]] std::string_view name_of(IntentState state);

}  // namespace raas
