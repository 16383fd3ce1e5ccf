#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "aggregator/aggregator.h"
#include "aggregator/refusal.h"
#include "filecoin/profile.h"
#include "sim/happening.h"
#include "sim/node_trouble.h"

namespace mock {

/// How much is simulated.
struct RunSize {
  std::uint64_t seed = 1;
  Epochs epochs = 100000;
  std::uint32_t jobs = 100;
  std::uint32_t providers = 20;
  Profile profile = Profile::full;  ///< Of the node that the plugin asks.
};

/// How providers come and go. A gap between two outages of one provider is 0 to 2 times the mean.
struct WeatherOptions {
  Epochs outage_gap_mean = 60 * epochs_per_day;
  Epochs short_min = 120;  ///< Most outages are short: often no deadline of a copy falls into them.
  Epochs short_max = 2 * epochs_per_day;
  std::uint32_t long_ppm = 120000;  ///< Outages that are long, of a million.
  Epochs long_min = 3 * epochs_per_day;
  Epochs long_max = 60 * epochs_per_day;  ///< From 42 days on the copies are terminated.
  std::uint32_t leave_ppm = 15000;        ///< Outages that never end, of a million.
  // Beside these, one outage of many providers together.
  Epochs mass_at = 0;  ///< From the begin of the simulation.
  Epochs mass_for = 0;
  std::uint32_t mass_percent = 0;  ///< Of all providers; 0 = there is none.
};

/// What the simulated clients want.
struct ClientOptions {
  Epochs arrive_within = 5 * epochs_per_day;  ///< All upload in the first days.
  std::uint32_t copies = 3;
  Epochs renew_below_epochs = 30 * epochs_per_day;
  Epochs repair_after_epochs = epochs_per_day;
  Epochs store_keeps = 60 * epochs_per_day;  ///< The aggregator's own store drops payloads then.
  std::uint32_t varied_ppm = 0;              ///< Clients that want something of their own.
};

/// Everything that a simulation can be told. See scenario.cpp for the keys of the file.
struct Scenario {
  RunSize run;
  ChainOptions chain;
  PopulationOptions population;
  DealPace pace;
  WeatherOptions weather;
  NodeTroubleOptions node;
  ClientOptions clients;
  Epochs first_deal_duration = 540 * epochs_per_day;
  Epochs pump_idle_epochs = 2;  ///< The plugin is pumped at least so often: 60 s.
  Epochs pump_gap_epochs = 1;   ///< And no sooner than so after it came to rest, whatever it asks.
  std::vector<Happening> events;
  std::string plugin_config;  ///< JSON text; empty = none in the file.
};

/// Reads a scenario over the defaults. Unknown keys, wrong types and numbers out of range are
/// refused, with a JSON pointer to them.
[[nodiscard]] Outcome<Scenario> parse_scenario(std::string_view text);
[[nodiscard]] Outcome<Scenario> read_scenario(const std::filesystem::path& file);
/// The scenario as a file has it, with every key.
[[nodiscard]] std::string scenario_text(const Scenario& scenario);

}  // namespace mock
