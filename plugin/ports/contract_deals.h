#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/cid.h"
#include "core/epoch.h"
#include "core/ids.h"

namespace raas {

/// A deal that is a copy for a request, or was one.
struct AuditedCopy {
  DealId deal = 0;
  ActorId provider = no_provider;
  Piece piece;
  bool is_reported = false;  ///< To the contract, and final.
  bool is_kept = true;       ///< False: it was one, so its end is no difference.
};

/// One request whose list of deals is to be compared with the market and with what we know.
struct ContractAudit {
  std::string contract;
  std::uint64_t request = 0;
  std::string cid_bytes;  ///< How the contract knows its CID.
  Cid payload;
  Epochs renew_epochs = 0;  ///< A copy with less left is expiring.
  std::vector<AuditedCopy> copies;
};

/// Something that a contract says and that is not so, or the other way round.
struct ContractFinding {
  DealId deal = 0;  ///< 0 = a list as a whole.
  std::string because;

  friend bool operator==(const ContractFinding&, const ContractFinding&) = default;
};

/// What an audit came to.
struct ContractOpinion {
  std::string contract;
  std::uint64_t request = 0;
  Epoch read_at = no_epoch;  ///< All of it, at one finalized tipset.
  std::vector<ContractFinding> findings;
};

/// What advance() found.
struct ContractNews {
  std::optional<ContractOpinion> opinion;
  Millis next_monotonic_ms = 0;  ///< advance() again then at the latest.
  bool is_waiting = false;       ///< A question to the node is under way.
};

/// Reads what a contract lists, which is what others say: it is compared and never believed. Works
/// in the background of advance(); never blocks.
class ContractDeals {
 public:
  virtual ~ContractDeals() = default;

  [[nodiscard]] virtual bool is_idle() const = 0;
  /// @pre is_idle()
  virtual void begin(ContractAudit audit) = 0;
  [[nodiscard]] virtual ContractNews advance(Now now) = 0;
};

}  // namespace raas
