#pragma once

#include <cstdint>
#include <filesystem>
#include <iosfwd>
#include <string>

#include "filecoin/chain.h"
#include "filecoin/profile.h"

namespace mock {

/// What `mock-host sim` is told.
struct SimOptions {
  std::uint64_t seed = 1;
  Epochs epochs = 100000;
  std::uint32_t jobs = 100;
  std::uint32_t providers = 20;
  Profile profile = Profile::full;  ///< Of the node that the plugin asks.
  std::filesystem::path
      plugin;                 ///< The library; made absolute; its folder is the plugins directory.
  std::string plugin_config;  ///< JSON; empty = what the simulator needs and defaults else.
  std::filesystem::path
      state_dir;  ///< Of the plugin; empty = a new temporary one, removed at the end.
  std::filesystem::path scenario;  ///< Empty = all defaults.
  std::filesystem::path report;    ///< Empty = to the stream given to run_sim().
  std::filesystem::path trace;     ///< Empty = none.
  bool quiet = false;              ///< No progress.
};

/// Simulates years in virtual time, in-process and deterministically: the same options give the
/// same report but for wall_seconds and peak_rss_bytes, and the same trace. Progress goes to
/// stderr.
/// @return 0 if the judge found nothing to complain about, 1 if it did, 2 if the run could not be
/// made.
int run_sim(const SimOptions& options, std::ostream& out);

}  // namespace mock
