#pragma once

#include <time.h>

#include <algorithm>
#include <cstddef>
#include <vector>

namespace raas::bench {

/// What the calling thread has spent of a core, which other programs do not slow down.
[[nodiscard]] inline double thread_ms() {
  timespec spent{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
  return static_cast<double>(spent.tv_sec) * 1e3 + static_cast<double>(spent.tv_nsec) / 1e6;
}

/// Of several runs of the same work, in milliseconds of one core.
struct Times {
  double median_ms = 0;
  double best_ms = 0;
  double worst_ms = 0;
};

/// Runs @p work once to warm up, then @p runs times with the clock. @pre runs >= 1.
template <class Work>
[[nodiscard]] Times timed(std::size_t runs, const Work& work) {
  work();
  std::vector<double> taken;
  for (std::size_t run = 0; run < runs; ++run) {
    const double begun = thread_ms();
    work();
    taken.push_back(thread_ms() - begun);
  }
  std::sort(taken.begin(), taken.end());
  return {.median_ms = taken[taken.size() / 2], .best_ms = taken.front(), .worst_ms = taken.back()};
}

}  // namespace raas::bench
