#include "control/action_queue.h"

#include <algorithm>
#include <utility>

namespace raas {

void ActionQueue::replace(JobId job, std::vector<WaitingAction> actions) {
  if (const auto found = by_job_.find(job); found != by_job_.end()) {
    for (const auto& at : found->second) by_urgency_.erase(at);
    by_job_.erase(found);
  }
  for (WaitingAction& action : actions) {
    const auto [at, is_new] = by_urgency_.insert(std::move(action));
    if (is_new) by_job_[job].push_back(at);
  }
}

WaitingAction ActionQueue::take() {
  const auto first = by_urgency_.begin();
  const auto job = by_job_.find(first->urgency.job);
  std::erase(job->second, first);
  if (job->second.empty()) by_job_.erase(job);
  return std::move(by_urgency_.extract(first).value());
}

}  // namespace raas
