#pragma once

#include "policy/module.h"

namespace raas {

/// Fills slots that have no copy, or whose copy has ended or never became active.
[[nodiscard]] Verdict examine_for_replication(const Policy& policy, const Job& job,
                                              const Observation& seen, const SlotView& slot);

}  // namespace raas
