#pragma once

#include <condition_variable>
#include <mutex>
#include <string>

#include "aggregator/aggregator.h"
#include "aggregator/judge.h"
#include "filecoin/lotus_rpc.h"
#include "filecoin/trouble.h"
#include "plugin_instance.h"
#include "sim/clients.h"
#include "sim/course.h"
#include "sim/progress.h"
#include "sim/scenario.h"
#include "sim/sim.h"
#include "sim/synthetic_store.h"
#include "sim/trace.h"
#include "sim/weather.h"

namespace mock {

/// One simulation from its first epoch to its last.
class SimRun {
 public:
  struct Setup {
    SimOptions options;
    Scenario scenario;
    std::string state_dir;
  };
  explicit SimRun(const Setup& setup);

  /// Loads and starts the plugin.
  [[nodiscard]] Outcome<void> start();
  /// Runs all epochs and stops the plugin.
  [[nodiscard]] Outcome<void> run();
  /// Text of the report.
  [[nodiscard]] Outcome<std::string> report(double wall_seconds);
  [[nodiscard]] const Judge& judge() const { return judge_; }
  [[nodiscard]] const PumpFigures& pump_figures() const { return plugin_->figures(); }
  [[nodiscard]] bool trace_is_good() const { return trace_.is_good(); }

 private:
  [[nodiscard]] HostClock clock() const;
  [[nodiscard]] Epoch next_stop() const;
  [[nodiscard]] Outcome<void> start_instance();
  /// What happens at this epoch, but for what the plugin does.
  [[nodiscard]] Outcome<void> let_happen();
  [[nodiscard]] Outcome<void> apply(const Happening& happening, const Turn& turn);
  void hinder(const Happening& happening, bool begins);
  /// Pumps until the plugin has nothing to do at this epoch.
  [[nodiscard]] Outcome<void> settle();
  void wait_for_wake();

  Setup setup_;
  Epoch begin_;
  Epoch end_;
  SyntheticStore store_;
  Aggregator aggregator_;
  LotusRpc rpc_;
  TroubledNode node_;
  CallScope scope_;
  HostTables tables_;
  Judge judge_;
  Trace trace_;
  Weather weather_;
  Course course_;
  ProviderCourse providers_;
  Means means_;
  LoadedPlugin library_;
  std::optional<PluginInstance> plugin_;
  std::optional<Clients> clients_;
  Epoch rests_until_ = 0;  ///< The plugin is not pumped before.
  Progress progress_;
  std::mutex wake_lock_;
  std::condition_variable wake_signal_;
  bool woken_ = false;
};

}  // namespace mock
