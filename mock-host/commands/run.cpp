#include "commands/run.h"

#include <memory>
#include <mutex>
#include <ostream>
#include <string>
#include <vector>

#include "commands/log_line.h"
#include "commands/service.h"
#include "commands/stop_signals.h"
#include "content/durable_file.h"

namespace mock {
namespace {

std::string plugin_name(const AggregatorConfig& config) {
  for (const PluginConfig& plugin : config.plugins) {
    if (plugin.enabled) return plugin.name;
  }
  return "none";
}

ExitStatus failed(std::ostream& err, const Refusal& refusal, ExitStatus status) {
  err << "mock-host: " << refusal.text << "\n";
  return status;
}

void tell_end(Service& service, std::ostream& out) {
  const CopyCount copies = service.host().judge().count();
  out << "stopped at epoch " << service.time().epoch() << ": " << copies.asked << " copies asked, "
      << copies.healthy << " healthy, " << copies.pending << " pending\n";
  for (const std::string& violation : service.host().judge().violations()) {
    out << "violation: " << violation << "\n";
  }
}

struct LogLine {
  raas_log_level level = RAAS_LOG_INFO;
  std::string event;
  std::string message;
};

/// Hands the wish to stop on to the service that runs, or to the one that is to run. The service
/// may go once it was let go of: nobody is at it then.
class StopWish {
 public:
  /// From any thread.
  void ask() {
    const std::lock_guard lock(mutex_);
    is_asked_ = true;
    if (service_ != nullptr) service_->ask_to_stop();
  }
  void hand_to(Service& service) {
    const std::lock_guard lock(mutex_);
    service_ = &service;
    if (is_asked_) service.ask_to_stop();
  }
  void let_go() {
    const std::lock_guard lock(mutex_);
    service_ = nullptr;
  }

 private:
  std::mutex mutex_;
  Service* service_ = nullptr;
  bool is_asked_ = false;
};

ExitStatus serve(const RunOptions& options, const AggregatorConfig& config, std::ostream& out,
                 std::ostream& err) {
  // The signals first: every thread that is made later leaves them to this one.
  StopWish stop;
  const StopSignals signals([&stop] { stop.ask(); });
  const SimulatedTime* time = nullptr;
  const std::string name = plugin_name(config);
  std::vector<LogLine> early;  // Until the clock is known, which is when all is open.
  const auto write = [&](const LogLine& line) {
    const auto unix_ms = time == nullptr ? 0 : time->clock().unix_ms;
    err << log_line(unix_ms, line.level, name, line.event, line.message) << std::flush;
  };
  auto service =
      Service::open(config, {.speed = options.speed, .epochs = options.epochs},
                    [&](raas_log_level level, std::string_view event, std::string_view message) {
                      if (level < options.log_level) return;
                      early.push_back({level, std::string(event), std::string(message)});
                      if (time == nullptr) return;
                      write(early.back());
                      early.clear();
                    });
  if (service) time = &(*service)->time();
  for (const LogLine& line : early) write(line);
  early.clear();
  if (!service) return failed(err, service.error(), ExitStatus::could_not_run);
  out << "listening on " << (*service)->url() << "\n"
      << "chain JSON-RPC on " << (*service)->rpc_url() << "\n"
      << std::flush;
  stop.hand_to(**service);
  (*service)->run();
  stop.let_go();
  tell_end(**service, out);
  if (!options.report.empty()) {
    if (auto done = write_durably(options.report, (*service)->report()); !done) {
      return failed(err, done.error(), ExitStatus::could_not_run);
    }
  }
  if (!(*service)->is_plugin_gone()) {
    return failed(err, {RAAS_E_TIMEOUT, "plugin " + name + ": did not come to its end in time", 0},
                  ExitStatus::could_not_run);
  }
  const bool is_good = (*service)->host().judge().violations().empty();
  return is_good ? ExitStatus::good : ExitStatus::found_wanting;
}

}  // namespace

ExitStatus run_host(const RunOptions& options, std::ostream& out, std::ostream& err) {
  auto config = load_config(options.config);
  if (!config) return failed(err, config.error(), ExitStatus::bad_usage);
  config->profile = options.profile;
  config->evm = {.url = options.evm_url,
                 .account = options.evm_account,
                 .database = (config->data_dir / "evm.db").string()};
  try {
    return serve(options, *config, out, err);
  } catch (const DatabaseFailure& failure) {
    return failed(err, {RAAS_E_INTERNAL, failure.what(), 0}, ExitStatus::could_not_run);
  }
}

}  // namespace mock
