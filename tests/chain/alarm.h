#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

#include "core/epoch.h"

/// Wakes a program that waits for replies of a node.
class Alarm {
 public:
  void ring() {
    const std::lock_guard lock(mutex_);
    rings_ = true;
    changed_.notify_one();
  }
  void wait(raas::Millis ms_max) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::milliseconds(ms_max), [this] { return rings_; });
    rings_ = false;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool rings_ = false;
};

inline raas::Millis monotonic_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}
