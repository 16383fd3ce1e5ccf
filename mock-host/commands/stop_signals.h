#pragma once

#include <atomic>
#include <functional>
#include <thread>

namespace mock {

/// Turns SIGINT and SIGTERM into a call. Made before any other thread, so that none of them takes
/// the signals.
class StopSignals {
 public:
  /// @param on_stop  Called on a thread of its own, for each signal.
  explicit StopSignals(std::function<void()> on_stop);
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

 private:
  std::function<void()> on_stop_;
  std::atomic<bool> is_over_{false};
  std::thread waiting_;
};

}  // namespace mock
