#include "adapters/store/state_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>

namespace raas {
namespace {

std::string holder_of(int fd) {
  std::array<char, 32> text{};
  const ssize_t size = pread(fd, text.data(), text.size(), 0);
  const std::string_view found(text.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
  const auto* end =
      std::find_if_not(found.begin(), found.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (end == found.begin()) return "an unknown process";
  return "process " + std::string(found.begin(), end);
}

bool write_own_pid(int fd) {
  const std::string text = std::to_string(getpid()) + "\n";
  return ftruncate(fd, 0) == 0 &&
         pwrite(fd, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size());
}

}  // namespace

Result<StateLock> StateLock::acquire(const std::string& state_dir) {
  const std::string path = state_dir + "/raas.lock";
  const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) {
    return Error(Code::invalid_input,
                 path + ": " + std::strerror(errno) + ", expected a directory that can be written");
  }
  StateLock lock(fd);
  // Belongs to the open file, not to the process: a second instance in this program is kept out
  // too.
  if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return Error(Code::invalid_input, path + ": " + std::strerror(errno));
    return Error(Code::unavailable, state_dir + ": in use by " + holder_of(fd) +
                                        ", expected a directory of this instance alone");
  }
  // Without room for the process id the lock holds all the same.
  static_cast<void>(write_own_pid(fd));
  return lock;
}

StateLock::~StateLock() {
  if (fd_ >= 0) close(fd_);
}

}  // namespace raas
