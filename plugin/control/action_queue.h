#pragma once

#include <map>
#include <set>
#include <vector>

#include "core/plan.h"
#include "policy/urgency.h"

namespace raas {

/// An action that was decided and waits for its turn. There may be millions, so it is only what
/// its place in the queue needs: its words are told when it is served.
struct WaitingAction {
  Urgency urgency;
  ReplicaId replaces = 0;  ///< 0 = none.
  Epoch decided_epoch = 0;
};

/// What is to be made, over all jobs, the most urgent first. Where a budget or limit lets only some
/// of it through, whoever waits longest must not come before whoever stands worst.
class ActionQueue {
 public:
  /// What @p job needs now, in place of what it needed before; nothing takes it out.
  void replace(JobId job, std::vector<WaitingAction> actions);

  [[nodiscard]] bool empty() const { return by_urgency_.empty(); }
  [[nodiscard]] std::size_t size() const { return by_urgency_.size(); }
  [[nodiscard]] bool has(JobId job) const { return by_job_.contains(job); }
  /// @pre Not empty.
  [[nodiscard]] const WaitingAction& front() const { return *by_urgency_.begin(); }
  /// Takes the most urgent one out. @pre Not empty.
  WaitingAction take();

 private:
  struct Before {
    bool operator()(const WaitingAction& a, const WaitingAction& b) const {
      return a.urgency < b.urgency;
    }
  };
  using Ordered = std::set<WaitingAction, Before>;

  Ordered by_urgency_;
  std::map<JobId, std::vector<Ordered::iterator>> by_job_;
};

}  // namespace raas
