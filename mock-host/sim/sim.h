#pragma once

#include <cstdint>
#include <filesystem>
#include <iosfwd>
#include <optional>
#include <string>

#include "filecoin/chain.h"
#include "filecoin/profile.h"
#include "sim/scenario.h"

namespace mock {

/// From the first up to and including the last.
struct SeedRange {
  std::uint64_t first = 1;
  std::uint64_t last = 1;
};

/// What `mock-host sim` is told.
struct SimOptions {
  // What is not set is as the scenario says.
  std::optional<std::uint64_t> seed;
  std::optional<Epochs> epochs;
  std::optional<std::uint32_t> jobs;
  std::optional<std::uint32_t> providers;
  std::optional<Profile> profile;  ///< Of the node that the plugin asks.
  std::filesystem::path
      plugin;                 ///< The library; made absolute; its folder is the plugins directory.
  std::string plugin_config;  ///< JSON; empty = what the simulator needs and defaults else.
  std::filesystem::path
      state_dir;  ///< Of the plugin; empty = a new temporary one, removed at the end.
  std::filesystem::path scenario;  ///< Empty = all defaults.
  bool mixed = false;              ///< The scenario is drawn from the seed: all sorts of trouble.
  std::filesystem::path write_scenario;  ///< Where the scenario goes that is run; empty = nowhere.
  std::optional<SeedRange> seeds;        ///< One run for each, instead of one.
  unsigned parallel = 0;                 ///< Of these at a time; 0 = as many as there are cores.
  std::optional<std::uint64_t> shrink;   ///< The seed whose violation shall be had for less.
  bool stop_at_first = false;            ///< The run ends with the first violation.
  std::filesystem::path report;          ///< Empty = to the stream given to run_sim().
  std::filesystem::path trace;           ///< Empty = none.
  bool quiet = false;                    ///< No progress.
};

/// Simulates years in virtual time, in-process and deterministically: the same options give the
/// same report but for wall_seconds and peak_rss_bytes, and the same trace. Progress goes to
/// stderr. With `seeds`, each of them in a process of its own; with `shrink`, again and again with
/// less, as long as the violation stays.
/// @return 0 if the judge found nothing to complain about, 1 if it did, 2 if the run could not be
/// made.
int run_sim(const SimOptions& options, std::ostream& out);

/// The scenario that the options name, with what they override.
[[nodiscard]] Outcome<Scenario> scenario_of(const SimOptions& options);
/// Runs one scenario, whatever the options say of it.
int run_scenario(const SimOptions& options, const Scenario& scenario, std::ostream& out);
/// The command that does the same run again.
[[nodiscard]] std::string replay_command(const SimOptions& options, std::uint64_t seed);

}  // namespace mock
