#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "aggregator/refusal.h"

namespace mock {

/// Writes a file so that after any crash it is there with all of @p bytes, or as it was before: a
/// temporary file beside it, fsync, rename, fsync of the folder. BUSY if the disk is full.
[[nodiscard]] Outcome<void> write_durably(const std::filesystem::path& file,
                                          std::string_view bytes);

/// Appends @p bytes and returns once they are on the disk.
[[nodiscard]] Outcome<void> append_durably(const std::filesystem::path& file,
                                           std::string_view bytes);

/// Renames within one file system and returns once that is on the disk.
[[nodiscard]] Outcome<void> rename_durably(const std::filesystem::path& from,
                                           const std::filesystem::path& to);

/// The whole file.
[[nodiscard]] Outcome<std::string> read_file(const std::filesystem::path& file);

}  // namespace mock
