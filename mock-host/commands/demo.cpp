#include "commands/demo.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <future>
#include <ostream>
#include <thread>

#include "commands/demo_stories.h"
#include "commands/log_line.h"
#include "commands/plugin_place.h"
#include "commands/service.h"
#include "content/durable_file.h"

namespace mock {
namespace {

namespace fs = std::filesystem;

/// The demo's folder: plugins, state and the log of the plugin. Goes with the object unless it is
/// kept.
class DemoFolder {
 public:
  DemoFolder() {
    std::string name = (fs::temp_directory_path() / "mock-host-demo-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw DemoFailure(name + ": cannot be made");
    path_ = name;
  }
  ~DemoFolder() {
    std::error_code ignored;
    if (!is_kept_) fs::remove_all(path_, ignored);
  }
  DemoFolder(const DemoFolder&) = delete;
  DemoFolder& operator=(const DemoFolder&) = delete;

  [[nodiscard]] const fs::path& path() const { return path_; }
  void keep() { is_kept_ = true; }

 private:
  fs::path path_;
  bool is_kept_ = false;
};

/// What an operator would write.
std::string config_text(std::uint64_t seed) {
  return boost::json::serialize(boost::json::object{
      {"plugins_directory", "plugins"},
      {"data_dir", "data"},
      {"plugins",
       {{{"name", "raas"},
         {"enabled", true},
         {"file", "libraas_plugin.so"},
         {"config", {{"chain", {{"rpc_url", "${RPC_URL}"}, {"look_epochs", 120}}}}}}}},
      {"chain", {{"seed", seed}}},
      {"providers", {{"seed", seed}, {"count", 10}}},
      {"deals", {{"seed", seed}, {"first_duration_epochs", 180 * epochs_per_day}}}});
}

void set_up(const fs::path& folder, const fs::path& plugin, std::uint64_t seed) {
  const auto plugins = folder / "plugins";
  fs::create_directory(plugins);
  fs::copy_file(plugin, plugins / "libraas_plugin.so");
  fs::permissions(plugins / "libraas_plugin.so", fs::perms::owner_read | fs::perms::owner_exec);
  if (auto done = write_durably(folder / "aggregator.json", config_text(seed)); !done) {
    throw DemoFailure(done.error().text);
  }
}

/// The service on a thread of its own, with time that only the stories move.
class RunningService {
 public:
  RunningService(const fs::path& folder, std::ostream& log) {
    const auto config = load_config(folder / "aggregator.json");
    if (!config) throw DemoFailure(config.error().text);
    auto service = Service::open(
        *config, {.speed = {.factor = 0, .is_max = false}, .epochs = {}},
        [this, &log](raas_log_level level, std::string_view event, std::string_view message) {
          const auto now = service_ ? service_->time().clock().unix_ms : 0;
          log << log_line(now, level, "raas", event, message);
        });
    if (!service) throw DemoFailure(service.error().text);
    service_ = std::move(*service);
    running_ = std::async(std::launch::async, [this] { service_->run(); });
  }
  ~RunningService() { service_->ask_to_stop(); }
  RunningService(const RunningService&) = delete;
  RunningService& operator=(const RunningService&) = delete;

  [[nodiscard]] std::string url() const { return service_->url(); }
  /// Ends the service; the judge's report.
  [[nodiscard]] std::string finish() {
    service_->ask_to_stop();
    running_.get();
    return service_->report();
  }

 private:
  std::unique_ptr<Service> service_;
  std::future<void> running_;
};

ExitStatus tell(const DemoOptions& options, const fs::path& plugin, DemoFolder& folder,
                Screen& screen) {
  set_up(folder.path(), plugin, options.seed);
  std::ofstream log(folder.path() / "plugin.log");
  RunningService service(folder.path(), log);
  screen.line("An aggregator is up at " + service.url() + " and has loaded its plugin from " +
              (folder.path() / "plugins").string() + ".");
  screen.line(
      "Behind it is a simulated Filecoin with 10 storage providers. A day of it has 2880 epochs of "
      "30 s.");
  DemoWorld world(service.url());
  const bool is_good = DemoStories(world, screen).tell();
  const std::string report = service.finish();
  if (!options.report.empty()) {
    if (auto done = write_durably(options.report, report); !done)
      throw DemoFailure(done.error().text);
  }
  return is_good ? ExitStatus::good : ExitStatus::found_wanting;
}

}  // namespace

ExitStatus run_demo(const DemoOptions& options, std::ostream& out, std::ostream& err) {
  const auto plugin = options.plugin.empty() ? plugin_beside_this_program() : options.plugin;
  if (plugin.empty()) {
    err << "mock-host: no libraas_plugin.so beside this program, expected one: use --plugin\n";
    return ExitStatus::could_not_run;
  }
  const auto begun = std::chrono::steady_clock::now();
  DemoFolder folder;
  ExitStatus status = ExitStatus::could_not_run;
  Screen screen(out, stdout_is_terminal());
  try {
    status = tell(options, plugin, folder, screen);
  } catch (const std::exception& failure) {
    screen.line("");
    err << "mock-host: " << failure.what() << "\n";
  }
  if (status != ExitStatus::good) {
    folder.keep();
    err << "mock-host: the plugin's log and all state are left in " << folder.path().string()
        << "\n";
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
  screen.line("Took " + std::to_string(std::lround(took.count())) + " s of real time.");
  return status;
}

}  // namespace mock
