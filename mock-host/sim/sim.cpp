#include "sim/sim.h"

#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <ostream>

#include "sim/mixed.h"
#include "sim/run.h"
#include "sim/seeds.h"
#include "sim/shrink.h"

namespace mock {
namespace {

namespace fs = std::filesystem;

/// The plugin's state directory: the one that was asked for, or a temporary one that goes with this
/// object.
class StateDirectory {
 public:
  explicit StateDirectory(const fs::path& asked) : path_(asked) {
    if (!asked.empty()) {
      std::error_code failure;
      fs::create_directories(asked, failure);
      path_ = fs::absolute(asked);
      return;
    }
    auto name = (place() / "raas-sim-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) return;
    path_ = name;
    temporary_ = true;
  }
  ~StateDirectory() {
    std::error_code failure;
    if (temporary_) fs::remove_all(path_, failure);
  }
  StateDirectory(const StateDirectory&) = delete;
  StateDirectory& operator=(const StateDirectory&) = delete;

  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  /// Memory, where there is such a folder: the plugin waits for the disk at every commit, and a
  /// simulated plugin has nothing that must outlive the machine.
  static fs::path place() {
    const fs::path memory = "/dev/shm";
    return ::access(memory.c_str(), W_OK | X_OK) == 0 ? memory : fs::temp_directory_path();
  }

  fs::path path_;
  bool temporary_ = false;
};

int fail(const std::string& text) {
  std::fprintf(stderr, "sim: %s\n", text.c_str());
  return 2;
}

bool write_text(const fs::path& file, const std::string& text) {
  std::ofstream stream(file, std::ios::binary | std::ios::trunc);
  return static_cast<bool>(stream << text << std::flush);
}

bool write_report(const fs::path& file, const std::string& text, std::ostream& out) {
  return file.empty() ? static_cast<bool>(out << text << std::flush) : write_text(file, text);
}

int run(const SimRun::Setup& setup, std::ostream& out) {
  const auto begun = std::chrono::steady_clock::now();
  SimRun sim(setup);
  if (!sim.trace_is_good()) return fail(setup.options.trace.string() + ": cannot be written");
  if (auto started = sim.start(); !started) return fail(started.error().text);
  if (auto done = sim.run(); !done) return fail(done.error().text);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
  const auto report = sim.report(took.count());
  if (!report) return fail(report.error().text);
  if (!sim.trace_is_good()) return fail(setup.options.trace.string() + ": cannot be written");
  if (!write_report(setup.options.report, *report, out)) {
    return fail(setup.options.report.string() + ": cannot be written");
  }
  if (!setup.options.quiet) {
    const auto& figures = sim.pump_figures();
    std::fprintf(stderr,
                 "sim: %llu pumps, %llu longer than 50 ms, longest %.1f ms; %zu violations\n",
                 static_cast<unsigned long long>(figures.pumps),
                 static_cast<unsigned long long>(figures.slow_pumps), figures.longest_ms,
                 sim.judge().violations().size());
  }
  return sim.judge().violations().empty() ? 0 : 1;
}

}  // namespace

int run_sim(const SimOptions& options, std::ostream& out) {
  if (options.seeds) return run_seeds(options, out);
  if (options.shrink) return run_shrink(options, out);
  const auto scenario = scenario_of(options);
  if (!scenario) return fail(scenario.error().text);
  if (!options.write_scenario.empty() &&
      !write_text(options.write_scenario, scenario_text(*scenario))) {
    return fail(options.write_scenario.string() + ": cannot be written");
  }
  const int status = run_scenario(options, *scenario, out);
  if (status == 1) {
    std::fprintf(stderr, "sim: seed %llu; this does it again:\n  %s\n",
                 static_cast<unsigned long long>(scenario->run.seed),
                 replay_command(options, scenario->run.seed).c_str());
  }
  return status;
}

Outcome<Scenario> scenario_of(const SimOptions& options) {
  Scenario scenario;
  if (!options.scenario.empty()) {
    auto read = read_scenario(options.scenario);
    if (!read) return read.error();
    scenario = *std::move(read);
  }
  auto& run = scenario.run;
  run.seed = options.seed.value_or(run.seed);
  run.epochs = options.epochs.value_or(run.epochs);
  run.jobs = options.jobs.value_or(run.jobs);
  run.providers = options.providers.value_or(run.providers);
  if (options.mixed) scenario = mixed_scenario(scenario);
  if (options.providers) scenario.run.providers = *options.providers;
  scenario.run.profile = options.profile.value_or(scenario.run.profile);
  if (!options.plugin_config.empty()) scenario.plugin_config = options.plugin_config;
  return scenario;
}

int run_scenario(const SimOptions& options, const Scenario& scenario, std::ostream& out) {
  SimRun::Setup setup{.options = options, .scenario = scenario, .state_dir = {}};
  setup.options.plugin = fs::absolute(options.plugin);
  if (std::error_code none; !options.state_dir.empty() && fs::exists(options.state_dir) &&
                            !fs::is_empty(options.state_dir, none)) {
    return fail(options.state_dir.string() + ": holds files, expected an empty or new directory");
  }
  const StateDirectory state(options.state_dir);
  if (state.path().empty()) return fail("no temporary directory can be made");
  setup.state_dir = state.path().string();
  try {
    return run(setup, out);
  } catch (const std::exception& failure) {
    return fail(failure.what());
  }
}

std::string replay_command(const SimOptions& options, std::uint64_t seed) {
  std::string command = "mock-host sim --seed " + std::to_string(seed);
  if (options.mixed) command += " --mixed";
  if (options.epochs) command += " --epochs " + std::to_string(*options.epochs);
  if (options.jobs) command += " --jobs " + std::to_string(*options.jobs);
  if (options.providers) command += " --providers " + std::to_string(*options.providers);
  if (options.profile) command += " --profile " + std::string(name_of(*options.profile));
  if (!options.scenario.empty()) command += " --scenario " + options.scenario.string();
  if (!options.plugin.empty()) command += " --plugin " + options.plugin.string();
  if (!options.plugin_config.empty()) command += " --plugin-config '" + options.plugin_config + "'";
  return command;
}

}  // namespace mock
