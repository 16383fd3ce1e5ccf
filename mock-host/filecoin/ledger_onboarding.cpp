// Data that comes without a deal: allocations, claims, and sectors with pieces in them.
#include <algorithm>

#include "filecoin/ledger.h"

namespace mock {

namespace {

constexpr Epochs sector_life_min = 180 * epochs_per_day;
constexpr Epochs sector_life_max = 1278 * epochs_per_day;

}  // namespace

AllocationId Ledger::allocate(const Allocation& allocation) {
  events_.begin_message(now_);
  return set_aside(allocation);
}

AllocationId Ledger::set_aside(const Allocation& allocation) {
  const AllocationId id = verifreg_.allocate(allocation, now_);
  events_.add(EventKind::allocation, id);
  return id;
}

bool Ledger::can_claim(ActorId provider, const Piece& piece, Epochs lifetime) const {
  if (!piece.allocation) return true;
  const auto found = verifreg_.allocation_at(*piece.allocation, now_);
  return found && found->provider == provider && found->piece_cid == piece.cid &&
         found->piece_size == piece.size && now_ <= found->expiration &&
         lifetime >= found->term_min && lifetime <= found->term_max;
}

std::optional<SectorNumber> Ledger::onboard(ActorId id, const std::vector<Piece>& pieces,
                                            Epoch sector_expiration) {
  const std::size_t miner = place_of_miner(id);
  const Epochs lifetime = sector_expiration - now_;
  if (pieces.empty() || lifetime < sector_life_min || lifetime > sector_life_max) {
    return std::nullopt;
  }
  const bool can_claim_all = std::all_of(pieces.begin(), pieces.end(), [&](const Piece& piece) {
    return can_claim(id, piece, lifetime);
  });
  if (!can_claim_all) return std::nullopt;

  events_.begin_message(now_);
  const Seat seat = seal(miner, Market::no_deal, sector_expiration);
  const SectorNumber number = sector_of(seat).placing().number;
  miner_of(seat).put_pieces(seat.place, pieces);
  for (const Piece& piece : pieces) {
    if (!piece.allocation) continue;
    verifreg_.claim(*piece.allocation, number, now_);
    events_.add(EventKind::claim, *piece.allocation);
  }
  events_.add(EventKind::sector_activated, seat.place, seat.miner);
  drop_void_events();
  return number;
}

void Ledger::remove_expired_claims(ActorId provider) {
  events_.begin_message(now_);
  for (const AllocationId id : verifreg_.remove_expired_claims(provider, now_)) {
    events_.add(EventKind::claim_removed, id);
  }
}

}  // namespace mock
