#include "sim/mixed.h"

#include <algorithm>
#include <array>

#include "aggregator/draw.h"
#include "aggregator/providers.h"

namespace mock {
namespace {

constexpr Epochs day = epochs_per_day;
constexpr Epochs hour = day / 24;

/// Draws one after the other, each with a purpose.
class Lots {
 public:
  explicit Lots(std::uint64_t seed) : seed_(seed) {}

  std::int64_t between(std::int64_t low, std::int64_t high) {
    return draw_between(draw(seed_, "mixed", ++drawn_), low, high);
  }
  std::uint32_t ppm(std::int64_t high) { return static_cast<std::uint32_t>(between(0, high)); }
  bool one_in(std::int64_t many) { return between(1, many) == 1; }
  template <class Value, std::size_t size>
  const Value& of(const std::array<Value, size>& values) {
    return values.at(static_cast<std::size_t>(between(0, size - 1)));
  }

 private:
  std::uint64_t seed_;
  std::uint64_t drawn_ = 0;
};

void draw_conditions(Lots& lots, Scenario& scenario) {
  constexpr std::array profiles{Profile::full, Profile::full,    Profile::full,  Profile::full,
                                Profile::full, Profile::gateway, Profile::flaky, Profile::lying};
  scenario.run.providers = static_cast<std::uint32_t>(lots.between(15, 40));
  scenario.run.profile = lots.of(profiles);
  scenario.chain.null_rounds_ppm = lots.ppm(60000);
  auto& providers = scenario.population;
  providers.reject_ppm = lots.ppm(150000);
  providers.never_seal_ppm = lots.ppm(60000);
  providers.slow_seal_ppm = lots.ppm(100000);
  providers.seal_epochs_max = lots.between(1000, 6000);
  providers.retrieval_failure_ppm = lots.ppm(300000);
  providers.largest_share_ppm = lots.one_in(3) ? lots.ppm(300000) : 0;
  auto& weather = scenario.weather;
  weather.outage_gap_mean = lots.one_in(4) ? 0 : lots.between(15, 120) * day;
  weather.short_max = lots.between(hour * 3, 3 * day);
  weather.long_ppm = lots.ppm(300000);
  weather.leave_ppm = lots.ppm(30000);
  auto& clients = scenario.clients;
  clients.arrive_within = lots.between(1, 15) * day;
  clients.copies = static_cast<std::uint32_t>(lots.between(2, 4));
  clients.repair_after_epochs = lots.between(1, 4) * day / 2;
  clients.store_keeps = lots.between(5, 90) * day;
  clients.varied_ppm = lots.one_in(3) ? 0 : lots.ppm(1000000);
  scenario.first_deal_duration = lots.between(180, 540) * day;
  scenario.pump_idle_epochs = lots.between(1, 20);
}

void draw_limits(Lots& lots, Scenario& scenario) {
  constexpr std::array in_an_hour{1000, 100, 30, 10};
  constexpr std::array at_one{100, 20, 5};
  constexpr std::array under_way{1000, 200};
  constexpr std::array bytes{0, 0, 65536};
  const auto member = [](const char* name, int value) {
    return std::string("\"") + name + "\":" + std::to_string(value);
  };
  scenario.plugin_config = "{\"policy\":{" + member("deals_per_hour_max", lots.of(in_an_hour)) +
                           "," + member("deals_per_hour_per_provider_max", lots.of(at_one)) + "," +
                           member("in_flight_max", lots.of(under_way)) + "," +
                           member("bytes_per_hour_max", lots.of(bytes)) + "}}";
}

Epochs length_of(Lots& lots) {
  switch (lots.between(0, 9)) {
    case 0: return lots.between(1, hour);
    case 1: return lots.between(10, 60) * day;
    case 2: return lots.between(3, 10) * day;
    default: return lots.between(hour, 3 * day);
  }
}

Whom whom_of(Lots& lots, const Providers& providers) {
  const auto& all = providers.all();
  const auto& profile =
      all.at(static_cast<std::size_t>(lots.between(0, static_cast<std::int64_t>(all.size()) - 1)));
  switch (lots.between(0, 5)) {
    case 0: return {.organisation = {}, .country = profile.country};
    case 1: return {.organisation = {}, .country = {}, .asn = profile.asn};
    case 2: return {.organisation = {}, .country = {}, .asn = 0, .provider = profile.id};
    default: return {.organisation = profile.organisation, .country = {}};
  }
}

class Events {
 public:
  Events(Lots& lots, Scenario& scenario) : lots_(lots), scenario_(scenario) {
    auto population = scenario.population;
    population.seed = scenario.run.seed;
    population.count = scenario.run.providers;
    providers_.emplace(population);
  }

