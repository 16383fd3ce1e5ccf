#include "commands/disk_room.h"

#include <system_error>

namespace mock {

std::optional<std::string> DiskRoom::shortage(std::uint64_t bytes) const {
  std::error_code failure;
  const auto space = std::filesystem::space(folder_, failure);
  const std::uint64_t wanted = reserve_bytes_ + bytes;
  if (failure || space.available >= wanted) return std::nullopt;
  return folder_.string() + ": " + std::to_string(space.available) +
         " bytes are free on this disk, expected at least " + std::to_string(wanted);
}

}  // namespace mock
