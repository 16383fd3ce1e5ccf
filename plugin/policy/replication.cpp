#include "policy/replication.h"

#include <string>

#include "policy/standing.h"

namespace raas {

Verdict examine_for_replication(const Policy&, const Job& job, const Observation&,
                                const SlotView& slot) {
  if (!job.terms.replicate) return {};
  if (slot.holder == nullptr) return {.replace = true, .because = "no copy in the slot"};

  const Replica& holder = *slot.holder;
  switch (slot.standing) {
    case Standing::expired:
      return {.replace = true,
              .because = "the copy in the slot ended at epoch " + std::to_string(holder.end_epoch)};
    case Standing::failed:
      return {.replace = true, .because = "the copy in the slot never became active"};
    case Standing::pending:
    case Standing::healthy:
    case Standing::expiring:
    case Standing::faulty:
    case Standing::lost:
    case Standing::unknown: return {.look_at = holder.end_epoch};
  }
  return {};
}

}  // namespace raas
