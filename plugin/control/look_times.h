#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "control/segments.h"
#include "core/epoch.h"
#include "core/ids.h"

namespace raas {

/// When each job is to be looked at. Flat, in 4 bytes a job, and without any timer structure: of
/// each block of jobs it is kept from when on one of them may be due, and only such blocks are
/// scanned.
class LookTimes {
 public:
  static constexpr Epoch due_now = 0;
  static constexpr Epoch never_due = std::numeric_limits<Epoch>::max();

  /// Ids without a job are never due.
  void resize(JobId job_id_max);

  [[nodiscard]] Epoch of(JobId job) const { return epoch_of(times_[job - 1]); }
  void look_at(JobId job, Epoch epoch);

  /// When the first job is to be looked at; never_due = none is.
  [[nodiscard]] Epoch first() const;
  /// Jobs that are due at @p epoch, by rising id. More than @p limit of them are left over.
  [[nodiscard]] std::vector<JobId> due(Epoch epoch, std::size_t limit, bool& left_over) const;

 private:
  using Time = std::int32_t;
  static constexpr Time never_due_time = std::numeric_limits<Time>::max();

  [[nodiscard]] static Time time_of(Epoch epoch);
  [[nodiscard]] static Epoch epoch_of(Time time) {
    return time == never_due_time ? never_due : Epoch{time};
  }

  [[nodiscard]] std::span<const Time> block(std::size_t number) const;

  Segments<Time> times_;              ///< By id - 1.
  mutable std::vector<Time> bounds_;  ///< By block: no later than any time in it.
  mutable Time first_ = never_due_time;
  mutable bool is_first_known_ = true;
};

}  // namespace raas
