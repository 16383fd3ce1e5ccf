#include "aggregator/host_tables.h"

#include "aggregator/tables/abi_values.h"
#include "aggregator/tables/data_table.h"
#include "aggregator/tables/deals_table.h"
#include "aggregator/tables/providers_table.h"
#include "aggregator/tables/rpc_table.h"
#include "aggregator/tables/tx_table.h"

namespace mock {

struct HostTables::State {
  State(Aggregator& aggregator, RpcNode& lotus, CallScope& call_scope, const HostOffer& host_offer)
      : scope(call_scope),
        offer(host_offer),
        deals(aggregator, call_scope),
        data(aggregator, call_scope),
        providers(aggregator.providers(), call_scope),
        rpc(lotus, call_scope, host_offer.rpc_in_flight_max) {
    if (offer.transactions != nullptr) transactions.emplace(*offer.transactions, call_scope);
  }

  CallScope& scope;
  HostOffer offer;
  DealsTable deals;
  DataTable data;
  ProvidersTable providers;
  RpcTable rpc;
  std::optional<TxTable> transactions;
  raas_host_table host{};
};

HostTables::HostTables(Aggregator& aggregator, RpcNode& rpc, CallScope& scope,
                       const HostOffer& offer)
    : state_(std::make_unique<State>(aggregator, rpc, scope, offer)) {
  state_->host.ctx = this;
  state_->host.log = [](void* ctx, raas_log_level level, raas_str event, raas_str message) {
    auto& self = *static_cast<HostTables*>(ctx)->state_;
    if (!self.scope.is_inside()) return self.scope.misuse("log() called outside of a host call");
    self.scope.log(level, view_of(event), view_of(message));
  };
  state_->host.get_extension = [](void* ctx, const char* id) -> const void* {
    auto& self = *static_cast<HostTables*>(ctx);
    const auto refusal = self.state_->scope.admit("get_extension", LifeStage::created);
    return refusal || id == nullptr ? nullptr : self.extension(id);
  };
}

HostTables::~HostTables() = default;

const raas_host_table* HostTables::host() const {
  return &state_->host;
}

const void* HostTables::extension(std::string_view id) const {
  if (id == RAAS_HOST_DEALS_ID) return state_->deals.table();
  if (id == RAAS_HOST_DATA_ID) return state_->data.table();
  if (id == RAAS_HOST_PROVIDERS_ID && state_->offer.providers) return state_->providers.table();
  if (id == RAAS_HOST_RPC_ID && state_->offer.rpc) return state_->rpc.table();
  if (id == RAAS_HOST_TX_ID && state_->transactions) return state_->transactions->table();
  return nullptr;
}

std::vector<std::string> HostTables::extension_ids() const {
  std::vector<std::string> ids;
  for (const auto* id : {RAAS_HOST_DEALS_ID, RAAS_HOST_DATA_ID, RAAS_HOST_PROVIDERS_ID,
                         RAAS_HOST_RPC_ID, RAAS_HOST_TX_ID}) {
    if (extension(id) != nullptr) ids.emplace_back(id);
  }
  return ids;
}

bool HostTables::has_reply() const {
  return state_->rpc.has_reply();
}

}  // namespace mock
