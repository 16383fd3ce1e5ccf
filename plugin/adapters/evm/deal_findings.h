#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "adapters/evm/deal_status_abi.h"
#include "adapters/evm/eth_rpc.h"
#include "adapters/lotus/decode.h"
#include "ports/contract_deals.h"

namespace raas::evm {

/// What one of the contract's lists says, or why it says nothing.
struct ListedDeals {
  std::vector<ReportedDeal> deals;
  std::string trouble;  ///< Empty if it answered.
};

/// Reads the answer to a call of one of the lists: entries of zeros are left out, and a revert, an
/// answer without data or a broken one is a trouble. Nothing here is a reason to ask again.
[[nodiscard]] ListedDeals listed_deals(const EthAnswer& answer);

/// All that one audit has read.
struct AuditReading {
  Epoch height = no_epoch;
  ListedDeals all;
  ListedDeals active;
  ListedDeals expiring;
  /// Each deal that is listed anywhere, as the market has it; nothing if it does not.
  std::map<DealId, std::optional<lotus::MarketDeal>> market;
};

/// Where the contract, the market and we do not agree.
[[nodiscard]] std::vector<ContractFinding> findings_of(const ContractAudit& audit,
                                                       const AuditReading& reading);

}  // namespace raas::evm
