#pragma once

#include "core/job.h"
#include "core/observation.h"
#include "core/plan.h"
#include "core/policy.h"

namespace raas {

/// Decides what one job needs, as of @p seen.tip and @p seen.now.
///
/// Looks at the whole state each time and never at what changed, so a missed, repeated or reordered
/// event cannot mislead it. Same arguments, same plan.
///
/// @post No action fills a slot that has one in flight; lasting copies, copies in flight and
/// actions
///       together never exceed terms.copies_max; seen.now < plan.next_look <=
///       seen.now + policy.look_interval_max_epochs. Without a trusted chain there are no actions.
[[nodiscard]] Plan decide(const Policy& policy, const Job& job, const Observation& seen);

}  // namespace raas
