#pragma once

#include "crash/sweep.h"

namespace raas_test {

/// Lets each host call go wrong in each way in which it can, each call to the node in each way that
/// HTTP knows, and each change of the disk; then nothing more. Everything must come to the same
/// rest.
///
/// As sweep(): the scenario runs once, and the program is forked at each point.
[[nodiscard]] SweepReport fault_sweep(const std::vector<Phase>& phases);

}  // namespace raas_test
