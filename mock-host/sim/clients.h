#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "aggregator/aggregator.h"
#include "aggregator/judge.h"
#include "plugin_instance.h"
#include "sim/scenario.h"
#include "sim/synthetic_store.h"
#include "sim/trace.h"

namespace mock {

/// The simulated clients: each uploads one payload in the first days, waits for its first deal to
/// be published, and registers a job for it with the plugin.
class Clients : public DealObserver {
 public:
  struct Parts {
    Aggregator& aggregator;
    SyntheticStore& store;
    PluginInstance& plugin;
    Judge& judge;
    Trace& trace;
  };
  Clients(const Parts& parts, const ClientOptions& options, std::uint64_t seed);

  void deal_changed(const DealRecord& record) override;
  [[nodiscard]] std::optional<Epoch> next_event() const;
  /// Does what is due.
  void act(const HostClock& now);
  /// Registrations that the plugin refused for good.
  [[nodiscard]] const std::vector<std::string>& refusals() const { return refusals_; }
  [[nodiscard]] std::size_t registered() const { return registered_; }

 private:
  enum class Step : std::uint8_t { upload, enrol, drop };
  void upload(std::size_t number);
  void enrol(std::size_t number, const HostClock& now);
  void plan(Epoch epoch, Step step, std::size_t number);

  Parts parts_;
  ClientOptions options_;
  std::uint64_t seed_;
  std::multimap<Epoch, std::pair<Step, std::size_t>> due_;
  std::map<std::string, std::size_t, std::less<>> waiting_;  ///< Payloads without a published deal.
  std::vector<std::string> refusals_;
  std::size_t registered_ = 0;
};

}  // namespace mock
