#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "aggregator/aggregator.h"
#include "aggregator/judge_limits.h"

namespace mock {

/// What a client registered and got a 2xx for.
struct RegisteredJob {
  std::string payload_cid;  ///< Canonical text.
  std::uint32_t copies_min = 1;
  std::uint32_t copies_target = 1;
  std::uint32_t copies_max = 1;
  Epochs renew_below_epochs = 0;
  Epochs repair_after_epochs = 0;
  Epoch end_epoch = no_epoch;
  std::vector<ActorId> providers_excluded;
  std::string price_max;  ///< attoFIL per GiB and epoch; empty = any.
  bool verified = false;  ///< With DataCap.
};

/// What the judge cannot see in books and chain itself.
struct JudgeNotes {
  std::uint64_t seed = 0;
  Epochs epochs = 0;
  std::map<std::string, std::uint64_t> jobs_by_state;  ///< As the plugin's API lists them.
  std::vector<std::string> payloads_known_to_plugin;   ///< Canonical; of jobs that its API lists.
  std::map<std::string, std::uint64_t> rpc_calls;      ///< By method.
  std::uint64_t rpc_replies_spoiled = 0;               ///< On their way.
  std::uint64_t rpc_replies_bent = 0;  ///< By a node that saw the chain as it is not.
  std::map<std::string, std::uint64_t, std::less<>> host_calls;  ///< By function.
  std::vector<std::string> misuses;
  double wall_seconds = 0;
};

/// How things stand, for a live line.
struct CopyCount {
  std::uint64_t asked = 0;
  std::uint64_t healthy = 0;
  std::uint64_t pending = 0;
};

/// Judges the plugin's work from the aggregator's books and the chain, never by the plugin's word.
///
/// It sees every change of book and chain as it happens: make it before the first deal, and let it
/// outlive the last one.
class Judge : public DealObserver, public SectorObserver, public FetchObserver {
 public:
  explicit Judge(Aggregator& aggregator, const JudgeLimits& limits = {});
  ~Judge() override;

  void job_registered(const RegisteredJob& job);
  void job_cancelled(const std::string& payload_cid);
  /// Paused, or resumed.
  void job_paused(const std::string& payload_cid, bool paused);
  /// Something keeps the plugin from its work from now on, or does so no longer.
  void hindered(Hindrance by, bool begins);
  /// How long do jobs wait? Looks at all for which that can have changed, if it is time for it.
  /// Call it at every step.
  void look_around();
  void deal_changed(const DealRecord& record) override;
  void sector_turned(ActorId miner, SectorNumber sector) override;
  void fetch_begun(std::size_t held) override;

  [[nodiscard]] CopyCount count() const;
  /// The report as JSON text with a line break at the end.
  [[nodiscard]] std::string report(const JudgeNotes& notes);
  /// Those that were seen so far, without those that only show in the end.
  [[nodiscard]] const std::vector<std::string>& violations_so_far() const;
  /// Of the newest report.
  [[nodiscard]] const std::vector<std::string>& violations() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace mock
