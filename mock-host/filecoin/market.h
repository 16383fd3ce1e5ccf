#pragma once

#include <optional>
#include <vector>

#include "filecoin/chain.h"

namespace mock {

/// The market actor, f05. Deals keep the epochs of what happened to them.
class Market {
 public:
  static constexpr DealId no_deal = 0;
  static constexpr DealId first_deal = 90000000;

  struct Deal {
    DealProposal proposal;
    Epoch published = 0;
    Epoch activated = no_epoch;
    Epoch removed = no_epoch;  ///< no_epoch = still in the state.
    SectorNumber sector = 0;
    std::optional<AllocationId> allocation;  ///< Of a verified deal.
  };

  DealId publish(const DealProposal& proposal, std::optional<AllocationId> allocation, Epoch now);
  void activate(DealId id, SectorNumber sector, Epoch now);
  void remove(DealId id, Epoch now);

  /// The deal as it is now, removed or not; nullptr = never published.
  [[nodiscard]] const Deal* find(DealId id) const;
  /// The deal in the state of @p epoch; nullopt = it is not there.
  [[nodiscard]] std::optional<MarketDeal> deal_at(DealId id, Epoch epoch) const;
  /// The id that the next deal would get, in the state of @p epoch.
  [[nodiscard]] DealId next_id_at(Epoch epoch) const;

  /// When cron looks at a deal whose first look is due at @p not_before: deals are spread over 30
  /// days by id.
  [[nodiscard]] static Epoch clean_up_epoch(DealId id, Epoch not_before);

 private:
  std::vector<Deal> deals_;  ///< Place 0 is first_deal.
};

}  // namespace mock
