#pragma once

#include "core/epoch.h"
#include "core/job.h"
#include "core/policy.h"

namespace raas {

/// How long a deal that is asked for at @p now is to last: what the terms say, within what the
/// network takes, and no longer than the job needs. Whenever it starts (within the sealing time),
/// it lasts until the job's end if it can.
[[nodiscard]] Epochs deal_duration(const Policy& policy, const Terms& terms, Epoch now);

}  // namespace raas
