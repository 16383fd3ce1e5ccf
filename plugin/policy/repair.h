#pragma once

#include "policy/module.h"

namespace raas {

/// Replaces copies that are no longer proven: lost ones when that is confirmed, faulty ones after
/// the grace time.
[[nodiscard]] Verdict examine_for_repair(const Policy& policy, const Job& job,
                                         const Observation& seen, const SlotView& slot);

}  // namespace raas
