#pragma once

#include "sim/scenario.h"

namespace mock {

/// A scenario with all sorts of trouble, drawn from the seed of @p base: outages of providers,
/// organisations, countries and networks, lost disks, slow sealing, price moves, empty wallets,
/// nodes in trouble, restarts, and clients that change their minds. Seed, epochs and jobs are those
/// of @p base.
[[nodiscard]] Scenario mixed_scenario(const Scenario& base);

}  // namespace mock
