#pragma once

#include "adapters/lotus/decode.h"
#include "ports/chain_view.h"

namespace raas::lotus {

/// What is tolerated of a node.
struct HealthRules {
  Millis head_age_max_ms =
      5 * 60 * 1000;  ///< Also how far a head may be ahead of the host's clock.
  Epochs finality_lag_max_epochs = 100;
  std::uint32_t failed_looks_max = 3;  ///< In a row; so many end the trust.
};

/// Decides from what a node says of its head and of finality whether it can be believed.
class Health {
 public:
  explicit Health(const HealthRules& rules) : rules_(rules) {}

  /// A node's answer to a question that was asked at @p asked_unix_ms.
  void saw(const Tipset& head, const Tipset& finalized, Millis asked_unix_ms,
           const ChainTime& time);
  /// No usable answer.
  void saw_nothing(const std::string& why);

  [[nodiscard]] const ChainHealth& state() const { return state_; }
  /// Whether the newest answer's head is above that of the one before.
  [[nodiscard]] bool head_advanced() const { return head_advanced_; }

 private:
  [[nodiscard]] std::string objection(const Tipset& head, const Tipset& finalized,
                                      Millis asked_unix_ms, const ChainTime& time);

  HealthRules rules_;
  ChainHealth state_{.because = "no node has answered yet"};
  bool head_advanced_ = false;
  Epoch tip_highest_ = no_epoch;
  bool is_below_highest_ = false;  ///< Finality went back, and has not passed where it was.
  std::uint32_t failed_looks_ = 0;
};

}  // namespace raas::lotus
