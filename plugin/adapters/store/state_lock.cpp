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

// The file: the process id in a line of fixed length, which is written over and never cut, and the
// mark of a directory in which something was kept.
constexpr std::size_t pid_line_bytes = 12;
constexpr std::string_view kept_mark = "kept\n";

std::string text_in(int fd) {
  std::array<char, 64> text{};
  const ssize_t size = pread(fd, text.data(), text.size(), 0);
  return {text.data(), size > 0 ? static_cast<std::size_t>(size) : 0};
}

std::string holder_of(int fd) {
  const std::string found = text_in(fd);
  const auto end =
      std::find_if_not(found.begin(), found.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (end == found.begin()) return "an unknown process";
  return "process " + std::string(found.begin(), end);
}

bool write_at(int fd, std::string_view text, std::size_t offset) {
  return pwrite(fd, text.data(), text.size(), static_cast<off_t>(offset)) ==
         static_cast<ssize_t>(text.size());
}

bool write_own_pid(int fd) {
  std::string line = std::to_string(getpid());
  line.resize(pid_line_bytes - 1, ' ');
  return write_at(fd, line + "\n", 0);
}

bool is_marked(int fd) {
  const std::string text = text_in(fd);
  return text.size() > pid_line_bytes && text.substr(pid_line_bytes) == kept_mark;
}

}  // namespace

Result<StateLock> StateLock::acquire(const std::string& state_dir) {
  const std::string path = state_dir + "/raas.lock";
  const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) {
    return Error(Code::invalid_input,
                 path + ": " + std::strerror(errno) + ", expected a directory that can be written");
  }
  StateLock lock(fd, false);
  // Belongs to the open file, not to the process: a second instance in this program is kept out
  // too.
  if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return Error(Code::invalid_input, path + ": " + std::strerror(errno));
    return Error(Code::unavailable, state_dir + ": in use by " + holder_of(fd) +
                                        ", expected a directory of this instance alone");
  }
  lock.has_kept_state_ = is_marked(fd);
  // Without room for the process id the lock holds all the same.
  static_cast<void>(write_own_pid(fd));
  return lock;
}

// Without the mark an emptied store is taken for a new one, which is how it was before.
void StateLock::mark_kept_state() {
  if (has_kept_state_ || !write_at(fd_, kept_mark, pid_line_bytes)) return;
  has_kept_state_ = fsync(fd_) == 0;
}

StateLock::~StateLock() {
  if (fd_ >= 0) close(fd_);
}

}  // namespace raas
