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
  explicit Readings(Events& events) : events_(events) {}

  /// Notes what was read of @p entry at @p tip. Tells it if the finding changed, is negative, or
  /// was asked for; @p deal, if given, is told in any case.
  void note(Watched& entry, const Verdict& verdict, Epoch tip, const MarketDeal* deal = nullptr);
  /// Tells the facts as they are: nothing more can be read of this replica now.
  void tell(Watched& entry, const MarketDeal* deal = nullptr);

  [[nodiscard]] std::vector<Reading> take();

 private:
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
  bool is_believable = true;  ///< False: no partitions where sectors are; nothing was noted.
  std::vector<Sighting> sightings;
};

/// Notes in @p list that a deadline was read, and tells what its sectors say of all replicas of
/// @p miner.
[[nodiscard]] SweepOutcome note_deadline(WatchList& list, Miner& miner, std::uint32_t deadline,
                                         const DeadlineSectors& sectors, Epoch tip);

}  // namespace raas::lotus
