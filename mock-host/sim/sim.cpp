#include "sim/sim.h"

#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <ostream>

#include "sim/run.h"

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

bool write_report(const fs::path& file, const std::string& text, std::ostream& out) {
  if (file.empty()) return static_cast<bool>(out << text << std::flush);
  std::ofstream stream(file, std::ios::binary | std::ios::trunc);
  return static_cast<bool>(stream << text << std::flush);
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
  SimRun::Setup setup{.options = options, .scenario = {}, .state_dir = {}};
  setup.options.plugin = fs::absolute(options.plugin);
  if (!options.scenario.empty()) {
    auto scenario = read_scenario(options.scenario);
    if (!scenario) return fail(scenario.error().text);
    setup.scenario = *std::move(scenario);
  }
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

}  // namespace mock
