#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <unordered_map>
#include <vector>

#include "adapters/lotus/sector_call.h"
#include "adapters/lotus/suspicion.h"
#include "core/bitfield_runs.h"
#include "core/replica.h"

namespace raas::lotus {

inline constexpr Epoch never = std::numeric_limits<Epoch>::max();

/// A replica that is watched.
struct Watched {
  Replica replica;
  Epoch told_at = no_epoch;  ///< Host's epoch when it was told of: older tipsets need not know it.
  bool is_swept = false;     ///< Its sector is in the lists of its miner.
  std::optional<std::uint32_t> deadline;   ///< Where its sector was found.
  std::optional<std::uint64_t> partition;  ///< There, if a miner actor told it.
  Epoch count_from = no_epoch;  ///< Tipsets from here on know its sector, if it is there at all.
  std::uint64_t deadlines_without = 0;  ///< Bits: read since then, and not found there.
  bool is_recheck_wanted = false;
  Epoch recheck_above = no_epoch;  ///< A reading above this answers the recheck.
  std::uint64_t asked_in_tick = 0;

  Epoch seen_at = no_epoch;          ///< Tipset of the newest word on its sector.
  std::optional<SectorCheck> check;  ///< Of the sector itself.
  Epoch locate_at = no_epoch;        ///< Tipset from which on to ask where it is.
  std::uint64_t sector_asked_in_tick = 0;

  Epoch record_asked_at = no_epoch;  ///< Tipset at which its record was last asked for.
  Epoch term_end = no_epoch;         ///< Of the record.
  Epoch sector_end = no_epoch;       ///< Its expiration.
};

/// A sector of a miner, and which entry it belongs to. Two replicas may be in one sector.
struct SectorRef {
  SectorNumber sector = 0;
  std::uint32_t index = 0;

  friend auto operator<=>(const SectorRef&, const SectorRef&) = default;
};

/// A miner with sectors that are watched.
struct Miner {
  Miner() {
    read_at.fill(no_epoch);
    confirm_at.fill(never);
  }

  ActorId id = no_provider;
  std::optional<Epochs> period_offset;
  std::array<Epoch, deadlines_per_day> read_at;  ///< Tipset of the newest reading of each deadline.
  std::array<Epoch, deadlines_per_day>
      confirm_at;  ///< Tipset from which on to read again, or never.
  std::array<std::vector<SectorRef>, deadlines_per_day> located;  ///< Sorted.
  std::vector<SectorRef> unlocated;
  SectorCount count;
  Epoch count_read_at = no_epoch;
  Epoch partitions_seen_at = no_epoch;  ///< Newest tipset at which any deadline had partitions.
  std::uint64_t asked_deadlines = 0;    ///< Bits, in the tick below.
  std::uint64_t asked_in_tick = 0;
  Epoch retry_at = no_epoch;  ///< After errors that are the miner's own.
  std::uint32_t failures = 0;
  std::size_t sector_count = 0;
};

/// What WatchList::put() did.
struct Put {
  std::uint32_t index = 0;  ///< Of the entry, valid until it is removed.
  bool is_changed = false;  ///< It is new, or another record or sector than before.
};

/// The replicas that are watched, by id, and their sectors by miner and deadline.
class WatchList {
 public:
  /// Adds the replica, or takes over what changed. The newer facts of the two stay.
  [[nodiscard]] Put put(const Replica& replica, Epoch told_at);
  void remove(ReplicaId id);

  /// Says when the replicas were told of that were put with `never`, because the time was not
  /// known.
  void set_told_at(Epoch told_at);

  [[nodiscard]] std::optional<std::uint32_t> find(ReplicaId id) const;
  [[nodiscard]] Watched& at(std::uint32_t index) { return entries_[index]; }
  [[nodiscard]] const Watched& at(std::uint32_t index) const { return entries_[index]; }
  [[nodiscard]] std::size_t size() const { return index_of_.size(); }
  /// Indices are below this; some of them may be free.
  [[nodiscard]] std::uint32_t capacity() const {
    return static_cast<std::uint32_t>(entries_.size());
  }

  /// When to read each entry's deal, by index; `never` also for entries that are free.
  [[nodiscard]] std::vector<Epoch>& poll_due() { return poll_due_; }
  [[nodiscard]] std::map<ActorId, Miner>& miners() { return miners_; }

  /// Puts the entry's sector into its miner's lists: from now on the miner's deadlines are read.
  void begin_sweeping(std::uint32_t index, Epoch count_from);
  void end_sweeping(std::uint32_t index);
  /// The entry's sector is in @p location, whatever was known of that.
  void place(std::uint32_t index, const SectorLocation& location);
  /// Moves the miner's unlocated sectors that are in @p all to @p deadline.
  void locate(Miner& miner, std::uint32_t deadline, const BitfieldRuns& all);

 private:
  [[nodiscard]] std::uint32_t free_index();

  std::vector<Watched> entries_;
  std::vector<Epoch> poll_due_;
  std::vector<std::uint32_t> free_;
  std::unordered_map<ReplicaId, std::uint32_t> index_of_;
  std::map<ActorId, Miner> miners_;
};

}  // namespace raas::lotus
