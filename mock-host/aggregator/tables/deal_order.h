#pragma once

#include "aggregator/deal.h"
#include "aggregator/refusal.h"
#include "raas/ext/deals.h"

namespace mock {

/// Whether @p key is 1..128 of [A-Za-z0-9._:/-].
[[nodiscard]] bool is_good_key(std::string_view key);

/// Reads what make_deal() was asked for, as far as it can be judged by itself: charsets, lengths,
/// flags, and what must go together. INVALID or UNSUPPORTED otherwise.
[[nodiscard]] Outcome<DealTerms> terms_of(const raas_deal_request* request);

}  // namespace mock
