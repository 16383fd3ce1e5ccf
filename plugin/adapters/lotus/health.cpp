#include "adapters/lotus/health.h"

#include <fmt/format.h>

#include <algorithm>

namespace raas::lotus {

void Health::saw(const Tipset& head, const Tipset& finalized, Millis asked_unix_ms,
                 const ChainTime& time) {
  failed_looks_ = 0;
  head_advanced_ = head.height > state_.head;
  if (finalized.height < tip_highest_) is_below_highest_ = true;
  if (finalized.height > tip_highest_) is_below_highest_ = false;
  state_.because = objection(head, finalized, asked_unix_ms, time);
  state_.trusted = state_.because.empty();
  state_.head = head.height;
  state_.tip = finalized.height;
  tip_highest_ = std::max(tip_highest_, finalized.height);
}

void Health::saw_nothing(const std::string& why) {
  ++failed_looks_;
  head_advanced_ = false;
  const bool had_trust_left = state_.trusted && failed_looks_ < rules_.failed_looks_max;
  if (had_trust_left) return;
  state_.trusted = false;
  state_.because =
      fmt::format("node has not answered {} times in a row, fewer than {} are tolerated: {}",
                  failed_looks_, rules_.failed_looks_max, why);
}

std::string Health::objection(const Tipset& head, const Tipset& finalized, Millis asked_unix_ms,
                              const ChainTime& time) {
  if (head.unix_ms != time.unix_ms_at(head.height)) {
    return fmt::format("head {} has the time {} s, expected {} s: the node is of another network",
                       head.height, head.unix_ms / 1000, time.unix_ms_at(head.height) / 1000);
  }
  const Millis age_ms = asked_unix_ms - head.unix_ms;
  if (age_ms > rules_.head_age_max_ms) {
    return fmt::format("head is {} s old, {} s are tolerated", age_ms / 1000,
                       rules_.head_age_max_ms / 1000);
  }
  if (-age_ms > rules_.head_age_max_ms) {
    return fmt::format("head is {} s ahead of this host's clock, {} s are tolerated",
                       -age_ms / 1000, rules_.head_age_max_ms / 1000);
  }
  if (finalized.height > head.height) {
    return fmt::format("finalized tipset {} is above the head {}", finalized.height, head.height);
  }
  if (head.height - finalized.height > rules_.finality_lag_max_epochs) {
    return fmt::format("finalized tipset is {} epochs behind the head, {} are tolerated",
                       head.height - finalized.height, rules_.finality_lag_max_epochs);
  }
  if (is_below_highest_) {
    return fmt::format("finalized tipset went back to {}, expected above {}", finalized.height,
                       tip_highest_);
  }
  return {};
}

}  // namespace raas::lotus
