#include "control/look_times.h"

#include <algorithm>

namespace raas {
namespace {

constexpr std::size_t jobs_in_block = 512;
static_assert(Segments<int>::length % jobs_in_block == 0, "a block lies in one segment");

}  // namespace

// Epochs beyond 2000 years from genesis are never, those before it are now.
LookTimes::Time LookTimes::time_of(Epoch epoch) {
  return static_cast<Time>(std::clamp<Epoch>(epoch, due_now, never_due_time));
}

std::span<const LookTimes::Time> LookTimes::block(std::size_t number) const {
  const std::size_t from = number * jobs_in_block;
  return times_.part(from, std::min(jobs_in_block, times_.size() - from));
}

void LookTimes::resize(JobId job_id_max) {
  if (job_id_max < times_.size()) is_first_known_ = false;
  times_.resize(job_id_max, never_due_time);
  bounds_.resize((job_id_max + jobs_in_block - 1) / jobs_in_block, never_due_time);
}

void LookTimes::look_at(JobId job, Epoch epoch) {
  Time& time = times_[job - 1];
  const Time before = time;
  time = time_of(epoch);
  Time& bound = bounds_[(job - 1) / jobs_in_block];
  bound = std::min(bound, time);
  if (time <= first_) {
    first_ = time;
    is_first_known_ = true;
  } else if (before == first_) {
    is_first_known_ = false;  // it may have been the only one
  }
}

Epoch LookTimes::first() const {
  while (!is_first_known_) {
    const auto least = std::min_element(bounds_.begin(), bounds_.end());
    if (least == bounds_.end()) {
      first_ = never_due_time;
      break;
    }
    const auto times = block(static_cast<std::size_t>(least - bounds_.begin()));
    first_ = *std::min_element(times.begin(), times.end());
    // A bound that is a time in its block is the first of all; else it is put right.
    is_first_known_ = first_ == *least;
    *least = first_;
  }
  is_first_known_ = true;
  return epoch_of(first_);
}

std::vector<JobId> LookTimes::due(Epoch epoch, std::size_t limit, bool& left_over) const {
  std::vector<JobId> jobs;
  left_over = false;
  // As long as it is not known anew, the first time is no later than any.
  if (epoch_of(first_) > epoch) return jobs;
  const Time until = time_of(epoch);
  for (std::size_t number = 0; number < bounds_.size(); ++number) {
    if (bounds_[number] > until) continue;
    Time least = never_due_time;
    JobId job = number * jobs_in_block;
    for (const Time time : block(number)) {
      ++job;
      least = std::min(least, time);
      if (time > until || time == never_due_time) continue;
      left_over = jobs.size() == limit;
      if (left_over) return jobs;
      jobs.push_back(job);
    }
    bounds_[number] = least;
  }
  return jobs;
}

}  // namespace raas
