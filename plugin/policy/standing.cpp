#include "policy/standing.h"

#include <algorithm>

#include "policy/epoch_math.h"

namespace raas {
namespace {

/// The last epoch at which the copy could have become active. Where nobody told a start epoch, it
/// gets as long as sealing takes at the most, from the first time that it was seen.
Epoch last_start_of(const Policy& policy, const Replica& replica) {
  if (is_known(replica.start_epoch)) return replica.start_epoch;
  if (!is_known(replica.facts.since)) return no_epoch;
  return later_by(replica.facts.since, std::max<Epochs>(0, policy.sealing_max_epochs));
}

bool is_overdue(const Policy& policy, const Replica& replica, Epoch tip) {
  const Epoch until = waited_for_until(policy, replica);
  return is_known(until) && tip > until;
}

/// Whether the copy once was active: it has a sector. The host may tell that before the chain does,
/// so it means nothing as long as the start epoch has not passed.
bool is_known_active(const Replica& replica, Epoch tip) {
  return replica.sector.has_value() && tip > replica.start_epoch;
}

/// Of a copy that is known to be active.
Standing living(const Terms& terms, const Replica& replica, Epoch tip) {
  const Epoch from = expiring_from(terms, replica);
  return is_known(from) && tip >= from ? Standing::expiring : Standing::healthy;
}

/// Of a copy that was not active when it was last read. A reading shows the state before its own
/// tipset, so only one that is later than the last start tells that the start was missed.
Standing waiting(const Policy& policy, const Replica& replica, Epoch tip) {
  if (!is_overdue(policy, replica, tip)) return Standing::pending;
  const bool read_after_start = replica.facts.read_at > last_start_of(policy, replica);
  return read_after_start && is_confirmed(policy, replica.facts) ? Standing::failed
                                                                 : Standing::unknown;
}

}  // namespace

bool holds_a_place(Standing standing) {
  switch (standing) {
    case Standing::pending:
    case Standing::healthy:
    case Standing::expiring:
    case Standing::faulty:
    case Standing::unknown: return true;
    case Standing::lost:
    case Standing::expired:
    case Standing::failed: return false;
  }
  return true;
}

bool is_confirmed(const Policy& policy, const Facts& facts) {
  return facts.readings >= policy.negative_readings_min;
}

bool is_gone_for_good(const Policy& policy, const Facts& facts) {
  return is_negative(facts.finding) && is_confirmed(policy, facts) && is_known(facts.since) &&
         span_between(facts.since, facts.read_at) >= policy.gone_after_epochs;
}

bool says_the_same(const Policy& policy, const Facts& before, const Facts& after) {
  return before.finding == after.finding && before.since == after.since &&
         before.recovering == after.recovering &&
         is_confirmed(policy, before) == is_confirmed(policy, after) &&
         is_gone_for_good(policy, before) == is_gone_for_good(policy, after);
}

bool occupies_provider(const Policy& policy, Standing standing, const Facts& facts) {
  return holds_a_place(standing) ||
         (standing == Standing::lost && !is_gone_for_good(policy, facts));
}

bool is_negative(Finding finding) {
  switch (finding) {
    case Finding::dead:
    case Finding::absent:
    case Finding::mismatch: return true;
    case Finding::unknown:
    case Finding::unsealed:
    case Finding::proven:
    case Finding::faulty: return false;
  }
  return false;
}

Epochs renewal_threshold(const Terms& terms) {
  const Epochs asked = std::clamp(terms.deal_duration_epochs, deal_duration_min, deal_duration_max);
  return std::clamp<Epochs>(terms.renew_below_epochs, 0, asked / 2);
}

Epoch expiring_from(const Terms& terms, const Replica& replica) {
  if (!is_known(replica.end_epoch)) return no_epoch;
  if (is_known(terms.end_epoch) && replica.end_epoch >= terms.end_epoch) return no_epoch;
  return std::max<Epoch>(0, later_by(replica.end_epoch, 1 - renewal_threshold(terms)));
}

Epoch waited_for_until(const Policy& policy, const Replica& replica) {
  const Epoch last_start = last_start_of(policy, replica);
  if (!is_known(last_start)) return no_epoch;
  return later_by(last_start, std::max<Epochs>(0, policy.start_margin_epochs));
}

Standing standing_of(const Policy& policy, const Terms& terms, const Replica& replica, Epoch tip) {
  if (is_known(replica.end_epoch) && tip >= replica.end_epoch) return Standing::expired;

  const bool confirmed = is_confirmed(policy, replica.facts);
  const bool was_active = is_known_active(replica, tip);
  switch (replica.facts.finding) {
    case Finding::unknown:
      return replica.made_by_us && !is_overdue(policy, replica, tip) ? Standing::pending
                                                                     : Standing::unknown;
    case Finding::unsealed: return waiting(policy, replica, tip);
    case Finding::proven: return living(terms, replica, tip);
    case Finding::faulty: return confirmed ? Standing::faulty : living(terms, replica, tip);
    // Gone, as far as one reading tells: neither healthy any more nor lost yet.
    case Finding::dead: return confirmed ? Standing::lost : Standing::unknown;
    case Finding::absent:
      // A deal that was published a moment ago is absent at the finalized tipset: it is waited for.
      if (!was_active) return waiting(policy, replica, tip);
      return confirmed ? Standing::lost : Standing::unknown;
    case Finding::mismatch:
      if (!was_active) return confirmed ? Standing::failed : waiting(policy, replica, tip);
      return confirmed ? Standing::lost : Standing::unknown;
  }
  return Standing::unknown;
}

}  // namespace raas
