#pragma once

#include <memory>
#include <string_view>

#include "aggregator/aggregator.h"
#include "aggregator/tables/call_scope.h"
#include "aggregator/tx_book.h"
#include "filecoin/rpc_node.h"
#include "raas/raas.h"

namespace mock {

/// Which optional extensions a host offers, and its limits.
struct HostOffer {
  bool providers = true;
  bool rpc = false;  ///< raas.host.rpc/1: JSON-RPC answered in-process.
  std::size_t rpc_in_flight_max = 64;
  TxBook* transactions = nullptr;  ///< raas.host.tx/1; nullptr = not offered.
};

/// The C tables that one plugin instance gets. Lives longer than the instance.
class HostTables {
 public:
  HostTables(Aggregator& aggregator, RpcNode& rpc, CallScope& scope, const HostOffer& offer);
  ~HostTables();
  HostTables(const HostTables&) = delete;
  HostTables& operator=(const HostTables&) = delete;

  [[nodiscard]] const raas_host_table* host() const;
  /// nullptr = not offered.
  [[nodiscard]] const void* extension(std::string_view id) const;
  /// Ids of all that is offered.
  [[nodiscard]] std::vector<std::string> extension_ids() const;
  /// Whether an RPC reply waits to be taken: the plugin should be pumped.
  [[nodiscard]] bool has_reply() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace mock
