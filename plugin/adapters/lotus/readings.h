#pragma once

#include <vector>

#include "adapters/lotus/judge.h"
#include "adapters/lotus/watch_list.h"
#include "ports/chain_view.h"
#include "ports/events.h"

namespace raas::lotus {

/// Turns verdicts into facts, and keeps those that are to be told until they are taken.
class Readings {
 public:
  Readings(WatchList& list, Events& events) : list_(list), events_(events) {}

  /// Notes what was read of an entry at @p tip. Tells it if the finding changed, is negative, or
  /// was asked for; @p deal, if given, is told in any case.
  void note(std::uint32_t index, const Verdict& verdict, Epoch tip,
            const MarketDeal* deal = nullptr);
  /// Tells the facts as they are: nothing more can be read of this replica now.
  void tell(std::uint32_t index, const MarketDeal* deal = nullptr);
  /// Tells them with the piece that a claim names.
  void tell(std::uint32_t index, const Claim& claim);

  [[nodiscard]] std::vector<Reading> take();

 private:
  [[nodiscard]] Reading told_of(std::uint32_t index) const;
  void put(Reading reading, std::uint32_t index);

  WatchList& list_;
  Events& events_;
  std::vector<Reading> told_;
};

/// What was seen of a replica's sector.
struct Sighting {
  std::uint32_t index = 0;  ///< Of its entry.
  Verdict verdict;
};

/// What came of one sweep.
struct SweepOutcome {
  bool is_believable = true;        ///< False: no partitions where sectors are; nothing was noted.
  std::vector<Sighting> sightings;  ///< Of those that are not proven as they were before.
  std::size_t work = 0;             ///< So many copies were looked at, about.
};

/// Notes in @p list that a deadline was read, and tells what its sectors say of the replicas of
/// @p miner. Over those that are quiet and still proven it passes in runs; it looks at none of
/// them.
[[nodiscard]] SweepOutcome note_deadline(WatchList& list, Miner& miner, std::uint32_t deadline,
                                         const DeadlineSectors& sectors, Epoch tip);

}  // namespace raas::lotus
