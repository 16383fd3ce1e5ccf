#include "sim/scenario.h"

#include <boost/json.hpp>
#include <fstream>
#include <functional>
#include <iterator>
#include <limits>
#include <map>

#include "sim/scenario_error.h"

namespace mock {
namespace {

namespace json = boost::json;

/// A number of a scenario: where it goes (false = it does not fit), and what it is.
struct Number {
  std::function<bool(std::int64_t)> set;
  std::function<std::int64_t()> get;
};

template <class Value>
Number in(Value& target, std::int64_t least = 0) {
  return {.set =
              [&target, least](std::int64_t value) {
                const auto most = static_cast<std::uint64_t>(std::numeric_limits<Value>::max());
                if (value < least || static_cast<std::uint64_t>(value) > most) return false;
                target = static_cast<Value>(value);
                return true;
              },
          .get = [&target] { return static_cast<std::int64_t>(target); }};
}

/// Every number of a scenario file, in which spans of time are in epochs and chances in parts of a
/// million. Beside them there are "run/profile", "events", and "plugin" with its configuration.
std::map<std::string, Number> numbers_of(Scenario& scenario) {
  auto& run = scenario.run;
  auto& providers = scenario.population;
  auto& pace = scenario.pace;
  auto& weather = scenario.weather;
  auto& clients = scenario.clients;
  auto& node = scenario.node;
  return {
      {"run.seed", in(run.seed)},
      {"run.epochs", in(run.epochs, 1)},
      {"run.jobs", in(run.jobs)},
      {"run.providers", in(run.providers, 1)},
      {"chain.null_rounds_ppm", in(scenario.chain.null_rounds_ppm)},
      {"chain.finality_lag", in(scenario.chain.finality_lag)},
      {"providers.reject_ppm", in(providers.reject_ppm)},
      {"providers.never_seal_ppm", in(providers.never_seal_ppm)},
      {"providers.slow_seal_ppm", in(providers.slow_seal_ppm)},
      {"providers.seal_epochs_min", in(providers.seal_epochs_min)},
      {"providers.seal_epochs_max", in(providers.seal_epochs_max)},
      {"providers.retrieval_epochs_max", in(providers.retrieval_epochs_max)},
      {"providers.retrieval_failure_ppm", in(providers.retrieval_failure_ppm)},
      {"providers.largest_share_ppm", in(providers.largest_share_ppm)},
      {"deals.propose_min", in(pace.propose_min)},
      {"deals.propose_max", in(pace.propose_max)},
      {"deals.publish_min", in(pace.publish_min)},
      {"deals.publish_max", in(pace.publish_max)},
      {"deals.start_after", in(pace.start_after)},
      {"deals.first_duration", in(scenario.first_deal_duration)},
      {"outages.gap_mean", in(weather.outage_gap_mean)},
      {"outages.short_min", in(weather.short_min)},
      {"outages.short_max", in(weather.short_max)},
      {"outages.long_ppm", in(weather.long_ppm)},
      {"outages.long_min", in(weather.long_min)},
      {"outages.long_max", in(weather.long_max)},
      {"outages.leave_ppm", in(weather.leave_ppm)},
      {"outages.mass_at", in(weather.mass_at)},
      {"outages.mass_for", in(weather.mass_for)},
      {"outages.mass_percent", in(weather.mass_percent)},
      {"clients.arrive_within", in(clients.arrive_within, 1)},
      {"clients.copies", in(clients.copies, 1)},
      {"clients.renew_below_epochs", in(clients.renew_below_epochs)},
      {"clients.repair_after_epochs", in(clients.repair_after_epochs, 1)},
      {"clients.store_keeps", in(clients.store_keeps)},
      {"clients.varied_ppm", in(clients.varied_ppm)},
      {"node.at", in(node.at)},
      {"node.for", in(node.last)},
      {"node.behind", in(node.behind)},
      {"node.follows_branch", in(node.follows_branch)},
      {"node.deals_missing_ppm", in(node.deals_missing_ppm)},
      {"node.sectors_dead_ppm", in(node.sectors_dead_ppm)},
      {"node.html_ppm", in(node.html_ppm)},
      {"node.empty_ppm", in(node.empty_ppm)},
      {"node.truncated_ppm", in(node.truncated_ppm)},
      {"node.wrong_ids_ppm", in(node.wrong_ids_ppm)},
      {"node.reordered_ppm", in(node.reordered_ppm)},
      {"node.too_many_ppm", in(node.too_many_ppm)},
      {"node.lost_ppm", in(node.lost_ppm)},
      {"node.requests_per_minute", in(node.requests_per_minute)},
      {"node.tokens_per_second", in(node.tokens_per_second)},
      {"host.pump_idle_epochs", in(scenario.pump_idle_epochs, 1)},
      {"host.pump_gap_epochs", in(scenario.pump_gap_epochs, 1)},
  };
}

Outcome<void> read_profile(const json::value& value, Profile& profile) {
  const auto named = value.is_string() ? profile_named(value.get_string()) : std::nullopt;
  if (!named) {
    return scenario_error("/run/profile", json::serialize(value), "full, gateway, flaky or lying");
  }
  profile = *named;
  return {};
}

Outcome<void> read_group(const std::string& group, const json::object& members,
                         const std::map<std::string, Number>& numbers, Scenario& scenario) {
  const auto first = numbers.lower_bound(group + ".");
  if (first == numbers.end() || first->first.rfind(group + ".", 0) != 0) {
    return scenario_error(
        "/" + group, "unknown key",
        "run, chain, providers, deals, outages, clients, node, host, events or plugin");
  }
  for (const auto& [name, value] : members) {
    const auto pointer = "/" + group + "/" + std::string(name);
    if (pointer == "/run/profile") {
      if (auto read = read_profile(value, scenario.run.profile); !read) return read;
      continue;
    }
    const auto number = numbers.find(group + "." + std::string(name));
    if (number == numbers.end()) {
      return scenario_error(pointer, "unknown key", "one of those in scenario.schema.json");
    }
    if (!value.is_int64() || !number->second.set(value.get_int64())) {
      return scenario_error(pointer, json::serialize(value),
                            "a whole number that is not negative and in its range");
    }
  }
  return {};
}

Outcome<void> read_events(const json::value& list, std::vector<Happening>& events) {
  if (!list.is_array()) return scenario_error("/events", "no array", "an array");
  for (const auto& value : list.get_array()) {
    auto event = read_happening(value, "/events/" + std::to_string(events.size()));
    if (!event) return event.error();
    events.push_back(*std::move(event));
  }
  return {};
}

Outcome<void> read_member(const std::string& name, const json::value& value,
                          const std::map<std::string, Number>& numbers, Scenario& scenario) {
  if (name == "events") return read_events(value, scenario.events);
  if (!value.is_object()) return scenario_error("/" + name, "no object", "an object");
  if (name == "plugin") {
    scenario.plugin_config = json::serialize(value);
    return {};
  }
  return read_group(name, value.get_object(), numbers, scenario);
}

}  // namespace

Outcome<Scenario> parse_scenario(std::string_view text) {
  boost::system::error_code failure;
  const auto root = json::parse(text, failure);
  if (failure) return scenario_error("/", failure.message(), "JSON");
  if (!root.is_object()) return scenario_error("/", "no object", "an object");
  Scenario scenario;
  const auto numbers = numbers_of(scenario);
  for (const auto& [name, value] : root.get_object()) {
    if (name == "$schema") continue;  // Editors put it there.
    auto read = read_member(std::string(name), value, numbers, scenario);
    if (!read) return read.error();
  }
  return scenario;
}

Outcome<Scenario> read_scenario(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  if (!stream) return scenario_error(file.string(), "cannot be read", "a file");
  return parse_scenario(text);
}

std::string scenario_text(const Scenario& scenario) {
  Scenario copy = scenario;
  json::object root;
  for (const auto& [key, number] : numbers_of(copy)) {
    const auto dot = key.find('.');
    auto& group = root[key.substr(0, dot)];
    if (!group.is_object()) group = json::object();
    group.get_object()[key.substr(dot + 1)] = number.get();
  }
  root["run"].get_object()["profile"] = name_of(scenario.run.profile);
  std::string text = "{\n";
  for (const auto& [name, value] : root) {
    text += "  \"" + std::string(name) + "\": " + json::serialize(value) + ",\n";
  }
  if (!scenario.plugin_config.empty()) text += "  \"plugin\": " + scenario.plugin_config + ",\n";
  text += "  \"events\": [";
  const char* before = "\n    ";
  for (const auto& event : scenario.events) {
    text += before + json::serialize(json_of(event));
    before = ",\n    ";
  }
  return text + "\n  ]\n}\n";
}

}  // namespace mock