  void draw_all();

 private:
  /// Up to @p most of a kind in each month.
  void of_providers(HappeningKind kind, std::int64_t most, std::int64_t percent_max);
  void of_aggregator(HappeningKind kind, std::int64_t most, Epochs length_max);
  void of_clients(HappeningKind kind, std::int64_t one_in);
  Happening& add(HappeningKind kind);
  std::int64_t count(std::int64_t most);

  Lots& lots_;
  Scenario& scenario_;
  std::optional<Providers> providers_;
};

Happening& Events::add(HappeningKind kind) {
  Happening happening;
  happening.kind = kind;
  happening.at = lots_.between(0, scenario_.run.epochs - 1);
  return scenario_.events.emplace_back(happening);
}

std::int64_t Events::count(std::int64_t most) {
  return lots_.between(0, most * std::max<Epochs>(1, scenario_.run.epochs / (30 * day)));
}

void Events::of_providers(HappeningKind kind, std::int64_t most, std::int64_t percent_max) {
  for (auto left = count(most); left > 0; --left) {
    auto& happening = add(kind);
    happening.length = length_of(lots_);
    happening.whom = whom_of(lots_, *providers_);
    if (percent_max != 0) {
      happening.percent = static_cast<std::uint32_t>(lots_.between(0, percent_max));
    }
  }
}

void Events::of_aggregator(HappeningKind kind, std::int64_t most, Epochs length_max) {
  constexpr std::array troubles{NodeTrouble::lost,  NodeTrouble::server_error, NodeTrouble::html,
                                NodeTrouble::stall, NodeTrouble::lag,          NodeTrouble::lying};
  Epoch after = 0;  // One is over before the next one begins.
  for (auto left = count(most); left > 0; --left) {
    auto& happening = add(kind);
    if (length_max == 0) continue;
    happening.at = after + lots_.between(1, 10 * day);
    happening.length = lots_.between(1, length_max);
    after = happening.at + happening.length;
    if (kind != HappeningKind::node) continue;
    happening.trouble = lots_.of(troubles);
    // Nobody can tell a node that lies for a day from a chain that has changed.
    if (happening.trouble == NodeTrouble::lying) happening.length = lots_.between(1, 8 * hour);
  }
}

void Events::of_clients(HappeningKind kind, std::int64_t one_in) {
  for (std::uint32_t client = 0; client < scenario_.run.jobs; ++client) {
    if (!lots_.one_in(one_in)) continue;
    auto& happening = add(kind);
    happening.client = client;
    if (kind == HappeningKind::pause) happening.length = length_of(lots_);
  }
}

void Events::draw_all() {
  of_providers(HappeningKind::outage, 4, 0);
  of_providers(HappeningKind::lost_disks, 2, 100);
  of_providers(HappeningKind::sealing, 2, 400);
  of_providers(HappeningKind::prices, 3, 400);
  of_aggregator(HappeningKind::no_funds, 1, 2 * day);
  of_aggregator(HappeningKind::no_datacap, 1, 4 * day);
  of_aggregator(HappeningKind::node, 2, 2 * day);
  of_aggregator(HappeningKind::restart, 2, 0);
  of_aggregator(HappeningKind::kill, 2, 0);
  of_clients(HappeningKind::change, 10);
  of_clients(HappeningKind::pause, 12);
  of_clients(HappeningKind::cancel, 25);
}

}  // namespace

Scenario mixed_scenario(const Scenario& base) {
  Scenario scenario;
  scenario.run = base.run;
  Lots lots(base.run.seed);
  draw_conditions(lots, scenario);
  draw_limits(lots, scenario);
  Events(lots, scenario).draw_all();
  return scenario;
}

}  // namespace mock
