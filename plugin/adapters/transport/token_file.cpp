#include "adapters/transport/token_file.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

namespace raas {
namespace {

constexpr off_t bytes_max = 16384;

bool is_same_content(const struct stat& a, const struct stat& b) {
  return a.st_ino == b.st_ino && a.st_dev == b.st_dev && a.st_size == b.st_size &&
         a.st_mtim.tv_sec == b.st_mtim.tv_sec && a.st_mtim.tv_nsec == b.st_mtim.tv_nsec;
}

bool is_visible(char c) {
  return c > 0x20 && c < 0x7f;
}

}  // namespace

Result<std::string> TokenFile::token() {
  if (path_.empty()) return std::string();
  struct stat found {};
  if (::stat(path_.c_str(), &found) != 0) {
    return Error(Code::unavailable, "token file: " + path_ + ": " + std::strerror(errno));
  }
  if (!is_read_ || !is_same_content(found, read_)) {
    if (auto done = read(found); !done) return done.error();
  }
  return token_;
}

Status TokenFile::read(const struct stat& found) {
  is_read_ = false;
  if (found.st_size > bytes_max) {
    return Error(Code::invalid_input,
                 "token file: " + path_ + ": has " + std::to_string(found.st_size) +
                     " bytes, expected a token of at most " + std::to_string(bytes_max));
  }
  std::ifstream file(path_, std::ios::binary);
  std::string content((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (!file) return Error(Code::unavailable, "token file: " + path_ + ": cannot be read");
  const auto first = std::find_if(content.begin(), content.end(), is_visible);
  const auto last = std::find_if(content.rbegin(), content.rend(), is_visible).base();
  if (first == content.end() || !std::all_of(first, last, is_visible)) {
    return Error(Code::invalid_input, "token file: " + path_ + ": expected one word");
  }
  token_.assign(first, last);
  read_ = found;
  is_read_ = true;
  return {};
}

}  // namespace raas
