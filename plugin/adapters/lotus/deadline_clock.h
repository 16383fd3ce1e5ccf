#pragma once

#include <cstdint>

#include "core/epoch.h"

namespace raas::lotus {

/// How many epochs the state of a tipset may lag behind its height: it is that after the tipset
/// before, and there may be null rounds between the two.
inline constexpr Epochs state_lag_epochs = 5;

/// One of the 48 deadlines of a miner whose proving periods begin at `period_offset` modulo 2880.
struct Deadline {
  Epochs period_offset = 0;
  std::uint32_t number = 0;
};

/// The newest close of each of a miner's deadlines at or before an epoch. A deadline's last epoch
/// is the one before its close.
class PeriodCloses {
 public:
  PeriodCloses(Epochs period_offset, Epoch epoch)
      : epoch_(epoch),
        period_(epoch -
                ((epoch - period_offset) % epochs_per_day + epochs_per_day) % epochs_per_day) {}

  [[nodiscard]] Epoch newest(std::uint32_t deadline) const {
    const Epoch close = period_ + (Epochs{deadline} + 1) * epochs_per_deadline;
    return close <= epoch_ ? close : close - epochs_per_day;
  }

 private:
  Epoch epoch_;
  Epoch period_;  ///< The begin of the period of that epoch.
};

/// That of @p deadline.
[[nodiscard]] inline Epoch newest_close(const Deadline& deadline, Epoch epoch) {
  return PeriodCloses(deadline.period_offset, epoch).newest(deadline.number);
}

/// Whether @p deadline has closed since it was read at @p read_at (no_epoch = never), so that the
/// state of the tipset at @p tip shows it for sure. Closes that were missed count as one.
[[nodiscard]] inline bool is_sweep_due(const Deadline& deadline, Epoch read_at, Epoch tip) {
  return read_at == no_epoch ||
         read_at < newest_close(deadline, tip - state_lag_epochs) + state_lag_epochs;
}

}  // namespace raas::lotus
