#pragma once

#include "bench.h"
#include "fake_node.h"

namespace raas::test {

inline constexpr ActorId miner = 1000;
inline constexpr ReplicaId copy = 7;
inline constexpr DealId deal = 70;
inline constexpr SectorNumber sector = 500;
inline constexpr std::uint32_t sector_deadline = 10;
/// Day 300 of the chain, which is also the begin of the miner's proving period.
inline constexpr Epoch day = 300 * epochs_per_day;
/// The first close of the sector's deadline on that day.
inline constexpr Epoch close_epoch = day + (Epoch{sector_deadline} + 1) * 60;
inline constexpr Epochs finality_lag = 20;

/// These tests move the chain by half a deadline at a time.
inline LotusOptions looking_at_every_step(LotusOptions options) {
  options.look_epochs = 30;
  return options;
}

/// A fake node with one miner, one sector and one deal, and a view of it whose clock a test sets.
struct WatchedMiner {
  explicit WatchedMiner(const LotusOptions& options = {})
      : view(looking_at_every_step(options), node, events) {
    node.deadlines[{miner, sector_deadline}].live = {sector};
    node.deals[deal].sector = sector;
    node.deals[deal].sector_start_epoch = day - 5000;
  }

  static Replica replica() {
    Replica replica;
    replica.id = copy;
    replica.provider = miner;
    replica.record = ChainRecord::deal;
    replica.deal = deal;
    replica.piece.cid = Cid::parse(FakeNode::Deal{}.piece).value();
    return replica;
  }

  FakeNode::Sectors& sectors() { return node.deadlines[{miner, sector_deadline}]; }

  /// Lets the finalized tipset be at @p epoch, and the view look if it wants to.
  std::vector<Reading> at_tip(Epoch epoch) {
    node.finalized = epoch;
    node.head = epoch + finality_lag;
    return at_clock(epoch + finality_lag);
  }
  /// The chain stays; the host's clock comes to @p epoch.
  std::vector<Reading> at_clock(Epoch epoch, Millis more_ms = 0) {
    clock = ChainTime{}.unix_ms_at(epoch) + more_ms;
    auto readings = settled(view, {clock, clock});
    if (const Reading* reading = newest_of(readings, copy)) newest = *reading;
    return readings;
  }
  /// From the tip that is, look every @p step epochs up to @p end.
  std::vector<Reading> until_tip(Epoch end, Epochs step = 30) {
    std::vector<Reading> all;
    for (Epoch tip = node.finalized + step; tip <= end; tip += step) {
      const auto some = at_tip(tip);
      all.insert(all.end(), some.begin(), some.end());
    }
    return all;
  }

  FakeNode node;
  KeptEvents events;
  LotusChainView view;
  Millis clock = 0;
  Reading newest;
};

}  // namespace raas::test
