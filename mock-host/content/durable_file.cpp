#include "content/durable_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

namespace mock {
namespace {

constexpr mode_t owner_only = 0600;

class Descriptor {
 public:
  Descriptor(const std::filesystem::path& file, int flags)
      : number_(::open(file.c_str(), flags | O_CLOEXEC, owner_only)) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int number() const { return number_; }
  [[nodiscard]] bool is_open() const { return number_ >= 0; }

 private:
  int number_;
};

Refusal disk_refuses(const std::filesystem::path& file, int code) {
  const bool is_full = code == ENOSPC || code == EDQUOT;
  return {is_full ? RAAS_E_BUSY : RAAS_E_INTERNAL,
          file.string() + ": " + std::generic_category().message(code), 0};
}

Outcome<void> sync_folder_of(const std::filesystem::path& file) {
  const std::filesystem::path name = file.has_parent_path() ? file.parent_path() : ".";
  const Descriptor folder(name, O_RDONLY | O_DIRECTORY);
  if (!folder.is_open() || ::fsync(folder.number()) != 0) return disk_refuses(name, errno);
  return {};
}

Outcome<void> write_and_sync(const std::filesystem::path& file, int flags, std::string_view bytes) {
  const Descriptor descriptor(file, O_WRONLY | O_CREAT | flags);
  if (!descriptor.is_open()) return disk_refuses(file, errno);
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor.number(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return disk_refuses(file, errno);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::fsync(descriptor.number()) != 0) return disk_refuses(file, errno);
  return {};
}

}  // namespace

Outcome<void> write_durably(const std::filesystem::path& file, std::string_view bytes) {
  std::filesystem::path temporary = file;
  temporary += ".tmp";
  if (auto written = write_and_sync(temporary, O_TRUNC, bytes); !written) {
    ::unlink(temporary.c_str());  // What is left of it would keep the disk full.
    return written;
  }
  return rename_durably(temporary, file);
}

Outcome<void> append_durably(const std::filesystem::path& file, std::string_view bytes) {
  if (auto written = write_and_sync(file, O_APPEND, bytes); !written) return written;
  return sync_folder_of(file);
}

Outcome<void> rename_durably(const std::filesystem::path& from, const std::filesystem::path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) return disk_refuses(from, errno);
  return sync_folder_of(to);
}

Outcome<std::string> read_file(const std::filesystem::path& file) {
  const Descriptor descriptor(file, O_RDONLY);
  if (!descriptor.is_open()) return disk_refuses(file, errno);
  std::string bytes;
  std::array<char, 65536> piece{};
  while (true) {
    const ssize_t count = ::read(descriptor.number(), piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return disk_refuses(file, errno);
    if (count == 0) return bytes;
    bytes.append(piece.data(), static_cast<std::size_t>(count));
  }
}

}  // namespace mock
