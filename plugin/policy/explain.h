#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/job.h"
#include "core/observation.h"
#include "core/plan.h"
#include "core/policy.h"

namespace raas {

/// Named values in the order of reading. Numbers are decimal; the names are literals.
using Inputs = std::vector<std::pair<std::string_view, std::string>>;

/// What @p plan as a whole was decided from.
[[nodiscard]] Inputs inputs_of(const Job& job, const Observation& seen, const Plan& plan);

/// What one action of it was decided from: the above, the slot, the copy that it replaces and the
/// limits that were applied.
[[nodiscard]] Inputs inputs_of(const Policy& policy, const Job& job, const Observation& seen,
                               const Plan& plan, const Action& action);

/// What is next for the job, for people: "repair of slot 2: not proven for 2892 epochs, grace is
/// 2880", or why nothing is done and when it is looked at again.
[[nodiscard]] std::string next_text(const Plan& plan);

}  // namespace raas
