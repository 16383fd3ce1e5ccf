#include "commands/simulated_time.h"

#include <algorithm>
#include <cmath>

namespace mock {
namespace {

using Milliseconds = std::chrono::duration<double, std::milli>;
constexpr double wait_ms_max = 3600000;

}  // namespace

SimulatedTime::SimulatedTime(std::int64_t genesis_unix, Epoch start, const Speed& speed,
                             RealTime real)
    : genesis_unix_(genesis_unix),
      now_(start * epoch_ms),
      speed_(speed),
      anchor_(now_),
      real_anchor_(real) {}

HostClock SimulatedTime::clock() const {
  return {.unix_ms = genesis_unix_ * 1000 + now_, .monotonic_ms = now_};
}

std::optional<ChainMs> SimulatedTime::horizon(RealTime real) const {
  if (speed_.is_max) return std::nullopt;
  const double passed_ms = Milliseconds(real - real_anchor_).count() * speed_.factor;
  return std::max(now_, anchor_ + static_cast<ChainMs>(passed_ms));
}

std::optional<SimulatedTime::RealTime> SimulatedTime::real_time_of(ChainMs then) const {
  if (speed_.is_max || speed_.factor <= 0) return std::nullopt;
  const double wait_ms = std::ceil(static_cast<double>(then - anchor_) / speed_.factor);
  return real_anchor_ + std::chrono::milliseconds(
                            static_cast<std::int64_t>(std::clamp(wait_ms, 0.0, wait_ms_max)));
}

void SimulatedTime::move_to(ChainMs then) {
  now_ = std::max(now_, then);
}

void SimulatedTime::set_speed(const Speed& speed, RealTime real) {
  speed_ = speed;
  anchor_ = now_;
  real_anchor_ = real;
}

}  // namespace mock
