#include "adapters/store/state_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace raas {

Result<StateFile> StateFile::find_or_make(const std::string& path) {
  const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) return Error(Code::invalid_input, std::strerror(errno));
  struct stat found = {};
  const bool is_file = fstat(fd, &found) == 0 && S_ISREG(found.st_mode);
  close(fd);
  if (!is_file) return Error(Code::invalid_input, "not a regular file");
  return StateFile(path, found.st_dev, found.st_ino);
}

Status StateFile::check_in_place() const {
  struct stat found = {};
  if (stat(path_.c_str(), &found) != 0) {
    return Error(Code::unavailable, path_ + ": " + std::strerror(errno) +
                                        ", expected the file that was opened: put it back, or "
                                        "restore it and restart");
  }
  if (found.st_dev == device_ && found.st_ino == number_) return {};
  return Error(Code::unavailable,
               path_ + ": another file, expected the one that was opened: restart to use this one");
}

}  // namespace raas
