#include "sim/node_course.h"

#include <limits>

namespace mock {
namespace {

constexpr std::uint32_t all_ppm = 1000000;
constexpr Epochs lag_epochs = 2000;

std::unique_ptr<Trouble> trouble_of(NodeTrouble kind, const Spells& when, std::uint64_t seed) {
  const Spoiled::Chance always{.seed = seed, .ppm = all_ppm};
  switch (kind) {
    case NodeTrouble::lost: return std::make_unique<Spoiled>(when, Spoilage::lost, always);
    case NodeTrouble::server_error:
      return std::make_unique<Spoiled>(when, Spoilage::server_error, always);
    case NodeTrouble::html: return std::make_unique<Spoiled>(when, Spoilage::html, always);
    case NodeTrouble::stall: return std::make_unique<Stall>(when);
    case NodeTrouble::lag: return std::make_unique<Lag>(when, lag_epochs);
    case NodeTrouble::lying:
      return std::make_unique<Lying>(
          when, Lie{.seed = seed, .deals_missing_ppm = all_ppm, .sectors_dead_ppm = all_ppm});
  }
  return nullptr;
}

}  // namespace

NodeOptions node_options(const Scenario& scenario) {
  NodeOptions options = node_options(scenario.run.profile);
  const NodeTroubleOptions& limits = scenario.node;
  if (limits.requests_per_minute != 0) options.requests_per_minute = limits.requests_per_minute;
  if (limits.tokens_per_second != 0) options.tokens_per_second = limits.tokens_per_second;
  return options;
}

Troubles troubles_of(const Scenario& scenario) {
  auto troubles = troubles_of(scenario.run.profile, scenario.run.seed);
  const Epoch start = scenario.chain.start_epoch;
  for (auto& trouble : troubles_of(scenario.node, scenario.run.seed, start)) {
    troubles.push_back(std::move(trouble));
  }
  for (const auto& event : scenario.events) {
    if (event.kind != HappeningKind::node) continue;
    const auto when = Spells::once(start + event.at, start + event.at + event.length);
    troubles.push_back(trouble_of(event.trouble, when, scenario.run.seed + troubles.size()));
  }
  return troubles;
}

}  // namespace mock
