#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "crash/mistakes.h"
#include "crash/scenario.h"

namespace raas_test {

/// What a sweep is made over.
struct SweepPlan {
  std::vector<Phase> phases;
  Mistake mistake = Mistake::none;
  mock::Epochs publish_after_epochs = 45;  ///< So much later a deal is on chain, and told of.
};

/// What a sweep came to.
struct SweepReport {
  std::size_t points = 0;  ///< Host calls, store writes and syncs.
  std::size_t ends = 0;    ///< Of the process: before and after each point.
  std::size_t worlds = 0;  ///< Different worlds that these ends left, each run to rest.
  std::size_t deals = 0;   ///< Made in the undisturbed run.
  std::vector<std::string> failures;
};

/// Lets the process end before and after each point of a scenario, and looks at what becomes of it.
///
/// The scenario runs once. At each point the whole program is forked: in the child the plugin's
/// process is gone, what was not synced is lost, and a new one begins in that world. So the points
/// of a run are reached without running to each of them again, and none is left out. Ends that
/// leave the very same world as the one before are counted but not run again.
[[nodiscard]] SweepReport sweep(const SweepPlan& plan);

}  // namespace raas_test
