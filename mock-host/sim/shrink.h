#pragma once

#include <functional>
#include <iosfwd>
#include <string>

#include "sim/sim.h"

namespace mock {

/// What a violation is about: its words without numbers, keys and CIDs. Two violations with the
/// same are taken for the same mistake.
[[nodiscard]] std::string kind_of_violation(const std::string& text);

/// Whether a scenario still shows what is looked for.
using StillFails = std::function<bool(const Scenario&)>;

/// Makes a scenario smaller as long as @p still_fails: less time, fewer events, jobs and providers,
/// and conditions as they are by default. @p runs_max bounds how often it is asked.
[[nodiscard]] Scenario shrunk(Scenario scenario, const StillFails& still_fails, int runs_max);

/// Shrinks the run of options.shrink, and writes the scenario that is left to
/// options.write_scenario, or to @p out.
/// @return 1 if it shows the violation, 0 if there is none, 2 if a run could not be made.
int run_shrink(const SimOptions& options, std::ostream& out);

}  // namespace mock
