#include "sim/shrink.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <ostream>
#include <sstream>

#include "sim/forked_run.h"

namespace mock {
namespace {

constexpr int runs_max_default = 300;

/// Tries smaller scenarios, one change at a time, and keeps those that still fail.
class Shrinker {
 public:
  Shrinker(Scenario scenario, const StillFails& still_fails, int runs_max)
      : best_(std::move(scenario)), still_fails_(still_fails), runs_left_(runs_max) {}

  [[nodiscard]] Scenario run() &&;

 private:
  bool try_with(const Scenario& smaller);
  bool drop_events();
  bool drop_conditions();
  template <class Number>
  bool lower(Number& (*part)(Scenario&), Number least);

  Scenario best_;
  const StillFails& still_fails_;
  int runs_left_;
};

bool Shrinker::try_with(const Scenario& smaller) {
  if (runs_left_ <= 0) return false;
  --runs_left_;
  if (!still_fails_(smaller)) return false;
  best_ = smaller;
  return true;
}

/// Halves, then takes away ever smaller parts, down to @p least.
template <class Number>
bool Shrinker::lower(Number& (*part)(Scenario&), Number least) {
  bool any = false;
  for (Number step = (part(best_) - least + 1) / 2; step > 0; step /= 2) {
    while (part(best_) >= least + step) {
      Scenario smaller = best_;
      part(smaller) -= step;
      if (!try_with(smaller)) break;
      any = true;
    }
    const Number fine = std::max<Number>(1, part(best_) / 20);
    if (step < fine) break;
  }
  return any;
}

/// Whole stretches of events first, then single ones.
bool Shrinker::drop_events() {
  bool any = false;
  for (std::size_t size = best_.events.size(); size > 0; size /= 2) {
    for (std::size_t at = 0; at < best_.events.size();) {
      Scenario smaller = best_;
      const auto first = smaller.events.begin() + static_cast<std::ptrdiff_t>(at);
      const auto count = std::min(size, smaller.events.size() - at);
      smaller.events.erase(first, first + static_cast<std::ptrdiff_t>(count));
      if (try_with(smaller)) {
        any = true;
      } else {
        at += size;
      }
    }
  }
  return any;
}

bool Shrinker::drop_conditions() {
  const Scenario usual;
  bool any = false;
  const auto change = [&](auto edit) {
    Scenario smaller = best_;
    edit(smaller);
    if (scenario_text(smaller) != scenario_text(best_) && try_with(smaller)) any = true;
  };
  change([](Scenario& scenario) { scenario.weather.outage_gap_mean = 0; });
  change([](Scenario& scenario) { scenario.run.profile = Profile::full; });
  change([](Scenario& scenario) { scenario.clients.varied_ppm = 0; });
  change([](Scenario& scenario) { scenario.chain.null_rounds_ppm = 0; });
  change([](Scenario& scenario) { scenario.population.reject_ppm = 0; });
  change([](Scenario& scenario) { scenario.population.never_seal_ppm = 0; });
  change([](Scenario& scenario) { scenario.population.slow_seal_ppm = 0; });
  change([](Scenario& scenario) { scenario.population.retrieval_failure_ppm = 0; });
  change([](Scenario& scenario) { scenario.population.largest_share_ppm = 0; });
  change([](Scenario& scenario) { scenario.plugin_config.clear(); });
  change([&](Scenario& scenario) { scenario.clients = usual.clients; });
  change([&](Scenario& scenario) { scenario.pump_idle_epochs = usual.pump_idle_epochs; });
  change([&](Scenario& scenario) { scenario.pump_gap_epochs = usual.pump_gap_epochs; });
  return any;
}

Scenario Shrinker::run() && {
  for (bool any = true; any && runs_left_ > 0;) {
    any = lower<Epochs>([](Scenario& s) -> Epochs& { return s.run.epochs; }, 1);
    any = drop_events() || any;
    any = drop_conditions() || any;
    any = lower<std::uint32_t>([](Scenario& s) -> std::uint32_t& { return s.run.jobs; }, 1) || any;
    any = lower<std::uint32_t>([](Scenario& s) -> std::uint32_t& { return s.run.providers; }, 1) ||
          any;
  }
  return std::move(best_);
}

std::string kind_of(const ForkedRunEnd& ended) {
  if (!ended.trouble.empty()) return kind_of_violation(ended.trouble);
  return ended.violations.empty() ? std::string() : kind_of_violation(ended.violations.front());
}

}  // namespace

std::string kind_of_violation(const std::string& text) {
  std::istringstream words(text);
  std::string kind;
  for (std::string word; words >> word;) {
    if (word.find_first_of("0123456789") != std::string::npos) continue;
    if (word == "epoch" && kind.empty()) continue;  // When it was seen.
    kind += (kind.empty() ? "" : " ") + word;
  }
  return kind;
}

Scenario shrunk(Scenario scenario, const StillFails& still_fails, int runs_max) {
  return Shrinker(std::move(scenario), still_fails, runs_max).run();
}

int run_shrink(const SimOptions& options, std::ostream& out) {
  SimOptions one = options;
  one.shrink.reset();
  one.seed = options.shrink;
  one.stop_at_first = true;
  const auto scenario = scenario_of(one);
  const RunFolders scratch;
  int runs = 0;
  const auto kind_in = [&](const Scenario& tried) {
    auto folder = scratch.add(std::to_string(++runs));
    return kind_of(ForkedRun(one, tried, std::move(folder)).wait());
  };
  if (!scenario) {
    std::fprintf(stderr, "sim: %s\n", scenario.error().text.c_str());
    return 2;
  }
  const auto kind = kind_in(*scenario);
  if (kind.empty()) {
    std::fprintf(stderr, "sim: seed %llu shows no violation\n",
                 static_cast<unsigned long long>(*options.shrink));
    return 0;
  }
  std::fprintf(stderr, "sim: looking for less that shows: %s\n", kind.c_str());
  const auto least = shrunk(
      *scenario,
      [&](const Scenario& tried) {
        const bool fails = kind_in(tried) == kind;
        if (!options.quiet) {
          std::fprintf(stderr, "%s %lld epochs, %u jobs, %u providers, %zu events\n",
                       fails ? "fails: " : "passes:", static_cast<long long>(tried.run.epochs),
                       tried.run.jobs, tried.run.providers, tried.events.size());
        }
        return fails;
      },
      runs_max_default);
  if (options.write_scenario.empty()) {
    out << scenario_text(least);
    return 1;
  }
  std::ofstream stream(options.write_scenario, std::ios::binary | std::ios::trunc);
  if (!(stream << scenario_text(least) << std::flush)) {
    std::fprintf(stderr, "sim: %s: cannot be written\n", options.write_scenario.c_str());
    return 2;
  }
  out << "mock-host sim --scenario " << options.write_scenario.string() << "\n";
  return 1;
}

}  // namespace mock
