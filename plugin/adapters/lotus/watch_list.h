#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "adapters/lotus/due_times.h"
#include "adapters/lotus/sector_call.h"
#include "adapters/lotus/suspicion.h"
#include "adapters/lotus/watched.h"
#include "core/bitfield_runs.h"

namespace raas::lotus {

/// A sector that was in no deadline so far.
struct Unplaced {
  SectorRef ref;
  ShortEpoch count_from;                ///< See WatchList::count_from().
  std::uint64_t deadlines_without = 0;  ///< Bits: read since then, and not found there.
};

/// What is known of a sector that is asked about by itself, where partitions are not served.
struct SectorWord {
  Epoch seen_at = no_epoch;                ///< Tipset of the newest word on it.
  std::optional<SectorCheck> check;        ///< Of the sector itself.
  Epoch locate_at = no_epoch;              ///< Tipset from which on to ask where it is.
  std::optional<std::uint64_t> partition;  ///< In its deadline, if a miner actor told it.
};

/// A miner with sectors that are watched.
struct Miner {
  Miner() {
    read_at.fill(no_epoch);
    swept_at.fill(no_epoch);
    confirm_at.fill(never);
  }

  ActorId id = no_provider;
  std::optional<Epochs> period_offset;
  std::array<Epoch, deadlines_per_day> read_at;  ///< Tipset of the newest reading of each deadline.
  std::array<Epoch, deadlines_per_day> swept_at;  ///< Of the newest one by its partitions.
  std::array<Epoch, deadlines_per_day>
      confirm_at;  ///< Tipset from which on to read again, or never.
  std::array<std::vector<SectorRef>, deadlines_per_day> located;  ///< Sorted.
  /// Those of the located that are looked at one by one.
  std::array<std::vector<std::uint32_t>, deadlines_per_day> restless;
  std::vector<Unplaced> unlocated;
  bool is_unlocated_sorted = true;  ///< By sector.
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
///
/// An entry is quiet while the sweeps of its deadline find it proven: they then pass over it, and
/// neither write to it nor look at it.
class WatchList {
 public:
  /// Adds the replica, or takes over what changed. The newer facts of the two stay.
  [[nodiscard]] Put put(const Replica& replica, Epoch told_at);
  void remove(ReplicaId id);

  /// Says when the replicas were told of that were put with `never`, because the time was not
  /// known.
  void set_told_at(Epoch told_at) { told_before_ = told_at; }
  /// The host's epoch when the replica was told of; `never` while that is not known.
  [[nodiscard]] Epoch told_at(const Watched& entry) const { return known(entry.told_at); }
  /// Tipsets from here on know the sector, if it is there at all.
  [[nodiscard]] Epoch count_from(const Unplaced& unplaced) const {
    return known(unplaced.count_from);
  }

  [[nodiscard]] std::optional<std::uint32_t> find(ReplicaId id) const;
  [[nodiscard]] Watched& at(std::uint32_t index) {
    return (*chunks_[index / chunk_size])[index % chunk_size];
  }
  [[nodiscard]] const Watched& at(std::uint32_t index) const {
    return (*chunks_[index / chunk_size])[index % chunk_size];
  }
  [[nodiscard]] std::size_t size() const { return size_; }
  /// Indices are below this; some of them may be free.
  [[nodiscard]] std::uint32_t capacity() const {
    return static_cast<std::uint32_t>(poll_due_.size());
  }

  /// When to read each entry's deal, by index; `never` also for entries that are free.
  [[nodiscard]] DueTimes& poll_due() { return poll_due_; }
  [[nodiscard]] std::map<ActorId, Miner>& miners() { return miners_; }

  /// The entry's facts as of its newest reading, be it a sweep that passed over it.
  [[nodiscard]] Facts facts_of(std::uint32_t index) const;
  /// Notes facts that were read of the entry itself. It is quiet from then on if it is proven in a
  /// known deadline, and nothing waits for it.
  void note_facts(std::uint32_t index, const Facts& facts);
  /// The entry is to be looked at by the next sweep.
  void stir(std::uint32_t index);
  /// Drops those that are quiet from the list of those that are not.
  void settle(Miner& miner, std::uint32_t deadline);

  /// Puts the entry's sector into its miner's lists: from now on the miner's deadlines are read.
  void begin_sweeping(std::uint32_t index, Epoch count_from);
  void end_sweeping(std::uint32_t index);
  /// The entry's sector is in @p location, whatever was known of that.
  void place(std::uint32_t index, const SectorLocation& location);
  /// Moves the miner's unlocated sectors that are in @p all to @p deadline. @return How many, and
  /// how many are sorted with them.
  std::size_t locate(Miner& miner, std::uint32_t deadline, const BitfieldRuns& all);

  /// Of an entry that is swept and in no deadline yet; nullptr for others.
  [[nodiscard]] Unplaced* unplaced(std::uint32_t index);
  /// What its miner's actor told of the entry's sector.
  [[nodiscard]] SectorWord& word_of(std::uint32_t index) { return words_[index]; }
  /// The same, of entries of which nothing may have been told.
  [[nodiscard]] SectorWord word_known_of(std::uint32_t index) const;
  /// All sectors are to be asked about again.
  void unsee_words();

 private:
  static constexpr std::size_t chunk_size = 4096;
  using Chunk = std::array<Watched, chunk_size>;
  /// Ids come one after the other, so pages of them are full.
  static constexpr std::size_t page_size = 1024;
  struct Page {
    std::array<std::uint32_t, page_size> above{};  ///< The index and 1; 0 = none.
    std::size_t used = 0;
  };

  [[nodiscard]] Epoch known(ShortEpoch told_at) const {
    return told_at == never ? told_before_ : Epoch{told_at};
  }
  [[nodiscard]] std::uint32_t free_index();
  void set_index(ReplicaId id, std::uint32_t index);
  void place_in(Miner& miner, std::uint32_t index, std::uint32_t deadline);
  void take_out(Miner& miner, std::uint32_t index);

  std::vector<std::unique_ptr<Chunk>> chunks_;
  DueTimes poll_due_;
  std::vector<std::uint32_t> free_;
  std::unordered_map<std::uint64_t, std::unique_ptr<Page>> pages_;
  std::size_t size_ = 0;
  Epoch told_before_ = never;
  std::map<ActorId, Miner> miners_;
  std::unordered_map<std::uint32_t, SectorWord> words_;
};

}  // namespace raas::lotus
