#include "control/look_times.h"

#include <algorithm>

namespace raas {

// Epochs beyond 2000 years from genesis are never, those before it are now.
LookTimes::Time LookTimes::time_of(Epoch epoch) {
  return static_cast<Time>(std::clamp<Epoch>(epoch, due_now, never_due_time));
}

void LookTimes::resize(JobId job_id_max) {
  if (job_id_max < times_.size()) is_first_known_ = false;
  times_.resize(job_id_max, never_due_time);
}

void LookTimes::look_at(JobId job, Epoch epoch) {
  Time& time = times_[job - 1];
  const Time before = time;
  time = time_of(epoch);
  if (time <= first_) {
    first_ = time;
    is_first_known_ = true;
  } else if (before == first_) {
    is_first_known_ = false;  // it may have been the only one
  }
}

Epoch LookTimes::first() const {
  if (!is_first_known_) {
    const auto least = std::min_element(times_.begin(), times_.end());
    first_ = least == times_.end() ? never_due_time : *least;
    is_first_known_ = true;
  }
  return epoch_of(first_);
}

std::vector<JobId> LookTimes::due(Epoch epoch, std::size_t limit, bool& left_over) const {
  std::vector<JobId> jobs;
  left_over = false;
  // As long as it is not known anew, the first time is no later than any.
  if (epoch_of(first_) > epoch) return jobs;
  const Time until = time_of(epoch);
  for (std::size_t i = 0; i < times_.size(); ++i) {
    if (times_[i] > until || times_[i] == never_due_time) continue;
    left_over = jobs.size() == limit;
    if (left_over) break;
    jobs.push_back(i + 1);
  }
  return jobs;
}

}  // namespace raas
