#pragma once

#include <vector>

#include "filecoin/node_options.h"
#include "filecoin/trouble.h"
#include "sim/scenario.h"

namespace mock {

/// The node that the plugin asks: as the run's profile has it, with the limits of the scenario.
[[nodiscard]] NodeOptions node_options(const Scenario& scenario);

/// Its troubles: those of the run's profile, of the scenario's node, and of its events.
[[nodiscard]] Troubles troubles_of(const Scenario& scenario);

}  // namespace mock
