#pragma once

#include <map>
#include <optional>
#include <vector>

#include "filecoin/chain.h"

namespace mock {

/// The verified registry, f06: allocations, and the claims that they become, with the epochs of
/// what happened to them. It is never told that a sector is gone.
class Verifreg {
 public:
  static constexpr AllocationId first_allocation = 70000000;

  struct Record {
    Allocation allocation;
    Epoch made = 0;
    Epoch claimed = no_epoch;  ///< Then it is a claim.
    Epoch removed = no_epoch;
    SectorNumber sector = 0;
  };

  AllocationId allocate(const Allocation& allocation, Epoch now);
  void claim(AllocationId id, SectorNumber sector, Epoch now);
  /// Ids of the provider's claims whose longest term is over at @p now; they are claims no more.
  std::vector<AllocationId> remove_expired_claims(ActorId provider, Epoch now);

  /// nullptr = there never was one.
  [[nodiscard]] const Record* find(AllocationId id) const;
  /// The claim in the state of @p epoch.
  [[nodiscard]] std::optional<Claim> claim_at(AllocationId id, Epoch epoch) const;
  /// The allocation in the state of @p epoch, if nobody has claimed it there.
  [[nodiscard]] std::optional<Allocation> allocation_at(AllocationId id, Epoch epoch) const;
  /// Ids of all that were ever allocated for a provider, and of all that a client ever allocated.
  [[nodiscard]] const std::vector<AllocationId>& of_provider(ActorId provider) const;
  [[nodiscard]] const std::vector<AllocationId>& of_client(ActorId client) const;

 private:
  std::vector<Record> records_;  ///< Place 0 is first_allocation.
  std::map<ActorId, std::vector<AllocationId>> of_provider_;
  std::map<ActorId, std::vector<AllocationId>> of_client_;
};

}  // namespace mock
