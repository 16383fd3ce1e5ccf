#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "aggregator/host_tables.h"
#include "aggregator/refusal.h"
#include "loader.h"
#include "raas/cpp/checked_plugin.h"

namespace mock {

/// Time for the plugin.
struct HostClock {
  std::int64_t unix_ms = 0;
  std::int64_t monotonic_ms = 0;
};

/// An HTTP request and its answer, without the HTTP.
struct ApiRequest {
  std::string method;
  std::string target;  ///< Below the mount point.
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};
struct ApiResponse {
  std::uint32_t status = 0;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

/// What a pump brought.
struct PumpOutcome {
  bool more = false;     ///< Call again soon.
  bool drained = false;  ///< After stop(): nothing is left.
  bool waiting =
      false;  ///< Network calls are under way: simulated time should stand still until the wake.
};

/// What the plugin's calls cost.
struct PumpFigures {
  std::uint64_t pumps = 0;
  std::uint64_t slow_pumps = 0;  ///< Longer than the 50 ms that the contract asks for.
  double longest_ms = 0;
};

/// One instance of a plugin and its life. Calls never overlap: one thread, or the caller's lock;
/// only wake() comes from anywhere.
class PluginInstance {
 public:
  struct Options {
    std::string config;                 ///< JSON; empty = all defaults.
    std::string state_dir;              ///< Absolute, exists.
    std::int64_t pump_idle_ms = 60000;  ///< Pumped at least so often.
    std::size_t batch_max = 256;        ///< Events in one hook call.
  };
  struct Parts {
    const LoadedPlugin& plugin;
    HostTables& tables;
    CallScope& scope;
    Outbox& outbox;
  };
  /// @param on_wake  Called when the plugin wakes the host, from any thread; may be empty.
  PluginInstance(const Parts& parts, Options options, std::function<void()> on_wake);
  ~PluginInstance();
  PluginInstance(const PluginInstance&) = delete;
  PluginInstance& operator=(const PluginInstance&) = delete;

  /// create, init and start.
  [[nodiscard]] Outcome<void> start(const HostClock& now);
  /// Delivers the hooks that are due, then pumps once.
  [[nodiscard]] Outcome<PumpOutcome> pump(const HostClock& now);
  /// The plugin asks to be pumped: it woke us, events wait for it, or a reply is there.
  [[nodiscard]] bool wants_pump(const HostClock& now) const;
  /// In terms of monotonic_ms: pump then at the latest.
  [[nodiscard]] std::int64_t next_pump_ms() const { return next_pump_ms_; }
  [[nodiscard]] Outcome<ApiResponse> handle(const ApiRequest& request, const HostClock& now);
  [[nodiscard]] Outcome<void> stop(const HostClock& now, std::int64_t deadline_ms);
  /// Destroys; an instance that is not back in time is left alone for ever. False = it was.
  bool destroy(std::uint32_t timeout_ms);

  [[nodiscard]] const PumpFigures& figures() const { return figures_; }

 private:
  static constexpr std::uint32_t default_destroy_ms = 5000;
  static constexpr std::chrono::milliseconds quarantine_grace{500};

  [[nodiscard]] Outcome<void> create(const HostClock& now);
  void deliver(const HostClock& now);
  void count(double took_ms);
  static void wake(void* self);

  Parts parts_;
  Options options_;
  std::function<void()> on_wake_;
  raas::abi::CheckedPlugin plugin_;
  const raas_plugin_hooks* hooks_ = nullptr;
  const raas_plugin_api* api_ = nullptr;
  std::atomic<bool> woken_{false};
  bool more_ = false;
  std::int64_t next_pump_ms_ = 0;
  std::int64_t hooks_not_before_ms_ = 0;
  PumpFigures figures_;
};

}  // namespace mock
