#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <span>
#include <vector>

#include "filecoin/chain.h"
#include "filecoin/proving.h"
#include "filecoin/sector.h"

namespace mock {

/// Sectors of a deadline, as places in their miner.
struct Places {
  std::vector<std::uint32_t> selected;  ///< Where they are not a part of the miner's own list.
  std::span<const std::uint32_t> all;
};

/// A storage miner actor: its calendar, its sectors, and which deadline each of them is in.
class Miner {
 public:
  Miner(ActorId id, std::uint64_t seed, Epoch since,
        std::size_t partition_sectors = partition_sectors_max);

  [[nodiscard]] ActorId id() const { return id_; }
  [[nodiscard]] Epoch since() const { return since_; }
  [[nodiscard]] const ProvingCalendar& calendar() const { return calendar_; }

  /// Puts a new sector with @p deal into a deadline that takes sectors at @p now. Returns its place
  /// in sectors().
  std::size_t add_sector(DealId deal, Epoch now, Epoch expiration);

  /// Notes what is in a sector that has no deal.
  void put_pieces(std::size_t place, const std::vector<Piece>& pieces) { pieces_[place] = pieces; }
  /// Empty = there is a deal in it.
  [[nodiscard]] std::span<const Piece> pieces_of(std::size_t place) const;
  /// Forgets the dead sectors of a deadline. False = this cannot be done now.
  bool compact(std::uint64_t deadline, Epoch now);

  [[nodiscard]] std::span<const Sector> sectors() const { return sectors_; }
  [[nodiscard]] Sector& sector(std::size_t place) { return sectors_[place]; }
  [[nodiscard]] const Sector& sector(std::size_t place) const { return sectors_[place]; }
  /// nullptr = there never was such a sector.
  [[nodiscard]] const Sector* find(SectorNumber number) const;
  [[nodiscard]] Sector* find(SectorNumber number);
  [[nodiscard]] std::size_t place_of(const Sector& sector) const;
  /// Places of all sectors that were ever put into a deadline, in the order of their numbers.
  [[nodiscard]] std::span<const std::uint32_t> in_deadline(std::uint64_t deadline) const {
    return by_deadline_[deadline];
  }
  /// Those of them that the deadline has in the state of @p epoch.
  [[nodiscard]] Places in_deadline_at(std::uint64_t deadline, Epoch epoch) const;
  [[nodiscard]] std::size_t partition_count(const Places& places) const;
  [[nodiscard]] std::span<const std::uint32_t> partition(const Places& places,
                                                         std::size_t index) const;
  /// Where the sector is in the state of @p epoch; nullopt = in no partition.
  [[nodiscard]] std::optional<std::uint64_t> partition_of(const Sector& sector, Epoch epoch) const;

  /// When cron terminates the sector if it is faulty since @p since and stays so.
  [[nodiscard]] Epoch fault_end(const Sector& sector, Epoch since) const;

  Spans& outages() { return outages_; }
  [[nodiscard]] const Spans& outages() const { return outages_; }
  /// Whether the provider can prove this sector as things are.
  [[nodiscard]] bool can_prove(const Sector& sector) const {
    return !outages_.is_open() && !sector.losses().is_open();
  }
  /// Since when the sector's data cannot be proven, as of @p epoch.
  [[nodiscard]] std::optional<Epoch> not_provable_since(const Sector& sector, Epoch epoch) const;

 private:
  [[nodiscard]] std::uint64_t deadline_for(SectorNumber number, Epoch now) const;

  ActorId id_;
  std::uint64_t seed_;
  Epoch since_;
  std::size_t partition_sectors_;
  ProvingCalendar calendar_;
  std::vector<Sector> sectors_;  ///< By number.
  std::array<std::vector<std::uint32_t>, deadlines_per_period> by_deadline_;
  std::array<bool, deadlines_per_period> is_compacted_{};  ///< Ever.
  std::map<std::size_t, std::vector<Piece>> pieces_;       ///< By place.
  Spans outages_;                                          ///< When no PoSt was sent.
};

}  // namespace mock
