#pragma once

#include <string>
#include <vector>

#include "crash/sweep.h"

namespace raas_test {

/// What a fault sweep is made over.
struct FaultPlan {
  std::vector<Phase> phases;
  Mistake mistake = Mistake::none;
  mock::Epochs publish_after_epochs = 10;
  std::string only = {};  ///< The one function of the host that goes wrong; empty = all, and disk.
};

/// Lets each host call go wrong in each way in which it can, each call to the node in each way that
/// HTTP knows, and each change of the disk; then nothing more. Everything must come to the same
/// rest.
///
/// As sweep(): the scenario runs once, and the program is forked at each point.
[[nodiscard]] SweepReport fault_sweep(const FaultPlan& plan);

}  // namespace raas_test
