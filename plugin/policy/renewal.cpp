#include "policy/renewal.h"

#include <string>

#include "policy/epoch_math.h"
#include "policy/standing.h"

namespace raas {
namespace {

Verdict examine_end(const Terms& terms, const Replica& holder, Epoch tip) {
  const Epoch from = expiring_from(terms, holder);
  if (!is_known(from)) return {};
  if (tip < from) return {.look_at = from};
  return {.replace = true,
          .because = "ends in " + std::to_string(span_between(tip, holder.end_epoch)) +
                     " epochs, renewal below " + std::to_string(renewal_threshold(terms))};
}

}  // namespace

Verdict examine_for_renewal(const Policy&, const Job& job, const Observation& seen,
                            const SlotView& slot) {
  if (!job.terms.renew || slot.holder == nullptr) return {};
  const Replica& holder = *slot.holder;
  switch (slot.standing) {
    case Standing::expired:
      return {.replace = true, .because = "ended at epoch " + std::to_string(holder.end_epoch)};
    // Its end is near whatever became of it: a fault never delays a renewal.
    case Standing::healthy:
    case Standing::expiring:
    case Standing::faulty:
    case Standing::lost: return examine_end(job.terms, holder, seen.tip);
    case Standing::unknown: return {.look_at = holder.end_epoch};
    case Standing::pending:
    case Standing::failed: return {};
  }
  return {};
}

}  // namespace raas
