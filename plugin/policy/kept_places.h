#pragma once

#include <cstdint>
#include <map>

#include "core/epoch.h"
#include "core/ids.h"
#include "policy/budget.h"
#include "policy/urgency.h"

namespace raas {

/// Jobs whose turn had come when a newer reading of their copies turned out to be needed. For the
/// minutes until it is there, each keeps its place in the budgets from all that is less urgent, and
/// only that: what room there is besides is for whoever comes next.
class KeptPlaces {
 public:
  /// A place for a deal of @p bytes at @p urgency, in place of one that its job has already.
  void keep(const Urgency& urgency, std::uint64_t bytes, Epoch now);
  /// The reading of @p job is there.
  void give_up(JobId job) { places_.erase(job); }
  /// A reading that does not come must not keep a place for ever.
  void give_up_long_kept(Epoch now);

  /// What is kept for all that is more urgent than @p urgency.
  [[nodiscard]] Claim before(const Urgency& urgency) const;

 private:
  struct Place {
    Urgency urgency;
    std::uint64_t bytes = 0;
    Epoch since = 0;
  };

  std::map<JobId, Place> places_;
};

}  // namespace raas
