#include "filecoin/market.h"

#include <algorithm>

namespace mock {

namespace {

constexpr Epochs deal_updates_interval = 30 * epochs_per_day;

bool is_there(const Market::Deal& deal, Epoch epoch) {
  return deal.published <= epoch && (deal.removed == no_epoch || epoch < deal.removed);
}

}  // namespace

DealId Market::publish(const DealProposal& proposal, std::optional<AllocationId> allocation,
                       Epoch now) {
  deals_.push_back(Deal{.proposal = proposal, .published = now, .allocation = allocation});
  return first_deal + deals_.size() - 1;
}

void Market::activate(DealId id, SectorNumber sector, Epoch now) {
  Deal& deal = deals_[id - first_deal];
  deal.activated = now;
  deal.sector = sector;
}

void Market::remove(DealId id, Epoch now) {
  deals_[id - first_deal].removed = now;
}

const Market::Deal* Market::find(DealId id) const {
  return id >= first_deal && id - first_deal < deals_.size() ? &deals_[id - first_deal] : nullptr;
}

std::optional<MarketDeal> Market::deal_at(DealId id, Epoch epoch) const {
  const Deal* deal = find(id);
  if (deal == nullptr || !is_there(*deal, epoch)) return std::nullopt;
  MarketDeal seen{.proposal = deal->proposal};
  if (deal->activated != no_epoch && deal->activated <= epoch) {
    seen.sector = deal->sector;
    seen.sector_start_epoch = deal->activated;
  }
  return seen;
}

DealId Market::next_id_at(Epoch epoch) const {
  const auto later =
      std::upper_bound(deals_.begin(), deals_.end(), epoch,
                       [](Epoch at, const Deal& deal) { return at < deal.published; });
  return first_deal + static_cast<DealId>(later - deals_.begin());
}

Epoch Market::clean_up_epoch(DealId id, Epoch not_before) {
  const auto place = static_cast<Epochs>(id % static_cast<DealId>(deal_updates_interval));
  const Epochs ahead =
      (place - not_before % deal_updates_interval + deal_updates_interval) % deal_updates_interval;
  return not_before + ahead;
}

}  // namespace mock
