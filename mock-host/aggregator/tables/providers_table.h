#pragma once

#include <string>
#include <vector>

#include "aggregator/providers.h"
#include "aggregator/tables/call_scope.h"
#include "raas/ext/providers.h"

namespace mock {

/// raas.host.providers/1 over the simulated population.
class ProvidersTable {
 public:
  ProvidersTable(const Providers& providers, CallScope& scope);
  ProvidersTable(const ProvidersTable&) = delete;
  ProvidersTable& operator=(const ProvidersTable&) = delete;

  [[nodiscard]] const raas_host_providers* table() const { return &table_; }

 private:
  Outcome<void> list(std::uint64_t cursor, raas_provider_page* ret_page);
  void refresh();

  const Providers& providers_;
  CallScope& scope_;
  raas_host_providers table_{};
  std::uint64_t version_ = 0;
  std::vector<std::string> texts_;
  std::vector<raas_provider> entries_;  ///< As of version_; nothing changes within a call.
};

}  // namespace mock
