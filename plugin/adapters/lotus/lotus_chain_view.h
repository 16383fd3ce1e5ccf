#pragma once

#include <optional>
#include <string>

#include "adapters/lotus/caller.h"
#include "adapters/lotus/health.h"
#include "adapters/lotus/reader.h"
#include "ports/chain_view.h"
#include "ports/events.h"
#include "ports/transport.h"

namespace raas {

/// How the chain is read; the defaults are those of the config.
struct LotusOptions {
  ChainTime network;        ///< Where the node does not tell its own.
  Epochs look_epochs = 30;  ///< Between two looks at the chain when nothing waits.
  std::uint64_t seed = 1;   ///< Of the jitter.
  lotus::ReaderOptions reading;
  lotus::CallerOptions calls;
  lotus::HealthRules health;
};

/// Reads the chain through the JSON-RPC of a Lotus node (/rpc/v1).
///
/// Works in ticks of the host's epochs. Each asks for the head and the newest finalized tipset; if
/// they can be believed and the head has moved, everything that is due is read at that one
/// finalized tipset. What could not be read stays due.
///
/// A deal that the market says was activated counts as proven until its deadline is read for the
/// first time: a new sector is (FIP-0112). From then on the miner's partitions decide.
class LotusChainView final : public ChainView {
 public:
  LotusChainView(const LotusOptions& options, Transport& transport, Events& events);

  void watch(const Replica& replica) override;
  void forget(ReplicaId replica) override { reader_.forget(replica); }
  void recheck(ReplicaId replica) override { reader_.recheck(replica); }
  [[nodiscard]] ChainReport advance(Now now) override;
  [[nodiscard]] const ChainHealth& health() const override { return health_.state(); }
  [[nodiscard]] const ChainTime& time() const override { return time_; }
  [[nodiscard]] ChainCounters counters() const override { return caller_.counters(); }

 private:
  enum class Phase : std::uint8_t { resting, probing, looking, reading };

  /// Goes on when nothing is in flight; whether there was something to go on with.
  [[nodiscard]] bool step(Now now);
  void begin_tick(Now now);
  void end_probe();
  void look();
  void judge_look();
  void end_tick(const lotus::TickTrouble& trouble);
  void end_failed_look();
  void report_trust(bool was_trusted);

  void take(const lotus::Call& call, const lotus::Answer& answer);
  void take_params(const lotus::Answer& answer);
  void take_tipset(const lotus::Call& call, const lotus::Answer& answer);
  void note_trouble(const lotus::Call& call, const lotus::CallError& error);

  [[nodiscard]] Epoch next_tick() const;
  [[nodiscard]] Millis next_monotonic_ms(Now now) const;

  LotusOptions options_;
  Events& events_;
  ChainTime time_;
  lotus::Caller caller_;
  lotus::Health health_;
  lotus::Reader reader_;

  Phase phase_ = Phase::resting;
  std::optional<Epoch> epoch_now_;  ///< Of the host's clock; nothing before the first call.
  std::optional<Epoch> last_tick_;
  std::uint64_t ticks_ = 0;
  std::uint32_t setbacks_ = 0;  ///< Ticks in a row that the node failed or was too busy for.
  Millis asked_unix_ms_ = 0;

  bool is_probed_ = false;
  bool has_params_answer_ = false;
  bool probes_single_ = false;
  bool was_judged_ = false;
  std::optional<lotus::Tipset> head_;
  std::optional<lotus::Tipset> finalized_;
  lotus::TickTrouble look_trouble_;
};

}  // namespace raas
