#pragma once

#include <deque>
#include <optional>
#include <span>
#include <string>

#include "adapters/lotus/event_feed.h"
#include "adapters/lotus/event_search.h"
#include "adapters/lotus/node.h"
#include "adapters/lotus/reader.h"
#include "ports/chain_view.h"
#include "ports/events.h"
#include "ports/transport.h"

namespace raas {

/// How the chain is read; the defaults are those of the config.
struct LotusOptions {
  ChainTime network;                     ///< Where the node does not tell its own.
  Epochs look_epochs = epochs_per_hour;  ///< Between two looks at the chain when nothing waits.
  std::uint64_t seed = 1;                ///< Of the jitter.
  lotus::ReaderOptions reading;
  lotus::CallerOptions calls;
  lotus::HealthRules health;
};

/// Reads the chain through the JSON-RPC of Lotus nodes or gateways (/rpc/v1).
///
/// Works in ticks of the host's epochs. Each asks for the head and the newest finalized tipset; if
/// they can be believed and the head has moved, everything that is due is read at that one
/// finalized tipset. What could not be read stays due.
///
/// With several nodes, the first in order that can be believed is read from, and the next one
/// confirms what it says that is bad for a copy.
///
/// A deal that the market says was activated counts as proven until its sector is read for the
/// first time: a new sector is (FIP-0112). From then on the miner decides.
class LotusChainView final : public ChainView {
 public:
  LotusChainView(const LotusOptions& options, Transport& transport, Events& events);
  /// @param transports  One for each node, at least one, in the order of preference.
  LotusChainView(const LotusOptions& options, std::span<Transport* const> transports,
                 Events& events);

  void watch(const Replica& replica) override;
  void forget(ReplicaId replica) override { reader_.forget(replica); }
  void recheck(ReplicaId replica) override { reader_.recheck(replica); }
  void resume(const std::string& cursor) override { feed_.resume(cursor); }
  void resume_time(const ChainTime& time) override;
  [[nodiscard]] ChainReport advance(Now now) override;
  [[nodiscard]] const ChainHealth& health() const override { return health_; }
  [[nodiscard]] bool knows_time() const override { return knows_time_; }
  [[nodiscard]] const ChainTime& time() const override { return time_; }
  [[nodiscard]] Epoch epoch_at(Now now) const override;
  [[nodiscard]] bool has_confirmed_clock() const override { return agreed_.has_value(); }
  [[nodiscard]] bool is_waiting() const override;
  [[nodiscard]] ChainCounters counters() const override;

 private:
  enum class Phase : std::uint8_t { resting, looking, reading };
  /// When chain and clock agreed last.
  struct Agreement {
    Epoch epoch = no_epoch;
    Millis monotonic_ms = 0;
  };

  void talk(Now now);
  [[nodiscard]] bool is_idle() const;
  /// Goes on when nothing is in flight; whether there was something to go on with.
  [[nodiscard]] bool step(Now now);
  void begin_tick(Now now);
  [[nodiscard]] bool step_looks();
  void judge_looks();
  void learn_time();
  void choose_nodes();
  void confirm_clock();
  [[nodiscard]] ChainHealth joint_health() const;
  void ask_events();
  void end_tick();
  void note_events(const lotus::EventNews& news);
  void search_events();
  void warn_early(const lotus::ActorEvent& event, ReplicaId replica);
  void report_trust(bool was_trusted);
  void take(lotus::Node& node, const lotus::Call& call, const lotus::Answer& answer);

  [[nodiscard]] Epoch next_tick() const;
  [[nodiscard]] Epochs look_interval() const;
  [[nodiscard]] Millis next_monotonic_ms(Now now) const;

  LotusOptions options_;
  Events& events_;
  ChainTime time_;
  std::deque<lotus::Node> nodes_;  ///< In the order of preference.
  lotus::Reader reader_;
  lotus::EventFeed feed_;
  lotus::EventSearch search_;
  std::uint64_t early_warnings_ = 0;
  ChainHealth health_{.because = "no node has answered yet"};

  Phase phase_ = Phase::resting;
  Now now_;                         ///< Of the newest call.
  std::optional<Epoch> epoch_now_;  ///< Of the host's clock; nothing before the first call.
  std::optional<Agreement> agreed_;
  std::optional<Epoch> last_tick_;
  bool knows_time_ = false;
  bool was_judged_ = false;
  Epoch tip_highest_ = no_epoch;  ///< Of all nodes that were read from.
  lotus::Node* first_ = nullptr;  ///< That is read from in this tick.
  lotus::Node* second_ = nullptr;
  std::size_t number_in_use_ = 1;
};

}  // namespace raas
