#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"

namespace raas {

/// A point of chain time. Negative = none.
using Epoch = std::int64_t;
/// A span of chain time.
using Epochs = std::int64_t;
/// Milliseconds, of the wall clock since 1970 or as a span.
using Millis = std::int64_t;

inline constexpr Epoch no_epoch = -1;
inline constexpr Epochs epochs_per_hour = 120;
inline constexpr Epochs epochs_per_day = 2880;
inline constexpr Epochs epochs_per_deadline = 60;
inline constexpr std::uint32_t deadlines_per_day = 48;

/// Shortest and longest deal that the network takes (builtin-actors market/src/policy.rs:28-30).
inline constexpr Epochs deal_duration_min = 180 * epochs_per_day;
inline constexpr Epochs deal_duration_max = 1278 * epochs_per_day;

/// How a network counts time (StateGetNetworkParams).
struct ChainTime {
  Millis genesis_unix_ms = 1598306400000;  ///< Mainnet.
  Millis epoch_ms = 30000;

  /// The epoch that is under way at @p unix_ms; negative before genesis.
  [[nodiscard]] Epoch epoch_at(Millis unix_ms) const {
    const Millis since = unix_ms - genesis_unix_ms;
    return since >= 0 ? since / epoch_ms : no_epoch;
  }
  [[nodiscard]] Millis unix_ms_at(Epoch epoch) const { return genesis_unix_ms + epoch * epoch_ms; }

  /// As it is stored: "<genesis_unix_ms> <epoch_ms>".
  [[nodiscard]] std::string text() const;
  /// @retval corrupt  Not such a text.
  [[nodiscard]] static Result<ChainTime> parse(std::string_view text);

  friend bool operator==(const ChainTime&, const ChainTime&) = default;
};

/// The host's clocks as of one call.
struct Now {
  Millis unix_ms = 0;
  Millis monotonic_ms = 0;
};

}  // namespace raas
