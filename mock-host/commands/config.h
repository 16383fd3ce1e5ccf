#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "aggregator/aggregator.h"
#include "aggregator/refusal.h"
#include "evm/evm_link.h"
#include "filecoin/profile.h"
#include "front/http_server.h"

namespace mock {

/// Where a server listens.
struct Address {
  std::string ip = "127.0.0.1";
  std::uint16_t port = 0;  ///< 0 = any that is free.
};

/// One plugin of the configuration.
struct PluginConfig {
  std::string name;
  bool enabled = false;
  std::string file;                 ///< In the plugins directory.
  std::string sha256;               ///< Hex; empty = not pinned.
  std::filesystem::path state_dir;  ///< Absolute.
  std::string config;               ///< The plugin's own, JSON text.
};

/// aggregator.json, checked and with all defaults.
struct AggregatorConfig {
  Address listen;
  HttpLimits limits;
  std::filesystem::path token_file;  ///< Empty = no token is asked for.
  Address rpc_listen;
  std::filesystem::path data_dir;
  std::uint64_t payload_bytes_max = 0;
  std::uint64_t disk_reserve_bytes = 0;
  std::filesystem::path plugins_dir;
  std::vector<PluginConfig> plugins;
  AggregatorOptions aggregator;
  Profile profile = Profile::full;  ///< Of the simulated Lotus node; not in the file.
  EvmOptions evm;                   ///< Not in the file.
};

/// Reads a configuration. Paths in it are relative to @p base. The reason for a refusal names the
/// place as a JSON pointer, what was found there and what was expected.
[[nodiscard]] Outcome<AggregatorConfig> parse_config(std::string_view text,
                                                     const std::filesystem::path& base);

/// The same from a file; paths are relative to its folder.
[[nodiscard]] Outcome<AggregatorConfig> load_config(const std::filesystem::path& file);

}  // namespace mock
