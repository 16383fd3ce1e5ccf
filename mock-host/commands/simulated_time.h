#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "commands/options.h"
#include "plugin_instance.h"

namespace mock {

inline constexpr std::int64_t epoch_ms = 30000;

/// Milliseconds since the chain's genesis.
using ChainMs = std::int64_t;

/// Where simulated time is, and how far real time has brought it.
///
/// It never moves by itself: whoever drives it moves it from event to event, up to horizon().
class SimulatedTime {
 public:
  using RealTime = std::chrono::steady_clock::time_point;

  SimulatedTime(std::int64_t genesis_unix, Epoch start, const Speed& speed, RealTime real);

  [[nodiscard]] ChainMs now() const { return now_; }
  [[nodiscard]] Epoch epoch() const { return now_ / epoch_ms; }
  [[nodiscard]] HostClock clock() const;
  [[nodiscard]] const Speed& speed() const { return speed_; }

  /// How far time may be moved at @p real; nullopt = as far as anybody likes.
  [[nodiscard]] std::optional<ChainMs> horizon(RealTime real) const;
  /// When @p then is reached by itself; nullopt = never, or at once with max.
  [[nodiscard]] std::optional<RealTime> real_time_of(ChainMs then) const;
  /// Never back.
  void move_to(ChainMs then);
  /// From @p real on at this speed; real time that has passed until then no longer counts.
  void set_speed(const Speed& speed, RealTime real);
  /// Real time up to @p real does not count: simulated time stood still.
  void stand_still_until(RealTime real) { set_speed(speed_, real); }

 private:
  std::int64_t genesis_unix_;
  ChainMs now_;
  Speed speed_;
  ChainMs anchor_;
  RealTime real_anchor_;
};

}  // namespace mock
