#pragma once

#include <sys/types.h>

#include <string>

#include "base/error.h"

namespace raas {

/// The file of the store as it was found or made at the start. Deleted or replaced, it can be
/// written to as before, but nobody would ever read it again.
class StateFile {
 public:
  /// Made here and not by SQLite, so that only its owner can read it.
  [[nodiscard]] static Result<StateFile> find_or_make(const std::string& path);

  /// @retval unavailable  Something else is in its place, or nothing.
  [[nodiscard]] Status check_in_place() const;

 private:
  StateFile(std::string path, dev_t device, ino_t number)
      : path_(std::move(path)), device_(device), number_(number) {}

  std::string path_;
  dev_t device_;
  ino_t number_;
};

}  // namespace raas
