// What a node takes for true in the state that it is asked about.
#include "filecoin/rpc_method.h"

namespace mock {

const Miner* RpcQuery::find_miner(std::optional<ActorId> actor) const {
  const Miner* found = actor ? ledger.find_miner(*actor) : nullptr;
  return found == nullptr || found->since() > state ? nullptr : found;
}

SectorStatus RpcQuery::status_of(const Miner& of, const Sector& sector) const {
  SectorStatus status = sector.status_at(state);
  const SectorNumber number = sector.placing().number;
  if (const auto& lie = node.sight().lie) status = lie->told(of.id(), number, status);
  if (const Lie* differs = lie_of_branch()) status = differs->told(of.id(), number, status);
  return status;
}

bool RpcQuery::is_active(const Miner& of, const Sector& sector) const {
  return state >= sector.placing().first_proof && status_of(of, sector) == SectorStatus::live;
}

std::optional<MarketDeal> RpcQuery::deal(DealId id) const {
  const auto& lie = node.sight().lie;
  const Lie* differs = lie_of_branch();
  if ((lie && lie->hides(id)) || (differs != nullptr && differs->hides(id))) return std::nullopt;
  return ledger.market().deal_at(id_in_chain(id), state);
}

DealId RpcQuery::id_in_chain(DealId id) const {
  const auto& branch = track.branch;
  if (!branch || !branch->swaps_deals || height <= branch->base) return id;
  const auto is_new = [&](DealId deal) {
    const Market::Deal* found = ledger.market().find(deal);
    return found != nullptr && found->published > branch->base && found->published <= state;
  };
  const DealId other = id ^ 1U;
  return is_new(id) && is_new(other) ? other : id;
}

const Lie* RpcQuery::lie_of_branch() const {
  const auto& branch = track.branch;
  return branch && branch->differs && height > branch->base ? &*branch->differs : nullptr;
}

}  // namespace mock
