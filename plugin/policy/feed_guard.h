#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <utility>

#include "core/epoch.h"
#include "core/ids.h"
#include "core/policy.h"
#include "core/replica.h"
#include "policy/outage_watch.h"

namespace raas {

/// Whether what was read of @p copy holds from its end on: that it is gone then was agreed, and no
/// reason for doubt. A fleet that was stored within a week also ends within a week.
[[nodiscard]] bool is_past_its_end(const Replica& copy);

/// Whether the newest reading of @p copy says that it is gone, or nothing at all, though it was
/// there @p before and is not past its end.
[[nodiscard]] bool is_bad_turn(Finding before, const Replica& copy);

/// Whether a reading says that a copy is there, proven or not: who was said to be gone is not.
[[nodiscard]] bool is_there(Finding finding);

/// Tells @p watch how @p replica is, by its newest facts.
void watch_outage(OutageWatch& watch, const Replica& replica);

/// Holds back when too many copies are said to be gone at once: a node that answers "not found" to
/// everything is more likely than a fleet that vanished within a day.
///
/// Copies that turned bad within the last Policy::feed_hold_epochs count. While they are more than
/// Policy::feed_bad_share_max_percent of all copies, and at least Policy::feed_bad_min, nothing is
/// done for their jobs. Time releases them one by one, the operator all at once. Faulty copies do
/// not count: they have their grace.
class FeedGuard {
 public:
  void turned_bad(ReplicaId replica, JobId job, Epoch at);
  /// Also of a copy that is not in the book any more.
  void turned_good(ReplicaId replica);
  /// The operator's word: what turned bad at or before @p at is believed.
  void release(Epoch at);

  /// Forgets what is too old to count. @return Copies that count.
  [[nodiscard]] std::size_t bad_copies(const Policy& policy, Epoch now);
  /// @p copies  All copies that are watched.
  [[nodiscard]] bool is_suspect(const Policy& policy, Epoch now, std::size_t copies);
  /// Whether @p job has a copy that counts. @pre is_suspect() was asked at this epoch.
  [[nodiscard]] bool concerns(JobId job) const { return jobs_.contains(job); }

  /// The outages of providers that are true; released together with what is doubted.
  [[nodiscard]] OutageWatch& outages() { return outages_; }
  [[nodiscard]] const OutageWatch& outages() const { return outages_; }

 private:
  struct Turn {
    JobId job = 0;
    Epoch at = 0;
  };

  void forget(std::map<ReplicaId, Turn>::iterator at);
  /// Forgets all that turned bad at or before @p at.
  void forget_up_to(Epoch at);

  std::map<ReplicaId, Turn> bad_;
  std::set<std::pair<Epoch, ReplicaId>> by_time_;  ///< The same, oldest first.
  std::map<JobId, std::size_t> jobs_;
  Epoch released_until_ = no_epoch;
  OutageWatch outages_;
};

}  // namespace raas
