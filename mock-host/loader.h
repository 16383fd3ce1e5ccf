#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "aggregator/refusal.h"
#include "raas/entry.h"

namespace mock {

/// Which plugin to load, from the aggregator's configuration.
struct PluginChoice {
  std::string name;                 ///< As in the configuration, for messages.
  std::filesystem::path file;       ///< Absolute, inside of directory.
  std::filesystem::path directory;  ///< The plugins directory, absolute.
  std::string sha256;               ///< Hex, 64 digits; empty = not pinned.
  bool enabled = false;
};

/// A plugin library that passed all checks. It stays mapped until the process ends.
struct LoadedPlugin {
  const raas_plugin_entry* entry = nullptr;
  std::filesystem::path file;
};

/// Loads a plugin by the rules of the host ABI: enabled by name, an absolute path inside of the
/// plugins directory and no link, file and directory of root or of this user and writable by nobody
/// else, checksum as pinned, a whole ELF file with the entry symbol; RTLD_NOW | RTLD_LOCAL; then
/// magic, versions and required extensions.
/// @param offered  Ids of the extensions that this host has.
[[nodiscard]] Outcome<LoadedPlugin> load_plugin(const PluginChoice& choice,
                                                const std::vector<std::string>& offered);

/// SHA-256 of a file, hex.
[[nodiscard]] Outcome<std::string> sha256_of_file(const std::filesystem::path& file);

}  // namespace mock
