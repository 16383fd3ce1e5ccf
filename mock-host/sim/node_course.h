#pragma once

#include <vector>

#include "filecoin/trouble.h"
#include "sim/scenario.h"

namespace mock {

/// The troubles of the node that the plugin asks: those of the run's profile, and those that the
/// scenario's events say.
[[nodiscard]] Troubles troubles_of(const Scenario& scenario);

}  // namespace mock
