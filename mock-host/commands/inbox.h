#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <vector>

namespace mock {

/// What other threads want the host's main loop to do. The plugin, the books and the chain are used
/// from the main loop alone.
class Inbox {
 public:
  using Task = std::function<void()>;

  /// From any thread.
  void post(Task task);
  /// Ends a wait without a task. From any thread.
  void nudge();

  /// Runs what was posted, in order; on the main loop.
  void run_all();
  /// Waits until something is posted or the inbox is nudged, at most until @p limit.
  void wait_until(std::chrono::steady_clock::time_point limit);

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Task> tasks_;
  bool is_nudged_ = false;
};

}  // namespace mock
