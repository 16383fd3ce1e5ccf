#include "aggregator/deal.h"

#include <tuple>

namespace mock {

std::string_view name_of(DealState state) {
  switch (state) {
    case DealState::accepted: return "accepted";
    case DealState::recorded: return "recorded";
    case DealState::proposed: return "proposed";
    case DealState::published: return "published";
    case DealState::sealing: return "sealing";
    case DealState::active: return "active";
    case DealState::failed: return "failed";
    case DealState::cancelled: return "cancelled";
    case DealState::expired: return "expired";
  }
  return "unknown";
}

bool same_request(const DealTerms& a, const DealTerms& b) {
  const auto asked = [](const DealTerms& terms) {
    return std::tie(terms.key, terms.payload_cid, terms.piece_cid, terms.piece_size, terms.provider,
                    terms.providers_excluded, terms.duration_epochs, terms.start_epoch_max,
                    terms.price_max, terms.verified);
  };
  return asked(a) == asked(b);
}

}  // namespace mock
