#include "commands/inbox.h"

#include <utility>

namespace mock {

void Inbox::post(Task task) {
  const std::scoped_lock lock(mutex_);
  tasks_.push_back(std::move(task));
  changed_.notify_one();
}

void Inbox::nudge() {
  const std::scoped_lock lock(mutex_);
  is_nudged_ = true;
  changed_.notify_one();
}

void Inbox::run_all() {
  std::vector<Task> tasks;
  {
    const std::scoped_lock lock(mutex_);
    tasks.swap(tasks_);
    is_nudged_ = false;
  }
  for (const Task& task : tasks) task();
}

void Inbox::wait_until(std::chrono::steady_clock::time_point limit) {
  std::unique_lock lock(mutex_);
  changed_.wait_until(lock, limit, [this] { return is_nudged_ || !tasks_.empty(); });
}

}  // namespace mock
