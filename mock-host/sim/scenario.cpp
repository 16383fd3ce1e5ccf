#include "sim/scenario.h"

#include <boost/json.hpp>
#include <fstream>
#include <functional>
#include <iterator>
#include <limits>
#include <map>

namespace mock {
namespace {

namespace json = boost::json;

/// Where the number of a key goes; false = it does not fit.
using Setter = std::function<bool(std::int64_t)>;

template <class Number>
Setter into(Number& target) {
  return [&target](std::int64_t value) {
    if (value < 0 || static_cast<std::uint64_t>(value) >
                         static_cast<std::uint64_t>(std::numeric_limits<Number>::max())) {
      return false;
    }
    target = static_cast<Number>(value);
    return true;
  };
}

/// Every key of a scenario file; all values are whole numbers, spans of time are in epochs, chances
/// in parts of a million. Beside them "plugin" is the plugin's configuration.
std::map<std::string, Setter> keys_of(Scenario& scenario) {
  auto& providers = scenario.population;
  auto& pace = scenario.pace;
  auto& weather = scenario.weather;
  auto& clients = scenario.clients;
  auto& node = scenario.node;
  return {
      {"chain.null_rounds_ppm", into(scenario.chain.null_rounds_ppm)},
      {"chain.finality_lag", into(scenario.chain.finality_lag)},
      {"providers.reject_ppm", into(providers.reject_ppm)},
      {"providers.never_seal_ppm", into(providers.never_seal_ppm)},
      {"providers.slow_seal_ppm", into(providers.slow_seal_ppm)},
      {"providers.seal_epochs_min", into(providers.seal_epochs_min)},
      {"providers.seal_epochs_max", into(providers.seal_epochs_max)},
      {"providers.retrieval_epochs_max", into(providers.retrieval_epochs_max)},
      {"providers.retrieval_failure_ppm", into(providers.retrieval_failure_ppm)},
      {"deals.propose_min", into(pace.propose_min)},
      {"deals.propose_max", into(pace.propose_max)},
      {"deals.publish_min", into(pace.publish_min)},
      {"deals.publish_max", into(pace.publish_max)},
      {"deals.start_after", into(pace.start_after)},
      {"deals.first_duration", into(scenario.first_deal_duration)},
      {"outages.gap_mean", into(weather.outage_gap_mean)},
      {"outages.short_min", into(weather.short_min)},
      {"outages.short_max", into(weather.short_max)},
      {"outages.long_ppm", into(weather.long_ppm)},
      {"outages.long_min", into(weather.long_min)},
      {"outages.long_max", into(weather.long_max)},
      {"outages.leave_ppm", into(weather.leave_ppm)},
      {"outages.mass_at", into(weather.mass_at)},
      {"outages.mass_for", into(weather.mass_for)},
      {"outages.mass_percent", into(weather.mass_percent)},
      {"clients.arrive_within", into(clients.arrive_within)},
      {"clients.copies", into(clients.copies)},
      {"clients.renew_below_epochs", into(clients.renew_below_epochs)},
      {"clients.repair_after_epochs", into(clients.repair_after_epochs)},
      {"clients.store_keeps", into(clients.store_keeps)},
      {"node.at", into(node.at)},
      {"node.for", into(node.last)},
      {"node.behind", into(node.behind)},
      {"node.follows_branch", into(node.follows_branch)},
      {"node.deals_missing_ppm", into(node.deals_missing_ppm)},
      {"node.sectors_dead_ppm", into(node.sectors_dead_ppm)},
      {"node.html_ppm", into(node.html_ppm)},
      {"node.empty_ppm", into(node.empty_ppm)},
      {"node.truncated_ppm", into(node.truncated_ppm)},
      {"node.wrong_ids_ppm", into(node.wrong_ids_ppm)},
      {"node.reordered_ppm", into(node.reordered_ppm)},
      {"node.too_many_ppm", into(node.too_many_ppm)},
      {"node.lost_ppm", into(node.lost_ppm)},
      {"node.requests_per_minute", into(node.requests_per_minute)},
      {"node.tokens_per_second", into(node.tokens_per_second)},
      {"host.pump_idle_epochs", into(scenario.pump_idle_epochs)},
  };
}

Refusal wrong(const std::string& pointer, const std::string& found, const std::string& expected) {
  return {RAAS_E_INVALID, "scenario: " + pointer + ": " + found + ", expected " + expected};
}

Outcome<void> read_group(const std::string& group, const json::object& members,
                         const std::map<std::string, Setter>& keys) {
  const auto first = keys.lower_bound(group + ".");
  if (first == keys.end() || first->first.rfind(group + ".", 0) != 0) {
    return wrong("/" + group, "unknown key",
                 "chain, providers, deals, outages, clients, node, host or plugin");
  }
  for (const auto& [name, value] : members) {
    const auto pointer = "/" + group + "/" + std::string(name);
    const auto key = keys.find(group + "." + std::string(name));
    if (key == keys.end()) return wrong(pointer, "unknown key", "one of those in the README");
    if (!value.is_int64() || !key->second(value.get_int64())) {
      return wrong(pointer, json::serialize(value), "a whole number that is not negative");
    }
  }
  return {};
}

}  // namespace

Outcome<Scenario> read_scenario(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  if (!stream) return wrong(file.string(), "cannot be read", "a file");
  boost::system::error_code failure;
  const auto root = json::parse(text, failure);
  if (failure) return wrong(file.string(), failure.message(), "JSON");
  if (!root.is_object()) return wrong("/", "no object", "an object");
  Scenario scenario;
  const auto keys = keys_of(scenario);
  for (const auto& [group, members] : root.get_object()) {
    if (!members.is_object()) return wrong("/" + std::string(group), "no object", "an object");
    if (group == "plugin") {
      scenario.plugin_config = json::serialize(members);
      continue;
    }
    if (auto read = read_group(group, members.get_object(), keys); !read) return read.error();
  }
  return scenario;
}

}  // namespace mock
