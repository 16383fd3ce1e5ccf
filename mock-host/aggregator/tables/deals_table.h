#pragma once

#include "aggregator/aggregator.h"
#include "aggregator/tables/call_scope.h"
#include "raas/ext/deals.h"

namespace mock {

/// raas.host.deals/1 over the deal book.
class DealsTable {
 public:
  DealsTable(Aggregator& aggregator, CallScope& scope);
  DealsTable(const DealsTable&) = delete;
  DealsTable& operator=(const DealsTable&) = delete;

  [[nodiscard]] const raas_host_deals* table() const { return &table_; }

 private:
  Outcome<void> make_deal(const raas_deal_request* request, std::uint64_t* ret_request_id,
                          std::uint32_t* ret_flags);
  /// Finds out the piece where the plugin does not say it, and whether the data is there.
  Outcome<void> complete(DealTerms& terms, std::uint64_t data_handle) const;
  Outcome<void> give_deal(const DealRecord* record, raas_deal* ret_deal);
  Outcome<void> list(raas_str payload_cid, std::uint64_t cursor, raas_deal_page* ret_page);

  Aggregator& aggregator_;
  CallScope& scope_;
  raas_host_deals table_{};
};

}  // namespace mock
