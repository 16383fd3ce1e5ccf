#include "sim/weather.h"

#include <algorithm>

#include "aggregator/draw.h"

namespace mock {

Weather::Weather(std::uint64_t seed, const WeatherOptions& options, const Providers& providers,
                 Epoch start)
    : seed_(seed), options_(options) {
  for (const auto& profile : providers.all()) plan_outage(profile.id, 0, start);
  const std::size_t together = providers.all().size() * options.mass_percent / 100;
  for (std::size_t i = 0; i < together; ++i) {
    const ActorId provider = providers.all()[i].id;
    const Epoch at = start + options.mass_at;
    events_.insert({.epoch = at, .provider = provider});
    events_.insert({.epoch = at + options.mass_for, .provider = provider, .returns = true});
  }
}

void Weather::plan_outage(ActorId provider, std::uint64_t number, Epoch after) {
  if (options_.outage_gap_mean == 0) return;
  outages_[provider] = number;
  const auto drawn = [&](std::string_view purpose) {
    return draw(draw(seed_, purpose, provider), purpose, number);
  };
  WeatherEvent going{
      .epoch = after + 1 + draw_between(drawn("gap"), 0, 2 * options_.outage_gap_mean),
      .provider = provider};
  const auto kind = drawn("kind") % 1000000u;
  going.for_good = kind < options_.leave_ppm;
  if (!going.for_good) {
    const bool is_long = kind < std::uint64_t{options_.leave_ppm} + options_.long_ppm;
    const auto length = is_long
                            ? draw_between(drawn("length"), options_.long_min, options_.long_max)
                            : draw_between(drawn("length"), options_.short_min, options_.short_max);
    events_.insert({.epoch = going.epoch + std::max<Epochs>(length, 1),
                    .provider = provider,
                    .returns = true});
  }
  events_.insert(going);
}

std::optional<Epoch> Weather::next_event() const {
  if (events_.empty()) return std::nullopt;
  return events_.begin()->epoch;
}

std::vector<WeatherEvent> Weather::take(Epoch now) {
  std::vector<WeatherEvent> happened;
  while (!events_.empty() && events_.begin()->epoch <= now) {
    const auto event = *events_.begin();
    events_.erase(events_.begin());
    happened.push_back(event);
    if (event.returns) plan_outage(event.provider, outages_[event.provider] + 1, event.epoch);
  }
  return happened;
}

}  // namespace mock
