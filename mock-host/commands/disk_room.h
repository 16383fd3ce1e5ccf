#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace mock {

/// What is kept free on the file system of a folder. Books that cannot be written end the host, so
/// that it stops taking things on while there is still room for what is under way.
class DiskRoom {
 public:
  DiskRoom(std::filesystem::path folder, std::uint64_t reserve_bytes)
      : folder_(std::move(folder)), reserve_bytes_(reserve_bytes) {}

  /// Why this much more should not be written; nothing if there is room, or if the system does not
  /// say.
  [[nodiscard]] std::optional<std::string> shortage(std::uint64_t bytes = 0) const;

 private:
  std::filesystem::path folder_;
  std::uint64_t reserve_bytes_;
};

}  // namespace mock
