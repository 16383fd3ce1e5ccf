#pragma once

#include <optional>

#include "adapters/lotus/decode_records.h"

namespace raas::lotus {

/// When a sector itself was last asked about, and how many live sectors its miner had then.
struct SectorCheck {
  Epoch at = no_epoch;
  std::uint64_t live = 0;
};

/// So long the counts of a miner speak for a sector of it. A sector that ended while another one
/// began does not show in them.
inline constexpr Epochs counts_speak_for_epochs = 7 * epochs_per_day;

/// Whether the counts of its miner at @p tip give no reason to ask about a sector that was proven
/// at @p last.
[[nodiscard]] inline bool is_calm(const SectorCount& count, const std::optional<SectorCheck>& last,
                                  Epoch tip) {
  return count.faulty == 0 && last && count.live == last->live &&
         tip - last->at < counts_speak_for_epochs;
}

/// Within so long of its end a copy's end is looked up again: the provider may have extended the
/// sector, or a client the claim.
inline constexpr Epochs end_refresh_from_epochs = 60 * epochs_per_day;
inline constexpr Epochs end_refresh_interval_epochs = 20 * epochs_per_day;

/// When a copy ends whose record ends at @p term_end and whose sector at @p sector_end (no_epoch =
/// not known).
[[nodiscard]] inline Epoch end_of(Epoch term_end, Epoch sector_end) {
  if (term_end == no_epoch) return sector_end;
  return sector_end == no_epoch || sector_end > term_end ? term_end : sector_end;
}

/// When to look up the end of a copy again that was looked up at @p tip.
[[nodiscard]] inline Epoch next_end_refresh(Epoch end, Epoch tip) {
  const Epoch first = end - end_refresh_from_epochs;
  return first > tip ? first : tip + end_refresh_interval_epochs;
}

}  // namespace raas::lotus
