#include "control/census.h"

#include <algorithm>
#include <utility>

#include "policy/standing.h"

namespace raas {
namespace {

constexpr Millis fresh_ms = 60000;

}  // namespace

const Census::Count& Census::ask() {
  if (book_.job_id_max() <= options_.jobs_per_slice) {
    begin();
    (void)go_on();
  } else if (next_ == 0 && (told_.epoch == no_epoch ||
                            moment_.now.monotonic_ms - begun_monotonic_ms_ >= fresh_ms)) {
    begin();
  }
  return told_;
}

bool Census::go_on() {
  if (next_ == 0) return false;
  count_up_to(std::min<JobId>(book_.job_id_max(), next_ + options_.jobs_per_slice - 1));
  if (next_ <= book_.job_id_max()) return true;
  told_ = std::exchange(counting_, {});
  next_ = 0;
  return false;
}

void Census::begin() {
  counting_ = {};
  counting_.epoch = moment_.epoch;
  begun_monotonic_ms_ = moment_.now.monotonic_ms;
  next_ = 1;
}

void Census::count_up_to(JobId last) {
  JobCell cell;
  for (; next_ <= last; ++next_) {
    if (!book_.skim(next_, cell)) continue;
    counting_.jobs.at(static_cast<std::size_t>(cell.job.state)) += 1;
    if (cell.job.state == JobState::active && cell.copies_lasting < cell.job.terms.copies_min)
      counting_.jobs_below_min += 1;
    for (const Replica& replica : cell.replicas) {
      const Standing standing = standing_of(options_.policy, cell.job.terms, replica, moment_.tip);
      counting_.copies.at(static_cast<std::size_t>(standing)) += 1;
    }
  }
}

}  // namespace raas
