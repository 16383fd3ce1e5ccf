#pragma once

#include <sys/stat.h>

#include <string>

#include "base/error.h"

namespace raas {

/// A bearer token in a file, read again when the file changes. The token is in no error text.
class TokenFile {
 public:
  /// @param path  Empty = there is no token.
  explicit TokenFile(std::string path) : path_(std::move(path)) {}

  /// The token as of now; empty if there is none.
  /// @retval unavailable   The file cannot be read.
  /// @retval invalid_input It holds something else than one word.
  [[nodiscard]] Result<std::string> token();

 private:
  [[nodiscard]] Status read(const struct stat& found);

  std::string path_;
  std::string token_;
  struct stat read_ {};
  bool is_read_ = false;
};

}  // namespace raas
