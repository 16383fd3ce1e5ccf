#pragma once

#include <chrono>
#include <fstream>

namespace mock {

/// How long a piece of work takes on this thread, without the time in which the thread could have
/// run but the machine was busy with others. Time that the work spends blocked counts.
class CallTime {
 public:
  [[nodiscard]] double own_ms() const {
    const std::chrono::duration<double, std::milli> passed = Clock::now() - begun_;
    // Only a call that seems slow needs the second look, which costs some microseconds.
    if (passed.count() < 1) return passed.count();
    return passed.count() - (queued_ms() - queued_before_ms_);
  }

 private:
  using Clock = std::chrono::steady_clock;

  /// Milliseconds that this thread has waited for a processor so far; 0 if the kernel does not say.
  [[nodiscard]] static double queued_ms() {
    std::ifstream statistics("/proc/thread-self/schedstat");
    double ran_ns = 0;
    double queued_ns = 0;
    statistics >> ran_ns >> queued_ns;
    return queued_ns / 1e6;
  }

  double queued_before_ms_ = queued_ms();
  Clock::time_point begun_ = Clock::now();
};

}  // namespace mock
