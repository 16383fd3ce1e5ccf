#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "aggregator/aggregator.h"
#include "aggregator/judge.h"
#include "plugin_instance.h"
#include "sim/course.h"
#include "sim/scenario.h"
#include "sim/synthetic_store.h"
#include "sim/trace.h"

namespace mock {

/// The simulated clients: each uploads one payload in the first days, waits for its first deal to
/// be published, and registers a job for it with the plugin. Some change, pause or cancel it later.
class Clients : public DealObserver {
 public:
  struct Parts {
    Aggregator& aggregator;
    SyntheticStore& store;
    PluginInstance& plugin;
    Judge& judge;
    Trace& trace;
  };
  /// @p scenario must outlive the clients.
  Clients(const Parts& parts, const Scenario& scenario);

  void deal_changed(const DealRecord& record) override;
  [[nodiscard]] std::optional<Epoch> next_event() const;
  /// Does what is due.
  void act(const HostClock& now);
  /// A happening of another kind than those of clients is passed over.
  void apply(const Happening& happening, const Turn& turn);
  /// What the plugin refused for good.
  [[nodiscard]] const std::vector<std::string>& refusals() const { return refusals_; }
  [[nodiscard]] std::size_t registered() const { return registered_; }

 private:
  enum class Step : std::uint8_t { upload, enrol, change, pause, resume, cancel, drop };
  /// How far a client has come.
  struct Progress {
    std::uint64_t job = 0;  ///< 0 = not registered.
    std::uint32_t changes = 0;
    bool has_cancelled = false;
  };

  void do_step(Step step, std::size_t number, const HostClock& now);
  void upload(std::size_t number);
  void register_job(Step step, std::size_t number, const HostClock& now);
  void order(Step step, std::size_t number, const HostClock& now);
  /// Whether it was done; else it is tried again later, or noted as refused.
  bool was_accepted(const Outcome<ApiResponse>& answer, Step step, std::size_t number);
  void plan(Epoch epoch, Step step, std::size_t number);
  [[nodiscard]] const std::string& payload_of(std::size_t number) const;

  Parts parts_;
  const Scenario& scenario_;
  std::multimap<Epoch, std::pair<Step, std::size_t>> due_;
  std::map<std::string, std::size_t, std::less<>> waiting_;  ///< Payloads without a published deal.
  std::vector<Progress> progress_;
  std::vector<std::string> refusals_;
  std::size_t registered_ = 0;
};

}  // namespace mock
