#pragma once

#include <raas/ext/rpc.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "adapters/config/config.h"
#include "base/error.h"
#include "ports/contract_deals.h"
#include "ports/registrations.h"
#include "ports/transport.h"
#include "ports/wallet.h"

namespace raas::entry {

using Transports = std::vector<std::unique_ptr<Transport>>;

/// A contract that is followed, with a transport of its own: replies go to who asked.
struct FollowedContract {
  std::unique_ptr<Transport> transport;
  std::unique_ptr<Registrations> registrations;
};
using FollowedContracts = std::vector<FollowedContract>;

/// All that leads to nodes.
struct Wires {
  Transports nodes;
  FollowedContracts contracts;
  std::unique_ptr<Transport> audit_transport;  ///< With contracts only; the same for the next.
  std::unique_ptr<ContractDeals> audits;
  std::unique_ptr<Transport> wallet_transport;  ///< If a node sends what is reported.
  std::unique_ptr<Wallet> wallet;
  std::uint64_t jitter_seed = 1;  ///< Of the waits before a node is asked again.
};

/// Opens what the config names. Contracts are read through the first node, or through the host.
/// @param rpc   May be NULL; outlives the wires.
/// @param wake  Called on threads of the transports.
/// @retval invalid_input  There is no way to a node.
[[nodiscard]] Result<Wires> open_wires(const Config& config, const raas_host_rpc* rpc,
                                       const std::function<void()>& wake);

}  // namespace raas::entry
