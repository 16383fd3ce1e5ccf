#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/job.h"
#include "core/observation.h"
#include "core/plan.h"
#include "policy/slots.h"

namespace raas {

/// Every intent that the host was not asked for yet: the job is over.
[[nodiscard]] std::vector<Withdrawal> withdraw_all(const Observation& seen,
                                                   std::string_view because);

/// The intents that are not needed any more: their slot has a sure copy again, or is not wanted any
/// more. One that the host was asked for already goes only where enough copies exist without it.
[[nodiscard]] std::vector<Withdrawal> withdraw_unneeded(const Job& job, const Observation& seen,
                                                        const Layout& layout);

/// Why the client's terms do not allow what was recorded under earlier ones: the price, DataCap or
/// the provider. Empty = they do.
[[nodiscard]] std::string objection_to(const Intent& intent, const Terms& terms);

/// Every intent that the host was not asked for yet and that the terms do not allow any more.
[[nodiscard]] std::vector<Withdrawal> withdraw_outdated(const Job& job, const Observation& seen);

}  // namespace raas
