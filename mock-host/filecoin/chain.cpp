#include "filecoin/chain.h"

#include "filecoin/chain_state.h"

namespace mock {

Chain::Chain(const ChainOptions& options) : state_(std::make_unique<State>(options)) {}
Chain::~Chain() = default;
Chain::Chain(Chain&&) noexcept = default;
Chain& Chain::operator=(Chain&&) noexcept = default;

const ChainOptions& Chain::options() const {
  return state_->ledger.options();
}
Epoch Chain::now() const {
  return state_->ledger.now();
}
Epoch Chain::head() const {
  return state_->ledger.head();
}
Epoch Chain::finalized() const {
  return state_->ledger.finalized();
}

void Chain::observe(SectorObserver& observer) {
  state_->ledger.observe(observer);
}

void Chain::advance_to(Epoch epoch) {
  state_->ledger.advance_to(epoch);
}
std::optional<Epoch> Chain::next_change() const {
  return state_->ledger.next_change();
}

void Chain::add_miner(ActorId miner) {
  state_->ledger.add_miner(miner);
}

std::vector<ActorId> Chain::miners() const {
  std::vector<ActorId> ids;
  for (const Miner& miner : state_->ledger.miners()) ids.push_back(miner.id());
  return ids;
}

void Chain::stop_proving(ActorId miner) {
  state_->ledger.stop_proving(miner);
}
void Chain::resume_proving(ActorId miner) {
  state_->ledger.resume_proving(miner);
}

void Chain::lose_sector(ActorId miner, SectorNumber sector) {
  state_->ledger.lose_sector(miner, sector);
}

void Chain::recover_sector(ActorId miner, SectorNumber sector) {
  state_->ledger.recover_sector(miner, sector);
}

void Chain::terminate_sector(ActorId miner, SectorNumber sector) {
  state_->ledger.terminate_sector(miner, sector);
}

void Chain::swallow_termination(ActorId miner, SectorNumber sector) {
  state_->ledger.swallow_termination(miner, sector);
}

bool Chain::compact_partitions(ActorId miner, std::uint64_t deadline) {
  return state_->ledger.compact_partitions(miner, deadline);
}

AllocationId Chain::allocate(const Allocation& allocation) {
  return state_->ledger.allocate(allocation);
}

std::optional<SectorNumber> Chain::onboard(ActorId miner, const std::vector<Piece>& pieces,
                                           Epoch sector_expiration) {
  return state_->ledger.onboard(miner, pieces, sector_expiration);
}

void Chain::remove_expired_claims(ActorId provider) {
  state_->ledger.remove_expired_claims(provider);
}

DealId Chain::publish(const DealProposal& proposal) {
  return state_->ledger.publish(proposal);
}

std::optional<SectorNumber> Chain::activate(DealId deal, Epoch sector_expiration) {
  return state_->ledger.activate(deal, sector_expiration);
}

std::optional<MarketDeal> Chain::deal(DealId deal) const {
  return deal_at(deal, now());
}

std::optional<MarketDeal> Chain::deal_at(DealId deal, Epoch epoch) const {
  return state_->ledger.market().deal_at(deal, epoch);
}

std::optional<Claim> Chain::claim_at(AllocationId claim, Epoch epoch) const {
  return state_->ledger.verifreg().claim_at(claim, epoch);
}

SectorStatus Chain::sector_status(ActorId miner, SectorNumber sector) const {
  return sector_status_at(miner, sector, now());
}

SectorStatus Chain::sector_status_at(ActorId miner, SectorNumber sector, Epoch epoch) const {
  const Sector* found = state_->ledger.find_sector(miner, sector);
  return found == nullptr ? SectorStatus::none : found->status_at(epoch);
}

std::vector<std::pair<Epoch, Epoch>> Chain::live_spans(ActorId miner, SectorNumber sector) const {
  const Sector* found = state_->ledger.find_sector(miner, sector);
  if (found == nullptr) return {};
  return found->live_spans(now() + 1);
}

std::optional<Epoch> Chain::not_provable_since(ActorId miner, SectorNumber sector) const {
  return not_provable_since_at(miner, sector, now());
}

std::optional<Epoch> Chain::not_provable_since_at(ActorId miner, SectorNumber sector,
                                                  Epoch epoch) const {
  const Miner* found = state_->ledger.find_miner(miner);
  const Sector* held = found == nullptr ? nullptr : found->find(sector);
  return held == nullptr ? std::nullopt : found->not_provable_since(*held, epoch);
}

}  // namespace mock
