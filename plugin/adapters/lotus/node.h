#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "adapters/lotus/caller.h"
#include "adapters/lotus/capabilities.h"
#include "adapters/lotus/decode.h"
#include "adapters/lotus/health.h"
#include "ports/events.h"

namespace raas::lotus {

/// How one node is treated.
struct NodeOptions {
  CallerOptions calls;
  HealthRules health;
  bool needs_sectors = true;  ///< Whether it is an alarm that it says nothing of sectors.
};

/// One endpoint: the talk with it, what it serves, and whether it can be believed.
class Node {
 public:
  /// @param number  From 1, as in the config; for the log.
  Node(std::size_t number, const NodeOptions& options, Transport& transport, Events& events);

  /// Whether it is to be asked in a tick at @p epoch, or still left alone after setbacks.
  [[nodiscard]] bool is_due(Epoch epoch) const { return epoch >= look_at_ || epoch < looked_at_; }
  [[nodiscard]] Epoch look_at() const { return look_at_; }
  [[nodiscard]] bool has_setback() const { return setbacks_ != 0; }

  /// Asks for its head and finality, and before that for what it serves, if that is due.
  void begin_look(Now now, Epoch epoch);
  /// It is not asked in this tick.
  void skip_look();
  /// Goes on when nothing is in flight; whether there was something to go on with.
  [[nodiscard]] bool step();
  /// Takes an answer to what it was asked itself.
  void take(const Call& call, const Answer& answer);
  /// Judges what it said, if it was asked. @p time  Of the network.
  void end_look(const ChainTime& time);

  /// Whether it was looked at in this tick, answered, and can be believed.
  [[nodiscard]] bool is_well() const { return is_fresh_ && health_.state().trusted; }
  [[nodiscard]] const Health& health() const { return health_; }
  [[nodiscard]] const Tipset& head() const { return *head_; }
  [[nodiscard]] const Tipset& finalized() const { return *finalized_; }
  [[nodiscard]] const std::optional<NetworkParams>& params() const { return params_; }

  /// It failed while it was read from.
  void set_back();
  /// It was to confirm something, and did not say: after three times it is left alone for a while.
  void lapse();
  [[nodiscard]] bool can_confirm() const { return looked_at_ >= confirms_from_; }

  /// Takes what an answer to one of the reader's calls tells of what it serves.
  void learn(const Call& call, const Answer& answer);

  [[nodiscard]] Caller& caller() { return caller_; }
  [[nodiscard]] const Caller& caller() const { return caller_; }
  [[nodiscard]] Capabilities& capabilities() { return capabilities_; }
  [[nodiscard]] std::size_t number() const { return number_; }

 private:
  enum class Stage : std::uint8_t { resting, probing, looking };

  void probe();
  void end_probe();
  void look();
  void ask_tipsets();
  void fail_look();
  void take_params(const Answer& answer);
  void take_tipset(const Call& call, const Answer& answer);
  void note_trouble(const Call& call, const CallError& error);
  void report_capabilities();

  std::size_t number_;
  NodeOptions options_;
  Events& events_;
  Caller caller_;
  Health health_;
  Capabilities capabilities_;

  Stage stage_ = Stage::resting;
  Epoch looked_at_ = no_epoch;
  Epoch look_at_ = no_epoch;
  Epoch probe_at_ = no_epoch;
  Epoch confirms_from_ = no_epoch;
  Millis asked_unix_ms_ = 0;
  std::uint32_t setbacks_ = 0;  ///< Ticks in a row that it failed or was too busy for.
  std::uint32_t lapses_ = 0;
  std::uint64_t looks_ = 0;
  bool is_probed_ = false;
  bool probes_single_ = false;
  bool has_params_answer_ = false;
  bool is_asked_ = false;  ///< In this tick.
  bool is_fresh_ = false;
  std::optional<NetworkParams> params_;
  std::optional<Tipset> head_;
  std::optional<Tipset> finalized_;
  std::uint64_t failed_ = 0;  ///< Calls of the look.
  std::string first_failure_;
  std::string reported_;  ///< What was last said of what it serves.
};

}  // namespace raas::lotus
