#pragma once

#include <algorithm>

#include "core/epoch.h"
#include "core/observation.h"
#include "core/policy.h"
#include "policy/epoch_math.h"

namespace raas {

/// Collects the epochs at which something changes by itself, and answers when to look next.
class Agenda {
 public:
  Agenda(const Policy& policy, const Observation& seen)
      : now_(seen.now),
        lag_(is_known(seen.tip) ? std::max<Epochs>(0, span_between(seen.tip, seen.now)) : 0),
        next_(later_by(seen.now, std::max<Epochs>(1, policy.look_interval_max_epochs))) {}

  /// Something changes when the host's clock reaches @p epoch.
  void at_clock(Epoch epoch) {
    if (is_known(epoch)) next_ = std::min(next_, std::max(epoch, later_by(now_, 1)));
  }
  /// Something changes when the finalized tip reaches @p epoch, which it does some time after the
  /// clock.
  void at_tip(Epoch epoch) {
    if (is_known(epoch)) at_clock(later_by(epoch, lag_));
  }
  /// An answer is expected within minutes.
  void soon() { at_clock(later_by(now_, soon_epochs)); }

  [[nodiscard]] Epoch next_look() const { return next_; }

 private:
  static constexpr Epochs soon_epochs = 30;
  Epoch now_;
  Epochs lag_;
  Epoch next_;
};

}  // namespace raas
