#pragma once

#include <raas/raas.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "adapters/api/api.h"
#include "adapters/config/config.h"
#include "adapters/evm/deal_status_calls.h"
#include "adapters/host/abi_directory.h"
#include "adapters/host/abi_host_data.h"
#include "adapters/host/abi_host_deals.h"
#include "adapters/host/abi_host_tx.h"
#include "adapters/logging/host_events.h"
#include "adapters/lotus/lotus_chain_view.h"
#include "control/service.h"
#include "entry/error_out.h"
#include "entry/wires.h"

namespace raas::entry {

/// The extensions of the host that we use.
struct HostExtensions {
  const raas_host_deals* deals = nullptr;
  const raas_host_data* data = nullptr;
  const raas_host_providers* providers = nullptr;  ///< May be NULL.
  const raas_host_rpc* rpc = nullptr;              ///< May be NULL.
  const raas_host_tx* tx = nullptr;                ///< May be NULL.
};

/// The composition root: everything that one running instance is made of.
struct Parts {
  /// Reads config and state, and wires all of it. @p ret stays empty on failure.
  [[nodiscard]] static Answer build(const raas_host_table& host, const raas_init& params,
                                    std::unique_ptr<Parts>& ret);

  Parts(const raas_host_table& host, const HostExtensions& extensions, Config read_config,
        std::unique_ptr<Store> opened_store, Wires opened_wires);

  void set_now(Now now);

  Config config;
  HostEvents events;
  std::unique_ptr<Store> store;
  Wires wires;
  AbiHostDeals deals;
  AbiHostData data;
  AbiDirectory directory;
  std::optional<AbiHostTx> wallet;  ///< If there is one and contracts are followed.
  evm::DealStatusCalls calls;
  LotusChainView chain;
  Service service;
  Api api;
};

}  // namespace raas::entry
