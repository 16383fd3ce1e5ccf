#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "filecoin/chain.h"
#include "filecoin/profile.h"
#include "raas/host.h"

namespace mock {

/// How the process ends. Part of what users rely on: do not renumber.
enum class ExitStatus : std::uint8_t {
  good = 0,
  found_wanting = 1,  ///< It ran, but rules were broken, or in the demo copies are missing.
  bad_usage = 2,      ///< The command line or the configuration is wrong.
  could_not_run = 3,  ///< A plugin, port, file or folder cannot be used.
};

/// Simulated seconds in one real second, at most.
inline constexpr double speed_max = 1e9;

/// How fast simulated time goes.
struct Speed {
  double factor = 1;    ///< Simulated seconds in one real second; 0 = time stands still.
  bool is_max = false;  ///< From event to event, as fast as work allows.
};

/// `mock-host run`.
struct RunOptions {
  std::filesystem::path config;
  std::optional<Epochs> epochs;  ///< Then it stops.
  Speed speed;
  Profile profile = Profile::full;  ///< Of the simulated Lotus node.
  std::string evm_url;              ///< Empty = the network has no EVM.
  std::string evm_account;          ///< Of the wallet; empty = the EVM's first.
  bool evm_anywhere = false;        ///< Not on this machine only.
  std::filesystem::path report;     ///< Empty = none.
  raas_log_level log_level = RAAS_LOG_INFO;
};

/// `mock-host demo`.
struct DemoOptions {
  std::filesystem::path plugin;  ///< Empty = where the build puts it.
  std::uint64_t seed = 1;
  std::filesystem::path report;  ///< Empty = none.
};

}  // namespace mock
