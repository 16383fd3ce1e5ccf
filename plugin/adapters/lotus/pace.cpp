#include "adapters/lotus/pace.h"

#include <algorithm>

namespace raas::lotus {

std::uint64_t mixed(std::uint64_t value) {
  value += 0x9e3779b97f4a7c15ULL;
  value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9ULL;
  value = (value ^ (value >> 27U)) * 0x94d049bb133111ebULL;
  return value ^ (value >> 31U);
}

std::uint64_t jitter_seed(std::string_view name, Millis began_unix_ms) {
  std::uint64_t seed = mixed(static_cast<std::uint64_t>(began_unix_ms));
  for (const char c : name) seed = mixed(seed ^ static_cast<std::uint8_t>(c));
  return seed;
}

Millis backoff_ms(std::uint32_t refusals, std::uint64_t random) {
  constexpr Millis first_ms = 1000;
  const std::uint32_t doublings = std::min(std::max(refusals, 1U), refusals_max) - 1;
  const Millis base = first_ms << doublings;
  return base + static_cast<Millis>(random % (static_cast<std::uint64_t>(base) / 2 + 1));
}

std::size_t Pace::share_of(std::size_t calls_max) const {
  return std::max<std::size_t>(1, calls_max * calls_ / calls_max_);
}

void Pace::was_answered(const Answered& answered) {
  refusals_ = 0;
  calls_ = std::min(calls_max_, calls_ + std::max<std::size_t>(1, calls_ / 8));
  weigh(answered);
}

/// Small requests say little of how long a call takes; what was quick is forgotten slowly, because
/// calls differ and nodes change.
void Pace::weigh(const Answered& answered) {
  constexpr double forget_by = 1.02;
  // Less than that is the machines' own jitter.
  constexpr double jitter_ms = 20;
  if (!answered.is_full && answered.calls * 2 < calls_) return;
  double& quickest_ms = quickest_ms_[static_cast<std::size_t>(answered.kind)];
  const auto calls = static_cast<double>(answered.calls);
  const auto took_ms = static_cast<double>(std::max<Millis>(1, answered.took_ms));
  const bool is_first = quickest_ms == 0;
  quickest_ms = is_first ? took_ms / calls : std::min(quickest_ms * forget_by, took_ms / calls);
  const double expected_ms = quickest_ms * calls;
  if (took_ms <= 2 * expected_ms + jitter_ms) {
    requests_ = std::min(requests_max_, requests_ + 1);
  } else if (took_ms > 4 * (expected_ms + jitter_ms)) {
    requests_ = std::max<std::size_t>(1, requests_ - 1);
  }
}

void Pace::halve() {
  calls_ = std::max<std::size_t>(1, calls_ / 2);
  requests_ = std::max<std::size_t>(1, requests_ / 2);
}

void Pace::was_refused(Millis monotonic_ms, Millis retry_after_ms) {
  ++refusals_;
  ++refusals_ever_;
  halve();
  const Millis wait_ms = backoff_ms(refusals_, mixed(seed_ ^ refusals_ever_));
  not_before_ms_ = std::max(not_before_ms_, monotonic_ms + std::max(wait_ms, retry_after_ms));
}

}  // namespace raas::lotus
