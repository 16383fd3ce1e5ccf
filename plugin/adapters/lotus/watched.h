#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>

#include "core/replica.h"

namespace raas::lotus {

inline constexpr Epoch never = std::numeric_limits<Epoch>::max();

/// An epoch in half of its size: enough for two thousand years, and for `never`.
class ShortEpoch {
 public:
  ShortEpoch() = default;
  ShortEpoch(Epoch epoch)
      : value_(epoch >= std::numeric_limits<std::int32_t>::max()
                   ? std::numeric_limits<std::int32_t>::max()
                   : static_cast<std::int32_t>(std::max<Epoch>(epoch, no_epoch))) {}

  operator Epoch() const {
    return value_ == std::numeric_limits<std::int32_t>::max() ? never : value_;
  }

 private:
  friend ShortEpoch earliest(std::span<const ShortEpoch> epochs);

  std::int32_t value_ = static_cast<std::int32_t>(no_epoch);
};

/// `never` of none. A loop over plain numbers, so that compilers take several at a time.
[[nodiscard]] inline ShortEpoch earliest(std::span<const ShortEpoch> epochs) {
  ShortEpoch first = never;
  for (const ShortEpoch& epoch : epochs) first.value_ = std::min(first.value_, epoch.value_);
  return first;
}

/// 64 bits of a piece's CID, 0 for none: enough to see that a deal is of other data.
[[nodiscard]] std::uint64_t mark_of(const Cid& piece);

/// What is kept of a replica that is watched. There may be millions, so it is little, and what
/// concerns few of them is elsewhere.
struct Watched {
  Watched() = default;
  /// What a host or a store told. Its piece is marked in the form that the chain uses.
  Watched(const Replica& replica);

  ReplicaId id = 0;  ///< 0 = the entry is free.
  DealId deal = 0;
  SectorNumber sector_or_none = no_sector;
  std::uint64_t piece_mark = 0;
  std::uint64_t provider : 40 = no_provider;
  std::uint64_t finding_bits : 3 = 0;
  std::uint64_t record_bits : 2 = 0;
  std::uint64_t recovering : 1 = 0;
  std::uint64_t readings : 8 = 0;  ///< In a row, so far as it is counted.
  std::uint64_t deadline_bits : 6 = no_deadline;
  std::uint64_t is_swept : 1 = 0;           ///< Its sector is in the lists of its miner.
  std::uint64_t is_recheck_wanted : 1 = 0;  ///< And a reading above `recheck_above` answers that.
  std::uint64_t is_quiet : 1 = 0;           ///< The sweeps find it proven, and say no more of it.
  std::uint64_t is_listed : 1 = 0;  ///< In the list of those of its deadline that are not quiet.
  ShortEpoch start_epoch;
  ShortEpoch end_epoch;
  ShortEpoch since;
  ShortEpoch read_at;  ///< While it is quiet, the newest sweep counts.
  ShortEpoch told_at;  ///< See WatchList::told_at(): older tipsets need not know it.
  ShortEpoch recheck_above;
  ShortEpoch term_end;    ///< Of the record.
  ShortEpoch sector_end;  ///< Its expiration.

  static constexpr SectorNumber no_sector = std::numeric_limits<SectorNumber>::max();
  static constexpr std::uint32_t no_deadline = 63;

  [[nodiscard]] std::optional<SectorNumber> sector() const {
    return sector_or_none == no_sector ? std::nullopt : std::optional(sector_or_none);
  }
  void set_sector(std::optional<SectorNumber> sector) {
    sector_or_none = sector.value_or(no_sector);
  }
  /// Where its sector was found.
  [[nodiscard]] std::optional<std::uint32_t> deadline() const {
    return deadline_bits == no_deadline ? std::nullopt
                                        : std::optional(static_cast<std::uint32_t>(deadline_bits));
  }
  [[nodiscard]] ChainRecord record() const { return static_cast<ChainRecord>(record_bits); }
  [[nodiscard]] Finding finding() const { return static_cast<Finding>(finding_bits); }

  /// As of the last time that they were noted here; see WatchList::facts_of().
  [[nodiscard]] Facts noted_facts() const {
    return {finding(), since, read_at, static_cast<std::uint32_t>(readings), recovering != 0};
  }
  void note_facts(const Facts& facts);
};
static_assert(sizeof(Watched) == 72);

/// A sector of a miner, and which entry it belongs to. Two replicas may be in one sector.
class SectorRef {
 public:
  SectorRef(SectorNumber sector, std::uint32_t index)
      : high_(static_cast<std::uint32_t>(sector >> 32U)),
        low_(static_cast<std::uint32_t>(sector)),
        index_(index) {}

  [[nodiscard]] SectorNumber sector() const { return SectorNumber{high_} << 32U | low_; }
  [[nodiscard]] std::uint32_t index() const { return index_; }

  friend auto operator<=>(const SectorRef&, const SectorRef&) = default;

 private:
  std::uint32_t high_;
  std::uint32_t low_;
  std::uint32_t index_;
};
static_assert(sizeof(SectorRef) == 12);

}  // namespace raas::lotus
