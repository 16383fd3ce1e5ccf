#pragma once

#include <compare>
#include <cstdint>

#include "core/epoch.h"
#include "core/job.h"
#include "core/observation.h"
#include "core/plan.h"

namespace raas {

/// Where an action stands in the queue; the smallest is the next. Fewest lasting copies first, then
/// the least time until the copy that it replaces ends, then the least reliable holder of what is
/// left, then repair before renewal before replication; the rest only makes the order the same each
/// time.
struct Urgency {
  std::uint32_t copies_lasting = 0;
  Epochs time_left = 0;               ///< 0 = the copy is not proven, or there is none.
  std::uint32_t reliability_ppm = 0;  ///< Of the least reliable provider with a lasting copy.
  std::uint8_t reason_rank = 0;
  JobId job = 0;
  SlotNumber slot = 0;

  friend bool operator==(const Urgency&, const Urgency&) = default;
  friend auto operator<=>(const Urgency&, const Urgency&) = default;
};

/// How urgent @p action of @p plan is, which was decided from @p seen. @p holders_reliability_ppm
/// is that of the least reliable provider with a lasting copy of the job.
[[nodiscard]] Urgency urgency_of(const Job& job, const Observation& seen, const Plan& plan,
                                 const Action& action, std::uint32_t holders_reliability_ppm = 0);

}  // namespace raas
