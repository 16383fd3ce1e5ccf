#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "adapters/lotus/caller.h"
#include "adapters/lotus/capabilities.h"
#include "adapters/lotus/readings.h"
#include "adapters/lotus/watch_list.h"

namespace raas::lotus {

/// What "not proven" is read from.
enum class Rule : std::uint8_t {
  proving,  ///< The sector is live and not faulty, as its miner has it.
  market,   ///< The deal is in the market and not slashed.
};

/// What is read, and how often.
struct ReaderOptions {
  Rule rule = Rule::proving;
  Epochs confirm_after_epochs = 60;  ///< From a first negative reading of a deadline to the second.
  Epochs unsealed_poll_epochs = epochs_per_day;
  Epochs market_poll_epochs = epochs_per_day;
  Epochs sample_epochs = 2 * epochs_per_hour;  ///< Between two deals looked up without a reason,
  Epochs sample_again_epochs = 30 * epochs_per_day;  ///< and for one turn of them all.
  std::size_t calls_per_tick_max = 10000;  ///< What is due beyond that waits for the next tick.
  std::size_t made_due_per_tick = 500000;  ///< Deals, when the market begins to be asked of all.
  std::size_t work_per_slice = 40000;      ///< Copies that are looked at in one advance(), about.
};

/// What went wrong in one tick.
struct TickTrouble {
  std::uint64_t failed = 0;
  std::string first;     ///< The first of them, in words.
  bool is_busy = false;  ///< The node asked for less; the rest of the tick was dropped.
  bool is_open = false;  ///< The second node was asked to confirm, and did not say.
};

/// One node for the length of a tick.
struct Source {
  Caller* caller = nullptr;
  Capabilities* capabilities = nullptr;
};

/// Which of the two nodes of a tick an answer is from.
enum class Seat : std::uint8_t { first, second };

/// Reads, at one finalized tipset a tick, what is due of the replicas that are watched.
///
/// What the first node says that is bad for a replica is put to the second one, if there is one,
/// before it counts; what is good, for a deadline here and there. If the second one says otherwise,
/// the reading is `unknown`.
class Reader {
 public:
  Reader(const ReaderOptions& options, Events& events);

  /// @param told_at  The host's epoch; `never` while that is not known.
  void watch(const Replica& replica, Epoch told_at);
  void set_told_at(Epoch told_at) { list_.set_told_at(told_at); }
  void forget(ReplicaId replica) { list_.remove(replica); }
  void recheck(ReplicaId replica);

  /// Begins a tick: queues the calls for all that is due at @p tip.
  void read_at(const Tipset& tip, const Source& first, const std::optional<Source>& second);
  /// Takes the answer to a call of the tick. May queue more.
  void take(const Call& call, const Answer& answer, Seat seat);
  /// Ends the tick.
  [[nodiscard]] TickTrouble end_tick();

  /// From now on work is counted anew.
  void begin_slice() { work_ = 0; }
  /// Whether what was taken since is enough for one slice of the host's time.
  [[nodiscard]] bool is_slice_full() const { return work_ >= options_.work_per_slice; }

  /// Whether something waits for the next tipset, not for its own time.
  [[nodiscard]] bool wants_soon() const { return wants_soon_ || !rechecks_.empty(); }
  [[nodiscard]] std::vector<Reading> take_readings() { return readings_.take(); }
  [[nodiscard]] std::uint64_t disagreements() const { return disagreements_; }
  [[nodiscard]] WatchList& list() { return list_; }
  /// Forgets what was read of all miners, so that it is read anew.
  void read_all_again();

 private:
  /// What a verdict is about.
  enum class Topic : std::uint8_t { sector, record };
  /// What the first node said, until the second has spoken.
  struct Doubt {
    Verdict verdict;
    Topic topic = Topic::sector;
    std::optional<MarketDeal> deal;
    bool is_sample = false;  ///< Good news, which are put to the second node now and then.
  };

  // What to ask for.
  void plan_rechecks();
  void plan_recheck(std::uint32_t index);
  [[nodiscard]] bool is_known_at_tip(std::uint32_t index);
  void make_all_due();
  void plan_polls();
  void plan_sample();
  void plan_miner(Miner& miner);
  /// One bit for each. @pre The miner's proving period is known.
  [[nodiscard]] std::uint64_t due_deadlines(const Miner& miner) const;
  void ask_period(Miner& miner);
  void ask_deadline(Miner& miner, std::uint32_t deadline);
  void ask_record(std::uint32_t index);
  void ask_end(std::uint32_t index);
  /// Whether this tick has calls left; if not, the next one is to come soon.
  [[nodiscard]] bool can_ask();
  [[nodiscard]] bool ask(Call&& call);

