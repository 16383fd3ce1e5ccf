#pragma once

#include "filecoin/chain.h"

namespace mock {

inline constexpr Epochs proving_period = 2880;
inline constexpr Epochs challenge_window = 60;
inline constexpr std::uint64_t deadlines_per_period = 48;
inline constexpr Epochs challenge_lookback = 20;
inline constexpr Epochs fault_declaration_cutoff = 70;
inline constexpr Epochs fault_max_age = 42 * proving_period;
/// For so long after a window its proofs can be disputed.
inline constexpr Epochs dispute_window = 1800;
inline constexpr std::size_t partition_sectors_max = 2349;

/// One occurrence of a deadline: the hour in which its sectors must be proven.
struct Window {
  Epoch open = 0;

  [[nodiscard]] Epoch close() const {
    return open + challenge_window;
  }                                                         ///< The first epoch after it.
  [[nodiscard]] Epoch last() const { return close() - 1; }  ///< Cron judges it at this epoch.
  [[nodiscard]] Epoch challenge() const { return open - challenge_lookback; }
  /// From here on faults and recoveries can no longer be declared for this window.
  [[nodiscard]] Epoch fault_cutoff() const { return open - fault_declaration_cutoff; }
};

/// When the 48 deadlines of one miner are.
class ProvingCalendar {
 public:
  explicit ProvingCalendar(Epochs offset) : offset_(offset) {}

  /// The start of the proving period that @p epoch is in.
  [[nodiscard]] Epoch period_start(Epoch epoch) const;
  /// The deadline whose window @p epoch is in.
  [[nodiscard]] std::uint64_t deadline_at(Epoch epoch) const;
  /// The window of @p deadline that is open at @p epoch, or else the next one.
  [[nodiscard]] Window window_at_or_after(std::uint64_t deadline, Epoch epoch) const;
  /// Whether sectors may still be put into @p deadline: not in its window, nor in the one before
  /// it.
  [[nodiscard]] bool takes_sectors(std::uint64_t deadline, Epoch epoch) const;

 private:
  Epochs offset_;
};

}  // namespace mock
