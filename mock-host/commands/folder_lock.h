#pragma once

#include <filesystem>

#include "aggregator/refusal.h"

namespace mock {

/// Keeps a second mock-host out of a data folder. Goes with the process, however that ends.
class FolderLock {
 public:
  /// Makes the folder if it is not there. BUSY if another one has it.
  [[nodiscard]] static Outcome<FolderLock> take(const std::filesystem::path& folder);
  FolderLock(FolderLock&& other) noexcept;
  FolderLock& operator=(FolderLock&& other) noexcept;
  ~FolderLock();

 private:
  explicit FolderLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace mock
