#include "policy/repair.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "policy/epoch_math.h"
#include "policy/standing.h"

namespace raas {
namespace {

/// How far a negative finding of a copy in some standing has got.
enum class Doubt {
  none,
  not_proven,  ///< Faulty, confirmed or not: it may come back.
  gone,        ///< Confirmed or not: it will not.
};

Doubt doubt_about(const Replica& replica, Standing standing) {
  switch (standing) {
    case Standing::healthy:
    case Standing::expiring:
    case Standing::faulty:
      return replica.facts.finding == Finding::faulty ? Doubt::not_proven : Doubt::none;
    case Standing::lost: return Doubt::gone;
    case Standing::unknown: return is_negative(replica.facts.finding) ? Doubt::gone : Doubt::none;
    case Standing::pending:
    case Standing::expired:
    case Standing::failed: return Doubt::none;
  }
  return Doubt::none;
}

/// Replaces if the finding can be acted upon as it was read, else asks for a reading that can.
Verdict act_upon(const Policy& policy, const Facts& facts, Epoch tip, std::string because) {
  const Epochs age = std::max<Epochs>(0, span_between(facts.read_at, tip));
  if (!is_confirmed(policy, facts)) {
    because += ", read " + std::to_string(facts.readings) + " of " +
               std::to_string(policy.negative_readings_min) + " times";
    return {.recheck = true, .because = std::move(because)};
  }
  if (!is_known(facts.read_at) || age > policy.reading_age_max_epochs) {
    because += ", read " + std::to_string(age) + " epochs ago, " +
               std::to_string(policy.reading_age_max_epochs) + " are tolerated";
    return {.recheck = true, .because = std::move(because)};
  }
  return {.replace = true, .because = std::move(because)};
}

/// So far a finalized tipset usually is behind the host's clock.
constexpr Epochs finality_usual_epochs = 20;

/// A fault begins and ends at the close of one and the same deadline, whole proving periods apart,
/// and what happened there is shown so many epochs later (DESIGN §5, "State lags height").
constexpr Epochs deadline_shown_after_epochs = 5;

Verdict examine_fault(const Policy& policy, const Terms& terms, const Facts& facts,
                      const Observation& seen) {
  const Epoch tip = seen.tip;
  const Epochs grace = std::max<Epochs>(0, terms.repair_after_epochs);
  const Epoch since = is_known(facts.since) ? facts.since : facts.read_at;
  const Epochs faulty_for = std::max<Epochs>(0, span_between(since, tip));
  std::string because =
      "not proven for " + std::to_string(faulty_for) + " epochs, grace is " + std::to_string(grace);
  // Grace that is over just when the provider proves again is not.
  const Epoch over = later_by(since, later_by(grace, deadline_shown_after_epochs));
  if (tip < over) {
    // Read once more meanwhile: two wrong hours a day apart must not look like one long fault.
    const Epoch again = later_by(facts.read_at, std::max(grace / 2, policy.reading_age_max_epochs));
    // The tip may be as old as looks are apart: when the grace is over by the clock, a newer one
    // is to be had.
    return {.recheck = (is_known(again) && again < tip) ||
                       later_by(over, finality_usual_epochs) <= seen.now,
            .look_at = std::min(over, later_by(again, 1)),
            .because = std::move(because)};
  }
  if (is_confirmed(policy, facts) && facts.read_at < over) {
    because += ", last read at epoch " + std::to_string(facts.read_at);
    return {.recheck = true, .because = std::move(because)};
  }
  return act_upon(policy, facts, tip, std::move(because));
}

std::string_view what_is_gone(Finding finding) {
  switch (finding) {
    case Finding::dead: return "its sector is gone";
    case Finding::absent: return "its deal is gone";
    case Finding::mismatch: return "its deal id is of another deal";
    case Finding::unknown:
    case Finding::unsealed:
    case Finding::proven:
    case Finding::faulty: return "it is gone";
  }
  return "it is gone";
}

Verdict examine_loss(const Policy& policy, const Facts& facts, const Observation& seen) {
  const Epoch tip = seen.tip;
  const Epoch since = is_known(facts.since) ? facts.since : facts.read_at;
  std::string because =
      std::string(what_is_gone(facts.finding)) + " since epoch " + std::to_string(since);
  if (is_confirmed(policy, facts) && span_between(since, tip) < policy.gone_after_epochs) {
    because += ", believed after " + std::to_string(policy.gone_after_epochs) + " epochs";
    // Read again and again meanwhile: it must not be two different hours that were wrong.
    const Epoch again = later_by(facts.read_at, policy.reading_age_max_epochs + 1);
    return {.recheck = again <= tip,
            .look_at = std::min(later_by(since, policy.gone_after_epochs), again),
            .because = std::move(because)};
  }
  if (is_known(seen.doubted_until) && facts.read_at <= seen.doubted_until) {
    because +=
        ", read at epoch " + std::to_string(facts.read_at) + " when too many were said to be gone";
    return {.recheck = true, .because = std::move(because)};
  }
  return act_upon(policy, facts, tip, std::move(because));
}

}  // namespace

Verdict examine_for_repair(const Policy& policy, const Job& job, const Observation& seen,
                           const SlotView& slot) {
  if (!job.terms.repair || slot.holder == nullptr) return {};
  const Facts& facts = slot.holder->facts;
  switch (doubt_about(*slot.holder, slot.standing)) {
    case Doubt::none: return {};
    case Doubt::not_proven: return examine_fault(policy, job.terms, facts, seen);
    case Doubt::gone: return examine_loss(policy, facts, seen);
  }
  return {};
}

}  // namespace raas
