#pragma once

#include <string>

#include "base/error.h"

namespace raas {

/// Holds a state directory for one instance, from acquire() to the end of its life. Ends with the
/// program, however that ends.
class StateLock {
 public:
  /// @retval unavailable    Another instance holds it; the text names its process id.
  /// @retval invalid_input  The directory cannot be written.
  [[nodiscard]] static Result<StateLock> acquire(const std::string& state_dir);

  /// Whether an earlier instance has kept something in this directory.
  [[nodiscard]] bool has_kept_state() const { return has_kept_state_; }
  /// From now on, instances after this one know that something is kept here.
  void mark_kept_state();

  StateLock(StateLock&& other) noexcept : fd_(other.fd_), has_kept_state_(other.has_kept_state_) {
    other.fd_ = -1;
  }
  StateLock& operator=(StateLock&&) = delete;
  ~StateLock();

 private:
  StateLock(int fd, bool has_kept_state) : fd_(fd), has_kept_state_(has_kept_state) {}

  int fd_;
  bool has_kept_state_;
};

}  // namespace raas
