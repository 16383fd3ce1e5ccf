#pragma once

#include <array>

#include "control/book.h"
#include "control/context.h"

namespace raas {

/// How jobs and copies stand, counted for the metrics. Few are counted when somebody asks. Many
/// would hold the host for as long as they take: they are counted in the pumps that follow, a slice
/// in each, and what is told is the last count that came to its end.
class Census {
 public:
  struct Count {
    std::array<double, 4> jobs{};    ///< By JobState.
    std::array<double, 8> copies{};  ///< By Standing.
    double jobs_below_min = 0;       ///< Active, with fewer lasting copies than their minimum.
    Epoch epoch = no_epoch;          ///< In which the count began; none = there is none yet.
  };

  /// Both must outlive it.
  Census(const Book& book, const ServiceOptions& options) : book_(book), options_(options) {}
  void set_moment(const Moment& moment) { moment_ = moment; }

  /// The newest count; asks for one that is newer if it is not of this minute.
  const Count& ask();
  /// Counts a slice of what was asked for. @return Whether more is to be counted.
  [[nodiscard]] bool go_on();

 private:
  void begin();
  void count_up_to(JobId last);

  const Book& book_;
  const ServiceOptions& options_;
  Moment moment_;
  Count told_;
  Count counting_;
  Millis begun_monotonic_ms_ = 0;
  JobId next_ = 0;  ///< 0 = nothing is being counted.
};

}  // namespace raas
