#include "adapters/config/token_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>

namespace raas {
namespace {

constexpr std::size_t token_bytes_max = 4096;
constexpr mode_t others = S_IRWXG | S_IRWXO;

class OpenFile {
 public:
  explicit OpenFile(const std::string& path)
      : fd_(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
  ~OpenFile() {
    if (fd_ >= 0) close(fd_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  [[nodiscard]] int fd() const { return fd_; }

 private:
  int fd_;
};

Error wrong(const std::string& path, const std::string& text) {
  return Error(Code::invalid_input, path + ": " + text);
}

Status check_rights(const std::string& path, int fd) {
  struct stat found = {};
  if (fstat(fd, &found) != 0) return wrong(path, std::strerror(errno));
  if (!S_ISREG(found.st_mode)) return wrong(path, "not a regular file");
  if ((found.st_mode & others) == 0) return {};
  std::array<char, 8> mode{};
  std::snprintf(mode.data(), mode.size(), "%04o", static_cast<unsigned>(found.st_mode & 07777));
  return wrong(path, "mode " + std::string(mode.data()) +
                         ", expected no rights for others than the owner (chmod 600)");
}

std::string_view without_space(std::string_view text) {
  text = text.substr(0, text.find('\n'));
  const auto first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

}  // namespace

Result<std::string> read_token_file(const std::string& path) {
  const OpenFile file(path);
  if (file.fd() < 0) return wrong(path, std::strerror(errno));
  if (auto right = check_rights(path, file.fd()); !right) return right.error();

  std::string bytes(token_bytes_max + 1, '\0');
  const ssize_t size = read(file.fd(), bytes.data(), bytes.size());
  if (size < 0) return wrong(path, std::strerror(errno));
  bytes.resize(static_cast<std::size_t>(size));
  if (bytes.size() > token_bytes_max) {
    return wrong(path, "more than " + std::to_string(token_bytes_max) + " bytes");
  }
  const std::string token(without_space(bytes));
  const bool is_visible =
      std::all_of(token.begin(), token.end(), [](char c) { return c > ' ' && c < 0x7f; });
  if (token.empty() || !is_visible) return wrong(path, "no token in its first line");
  return token;
}

}  // namespace raas
