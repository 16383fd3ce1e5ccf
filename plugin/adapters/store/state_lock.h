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

  StateLock(StateLock&& other) noexcept : fd_(other.fd_) { other.fd_ = -1; }
  StateLock& operator=(StateLock&&) = delete;
  ~StateLock();

 private:
  explicit StateLock(int fd) : fd_(fd) {}

  int fd_;
};

}  // namespace raas
