#include "filecoin/miner.h"

#include <algorithm>
#include <iterator>
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

Miner::Miner(ActorId id, std::uint64_t seed, Epoch since, std::size_t partition_sectors)
    : id_(id),
      seed_(seed),
      since_(since),
      partition_sectors_(partition_sectors),
      calendar_(offset_of(id, seed)) {}

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

Places Miner::in_deadline_at(std::uint64_t deadline, Epoch epoch) const {
  const auto& places = by_deadline_[deadline];
  const auto is_there = [&](std::uint32_t place) {
    return sectors_[place].placing().activation <= epoch;
  };
  const bool are_all = !places.empty() && is_there(places.back());
  const auto end =
      are_all ? places.end() : std::partition_point(places.begin(), places.end(), is_there);
  Places found{{}, std::span(places).first(static_cast<std::size_t>(end - places.begin()))};
  if (!is_compacted_[deadline]) return found;
  std::copy_if(found.all.begin(), found.all.end(), std::back_inserter(found.selected),
               [&](std::uint32_t place) { return sectors_[place].is_listed_at(epoch); });
  found.all = found.selected;
  return found;
}

std::span<const Piece> Miner::pieces_of(std::size_t place) const {
  const auto found = pieces_.find(place);
  return found == pieces_.end() ? std::span<const Piece>() : std::span(found->second);
}

bool Miner::compact(std::uint64_t deadline, Epoch now) {
  const Window next = calendar_.window_at_or_after(deadline, now);
  const Epoch disputable_to = next.close() - proving_period + dispute_window;
  if (!calendar_.takes_sectors(deadline, now) || now < disputable_to) return false;
  const auto& places = by_deadline_[deadline];
  const bool is_unsettled = std::any_of(places.begin(), places.end(), [&](std::uint32_t place) {
    const Sector& sector = sectors_[place];
    return sector.is_faulty() || (!sector.is_over() && now < sector.placing().first_proof);
  });
  if (is_unsettled) return false;
  for (const std::uint32_t place : places) {
    if (sectors_[place].is_over() && !sectors_[place].is_forgotten()) sectors_[place].forget(now);
  }
  is_compacted_[deadline] = true;
  return true;
}

std::size_t Miner::partition_count(const Places& places) const {
  return (places.all.size() + partition_sectors_ - 1) / partition_sectors_;
}

std::span<const std::uint32_t> Miner::partition(const Places& places, std::size_t index) const {
  const std::size_t from = index * partition_sectors_;
  return places.all.subspan(from, std::min(partition_sectors_, places.all.size() - from));
}

std::optional<std::uint64_t> Miner::partition_of(const Sector& sector, Epoch epoch) const {
  const Places places = in_deadline_at(sector.placing().deadline, epoch);
  const auto found = std::lower_bound(places.all.begin(), places.all.end(), place_of(sector));
  if (found == places.all.end() || *found != place_of(sector)) return std::nullopt;
  return static_cast<std::uint64_t>(found - places.all.begin()) / partition_sectors_;
}

Epoch Miner::fault_end(const Sector& sector, Epoch since) const {
  return calendar_.window_at_or_after(sector.placing().deadline, since).last() + fault_max_age;
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
