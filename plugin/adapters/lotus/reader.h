#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "adapters/lotus/caller.h"
#include "adapters/lotus/readings.h"
#include "adapters/lotus/watch_list.h"

namespace raas::lotus {

/// What "not proven" is read from.
enum class Rule : std::uint8_t {
  proving,  ///< The sector is live and not faulty in the miner's partitions.
  market,   ///< The deal is in the market and not slashed.
};

/// What is read, and how often.
struct ReaderOptions {
  Rule rule = Rule::proving;
  Epochs confirm_after_epochs = 60;  ///< From a first negative reading of a deadline to the second.
  Epochs unsealed_poll_epochs = epochs_per_day;
  Epochs market_poll_epochs = epochs_per_day;
  std::size_t calls_per_tick_max = 2000;  ///< What is due beyond that waits for the next tick.
};

/// What went wrong in one tick.
struct TickTrouble {
  std::uint64_t failed = 0;
  std::string first;     ///< The first of them, in words.
  bool is_busy = false;  ///< The node asked for less; the rest of the tick was dropped.
};

/// Reads, at one finalized tipset a tick, what is due of the replicas that are watched.
class Reader {
 public:
  Reader(const ReaderOptions& options, Caller& caller, Events& events);

  /// @param told_at  The host's epoch; `never` while that is not known.
  void watch(const Replica& replica, Epoch told_at);
  void set_told_at(Epoch told_at) { list_.set_told_at(told_at); }
  void forget(ReplicaId replica) { list_.remove(replica); }
  void recheck(ReplicaId replica);

  /// Begins a tick: queues the calls for all that is due at @p tip.
  void read_at(const Tipset& tip);
  /// Takes the answer to a call of the tick. May queue more.
  void take(const Call& call, const Answer& answer);
  /// Ends the tick.
  [[nodiscard]] TickTrouble end_tick();

  /// Whether something waits for the next tipset, not for its own time.
  [[nodiscard]] bool wants_soon() const { return wants_soon_ || !rechecks_.empty(); }
  [[nodiscard]] std::vector<Reading> take_readings() { return readings_.take(); }

 private:
  void plan_rechecks();
  void plan_recheck(std::uint32_t index);
  void plan_polls();
  void plan_sweeps();
  void plan_miner(Miner& miner);
  void ask_period(Miner& miner);
  void ask_deadline(Miner& miner, std::uint32_t deadline);
  void ask_deal(std::uint32_t index);
  [[nodiscard]] bool ask(Call call);

  void take_period(const Call& call, const Answer& answer);
  void take_partitions(const Call& call, const Answer& answer);
  void take_deal(const Call& call, const Answer& answer);
  void note_deal(std::uint32_t index, const MarketDeal& deal);
  void note_no_deal(std::uint32_t index);
  [[nodiscard]] bool can_deny(const Watched& entry) const;
  [[nodiscard]] Epoch next_poll(const Watched& entry) const;

  void note_trouble(const Call& call, const CallError& error);
  void note_missing_method(Method method);
  void use_market();
  void use_partitions();

  ReaderOptions options_;
  Caller& caller_;
  Events& events_;
  Readings readings_;
  WatchList list_;
  std::vector<ReplicaId> rechecks_;
  Rule rule_;  ///< In force; market also where partitions are not served.
  Epoch partitions_retry_at_ = never;
  std::uint64_t missing_methods_ = 0;  ///< Bits, that were reported.
  bool wants_soon_ = false;

  Tipset tip_;
  std::uint64_t tick_ = 0;
  std::size_t calls_left_ = 0;
  TickTrouble trouble_;
  std::uint64_t deadlines_read_ = 0;
  std::uint64_t negative_ = 0;
};

}  // namespace raas::lotus
