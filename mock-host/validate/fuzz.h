#pragma once

#include <cstdint>
#include <filesystem>
#include <iosfwd>

namespace mock {

/// `mock-host fuzz`.
struct FuzzOptions {
  std::filesystem::path plugin;
  std::uint64_t seed = 1;    ///< Of the first round; each round takes the next one.
  unsigned seconds = 30;     ///< No round begins after that.
  std::uint64_t rounds = 0;  ///< So many, in this process: to replay; 0 = as time allows.
};

/// Drives a plugin through random lives: work, time, errors of the host, clients, deals that nobody
/// made, restarts. The same seed is the same life.
/// @return 0 nothing was found; 1 a round failed, crashed or did not end; 3 the file cannot be
/// read.
int run_fuzz(const FuzzOptions& options, std::ostream& out, std::ostream& err);

}  // namespace mock
