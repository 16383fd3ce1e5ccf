#pragma once

#include <optional>
#include <set>
#include <tuple>
#include <vector>

#include "aggregator/aggregator.h"
#include "sim/scenario.h"

namespace mock {

/// A provider goes or comes.
struct WeatherEvent {
  Epoch epoch = 0;
  ActorId provider = 0;
  bool returns = false;
  bool for_good = false;  ///< With a going: it never comes back.

  friend bool operator<(const WeatherEvent& a, const WeatherEvent& b) {
    return std::tie(a.epoch, a.provider, a.returns) < std::tie(b.epoch, b.provider, b.returns);
  }
};

/// Outages of providers, short and long, and departures for good: a fixed future drawn from the
/// seed, the same after a restart.
class Weather {
 public:
  Weather(std::uint64_t seed, const WeatherOptions& options, const Providers& providers,
          Epoch start);

  [[nodiscard]] std::optional<Epoch> next_event() const;
  /// Everything that happens up to @p now, in order; each event is given once.
  [[nodiscard]] std::vector<WeatherEvent> take(Epoch now);

 private:
  void plan_outage(ActorId provider, std::uint64_t number, Epoch after);

  std::uint64_t seed_;
  WeatherOptions options_;
  std::set<WeatherEvent> events_;  ///< Of each provider the next one or two.
  std::map<ActorId, std::uint64_t> outages_;
};

}  // namespace mock
