#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/error.h"
#include "core/epoch.h"
#include "ports/store.h"

namespace raas {

/// How much is kept, and how long is waited.
struct StoreOptions {
  /// Older entries are removed as new ones come; up to an eighth more may be there.
  std::uint32_t history_per_job_max = 200;
  std::uint32_t intents_per_job_max = 50;  ///< Of those that have ended.
  Millis busy_timeout_ms = 500;            ///< How long a commit waits for a reader of the file.
  std::uint32_t page_count_max = 0;  ///< Size limit of the file in pages; 0 = none. For tests.
};

/// Opens the store in @p state_dir (raas.db), or makes it. Held for this instance alone until it
/// ends.
///
/// @retval unavailable    Another instance holds the directory; or the disk is full or fails.
/// @retval rejected       Written by a newer program; nothing was changed.
/// @retval corrupt        The file is damaged, emptied, gone, or another program's.
/// @retval invalid_input  The directory does not exist or cannot be written.
[[nodiscard]] Result<std::unique_ptr<Store>> open_store(const std::string& state_dir,
                                                        const StoreOptions& options);

}  // namespace raas
