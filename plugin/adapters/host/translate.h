#pragma once

#include <raas/ext/data.h>
#include <raas/ext/deals.h>
#include <raas/ext/providers.h>

#include "base/error.h"
#include "core/observation.h"
#include "ports/host_data.h"
#include "ports/host_deals.h"

namespace raas {

// From the ABI's structs to our values. All text is copied. A struct of an older host is shorter
// than ours: what it lacks is as if it were not known. All of them answer:
//   corrupt   the struct cannot be true: a NULL with a length, a CID that is none, an epoch beyond
//   reason rejected  a newer host says something that this plugin does not know: a flag, or a
//   longer struct whose
//             end is not zero

[[nodiscard]] Result<HostDeal> host_deal_of(const raas_deal& deal);
[[nodiscard]] Result<Fetch> fetch_of(const raas_fetch& fetch);
[[nodiscard]] Result<Candidate> candidate_of(const raas_provider& provider);

}  // namespace raas