  // Single sectors.
  void plan_sectors(Miner& miner);
  void plan_deadline_sectors(Miner& miner, std::uint32_t deadline);
  void finish_sector_deadlines();
  [[nodiscard]] bool is_sector_due(std::uint32_t index, const Deadline& deadline) const;
  void ask_count(Miner& miner);
  void ask_sector(std::uint32_t index);
  void ask_location(std::uint32_t index);
  void take_count(const Call& call, const Answer& answer);
  void take_sector_call(const Call& call, const Answer& answer);
  void take_location(std::uint32_t index, const LocatedStatus& located);

  // Answers.
  void take_period(const Call& call, const Answer& answer);
  void take_partitions(const Call& call, const Answer& answer);
  void take_deal(const Call& call, const Answer& answer);
  void take_claim(const Call& call, const Answer& answer);
  void take_end(const Call& call, const Answer& answer);
  void take_next_deal(const Call& call, const Answer& answer);
  void note_deal(std::uint32_t index, const MarketDeal& deal);
  [[nodiscard]] bool take_terms(std::uint32_t index, const MarketDeal& deal);
  /// Nothing that was known of another sector holds for this one.
  void move_to_sector(std::uint32_t index, SectorNumber sector);
  void note_active_deal(std::uint32_t index, const MarketDeal& deal, const Verdict& verdict);
  void note_claim(std::uint32_t index, const Claim& claim);
  void note_no_record(std::uint32_t index);
  void settle_absences(const Call& call, std::optional<DealId> next_deal);
  [[nodiscard]] bool can_deny(const Watched& entry) const;
  [[nodiscard]] Epoch next_poll(std::uint32_t index) const;

  // What counts.
  void conclude(std::uint32_t index, Doubt said);
  void accept(std::uint32_t index, const Verdict& verdict, const Doubt& said);
  void leave_open(std::uint32_t index, Topic topic);
  void cross_check(const Miner& miner, std::uint32_t deadline);
  [[nodiscard]] bool ask_second(const Watched& entry, Topic topic);
  void take_second(const Call& call, const Answer& answer);
  void resolve(ReplicaId replica, Topic topic, const std::optional<Verdict>& second);
  [[nodiscard]] std::vector<ReplicaId> doubted_in(ActorId miner, std::uint32_t deadline) const;

  [[nodiscard]] std::optional<std::uint32_t> index_for(const Call& call);
  [[nodiscard]] Miner* miner_for(const Call& call);
  void note_trouble(const Call& call, const CallError& error);
  void put_off(const Call& call);
  void note_broken(const Call& call, const Error& error);
  void set_mode(Mode mode);

  ReaderOptions options_;
  Events& events_;
  WatchList list_;
  Readings readings_;
  std::vector<ReplicaId> rechecks_;
  Mode mode_ = Mode::full;  ///< Of the newest tick.
  std::size_t work_ = 0;    ///< In this slice: copies that were looked at.
  static constexpr std::size_t never_all_due = std::numeric_limits<std::size_t>::max();
  std::size_t all_due_below_ = never_all_due;  ///< So far the market is asked of all.
  bool wants_soon_ = false;
  std::size_t polled_ = 0;  ///< Index of the entry that is looked at first in the next tick.
  Epoch next_sample_ = no_epoch;
  std::uint32_t sampled_ = 0;  ///< Index of the entry that is sampled next.

  Source first_;
  std::optional<Source> second_;
  Tipset tip_;
  std::uint64_t tick_ = 0;
  std::unordered_set<std::uint32_t>
      rechecked_;  ///< Entries whose records were asked for, in the tick.
  std::unordered_set<std::uint32_t> sectors_asked_;
  std::size_t calls_left_ = 0;
  std::size_t second_calls_left_ = 0;
  TickTrouble trouble_;
  std::map<std::pair<ReplicaId, Topic>, Doubt> doubts_;
  std::set<std::pair<ActorId, std::uint32_t>> second_deadlines_;  ///< Asked in the tick.
  std::vector<ReplicaId> absences_;  ///< Whose record was not found, until it is known why.
  bool is_next_deal_asked_ = false;
  std::string disagreement_;  ///< The first one of the tick.
  std::uint64_t disagreements_ = 0;
  std::uint64_t deadlines_read_ = 0;
  std::uint64_t negative_ = 0;
};

}  // namespace raas::lotus
