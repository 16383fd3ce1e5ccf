#pragma once

#include <iosfwd>

#include "sim/sim.h"

namespace mock {

/// Runs every seed of options.seeds in a process of its own, as many at a time as there are cores:
/// a line for each on stdout as it ends, in the order of their ends, then the sum; with
/// options.report the same as JSON. Each failure is told with the commands that replay and reduce
/// it.
/// @return 0 if all was well, 1 if there was a violation or a crash, 2 if a run could not be made.
int run_seeds(const SimOptions& options, std::ostream& out);

}  // namespace mock
