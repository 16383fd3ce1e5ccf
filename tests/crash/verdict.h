#pragma once

#include <string>
#include <vector>

#include "crash/scenario.h"

namespace raas_test {

// What is wrong, in words; empty = nothing.

/// What was acknowledged to a client and is not there.
[[nodiscard]] std::string lost_of_acknowledged(Deployment& world, const Story& story);
/// Of a world that ought to be at rest: copies, host, clients, database, numbers of the history.
[[nodiscard]] std::string wrong_at_rest(Deployment& world, Story& story);
/// Each key was planned, requested, and came to an end, once each and in that order.
[[nodiscard]] std::string wrong_in_steps(const std::vector<HistoryLine>& lines);

}  // namespace raas_test
