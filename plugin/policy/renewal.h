#pragma once

#include "policy/module.h"

namespace raas {

/// Replaces copies that are about to end or have ended.
[[nodiscard]] Verdict examine_for_renewal(const Policy& policy, const Job& job,
                                          const Observation& seen, const SlotView& slot);

}  // namespace raas
