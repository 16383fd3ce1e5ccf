#pragma once

#include "aggregator/aggregator.h"
#include "aggregator/tables/call_scope.h"
#include "raas/ext/data.h"

namespace mock {

/// raas.host.data/1 over the staging.
class DataTable {
 public:
  DataTable(Aggregator& aggregator, CallScope& scope);
  DataTable(const DataTable&) = delete;
  DataTable& operator=(const DataTable&) = delete;

  [[nodiscard]] const raas_host_data* table() const { return &table_; }

 private:
  Outcome<void> fetch(raas_str payload_cid, const raas_fetch_source* sources,
                      std::size_t source_count, std::uint64_t* ret_fetch_id);
  Outcome<void> get_fetch(std::uint64_t fetch_id, raas_fetch* ret_fetch) const;

  Aggregator& aggregator_;
  CallScope& scope_;
  raas_host_data table_{};
};

}  // namespace mock
