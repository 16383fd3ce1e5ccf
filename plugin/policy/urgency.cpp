#include "policy/urgency.h"

#include <algorithm>
#include <limits>

#include "policy/epoch_math.h"

namespace raas {
namespace {

std::uint8_t rank_of(Reason reason) {
  switch (reason) {
    case Reason::repair: return 0;
    case Reason::renewal: return 1;
    case Reason::replication: return 2;
  }
  return 3;
}

Epochs time_left_of(const Observation& seen, ReplicaId id) {
  const auto found = std::find_if(seen.replicas.begin(), seen.replicas.end(),
                                  [id](const Replica& replica) { return replica.id == id; });
  if (id == 0 || found == seen.replicas.end()) return 0;
  if (found->facts.finding != Finding::proven) return 0;
  if (!is_known(found->end_epoch)) return std::numeric_limits<Epochs>::max();
  return std::max<Epochs>(0, span_between(seen.tip, found->end_epoch));
}

}  // namespace

Urgency urgency_of(const Job& job, const Observation& seen, const Plan& plan, const Action& action,
                   std::uint32_t holders_reliability_ppm) {
  return {.copies_lasting = plan.copies_lasting,
          .time_left = time_left_of(seen, action.replaces),
          .reliability_ppm = holders_reliability_ppm,
          .reason_rank = rank_of(action.reason),
          .job = job.id,
          .slot = action.slot};
}

}  // namespace raas
