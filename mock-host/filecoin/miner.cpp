#include "filecoin/miner.h"

#include <algorithm>
#include <utility>

#include "filecoin/seeded.h"

namespace mock {

namespace {

// Between two sectors of ours a big miner seals some for its other clients.
constexpr std::uint64_t foreign_sectors_max = 6;

Epochs offset_of(ActorId miner, std::uint64_t seed) {
  return static_cast<Epochs>(drawn(seed, Draw::proving_offset, miner) %
                             static_cast<std::uint64_t>(proving_period));
}

}  // namespace

Miner::Miner(ActorId id, std::uint64_t seed, Epoch since)
    : id_(id), seed_(seed), since_(since), calendar_(offset_of(id, seed)) {}

std::size_t Miner::add_sector(DealId deal, Epoch now, Epoch expiration) {
  Sector::Placing placing;
  placing.number = sectors_.empty() ? 0 : sectors_.back().placing().number + 1;
  placing.number +=
      drawn(seed_, Draw::sector_gap, id_, sectors_.size()) % (foreign_sectors_max + 1);
  placing.deadline = deadline_for(placing.number, now);
  placing.activation = now;
  placing.expiration = expiration;
  placing.first_proof = calendar_.window_at_or_after(placing.deadline, now).last();
  placing.removal = calendar_.window_at_or_after(placing.deadline, expiration).last();
  placing.deal = deal;

  const std::size_t place = sectors_.size();
  sectors_.emplace_back(placing);
  by_deadline_[placing.deadline].push_back(static_cast<std::uint32_t>(place));
  return place;
}

const Sector* Miner::find(SectorNumber number) const {
  const auto found = std::lower_bound(
      sectors_.begin(), sectors_.end(), number,
      [](const Sector& sector, SectorNumber wanted) { return sector.placing().number < wanted; });
  return found != sectors_.end() && found->placing().number == number ? &*found : nullptr;
}

Sector* Miner::find(SectorNumber number) {
  const Sector* found = std::as_const(*this).find(number);
  return found == nullptr ? nullptr : &sectors_[place_of(*found)];
}

std::size_t Miner::place_of(const Sector& sector) const {
  return static_cast<std::size_t>(&sector - sectors_.data());
}

std::uint64_t Miner::partition_of(const Sector& sector) const {
  const auto& places = by_deadline_[sector.placing().deadline];
  const auto found = std::lower_bound(places.begin(), places.end(), place_of(sector));
  return static_cast<std::uint64_t>(found - places.begin()) / partition_sectors_max;
}

std::optional<Epoch> Miner::not_provable_since(const Sector& sector, Epoch epoch) const {
  std::optional<Epoch> since;
  const auto consider = [&](std::optional<Epoch> candidate) {
    if (candidate && *candidate <= epoch && (!since || *candidate < *since)) since = candidate;
  };
  consider(outages_.since(epoch));
  consider(sector.losses().since(epoch));
  consider(sector.over_since());
  return since;
}

std::uint64_t Miner::deadline_for(SectorNumber number, Epoch now) const {
  const std::uint64_t wished = drawn(seed_, Draw::deadline, id_, number);
  for (std::uint64_t step = 0;; ++step) {
    const std::uint64_t deadline = (wished + step) % deadlines_per_period;
    if (calendar_.takes_sectors(deadline, now)) return deadline;
  }
}

}  // namespace mock
