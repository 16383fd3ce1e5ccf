#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "aggregator/aggregator.h"
#include "filecoin/lotus_rpc.h"
#include "sim/synthetic_store.h"
#include "validate/findings.h"
#include "validate/scratch_folder.h"
#include "validate/subject.h"
#include "validate/watched_host.h"

namespace mock {

/// A host of its own for a plugin under test: an aggregator with a few payloads and providers, of
/// which nothing reaches the plugin but through the C ABI.
struct TrialHost {
  struct Offer {
    bool rpc = true;
    std::set<std::string> lacking;
    std::size_t tail_bytes = 0;  ///< All structs are longer by so many zero bytes.
  };
  TrialHost() : TrialHost(Offer{}) {}
  explicit TrialHost(const Offer& offer);

  [[nodiscard]] raas_tick tick() const;
  /// What the plugin must not have done.
  void judge(Findings& findings) const;

  ScratchFolder scratch;
  std::size_t tail_bytes;
  std::uint64_t told_seq = 0;  ///< The highest that any instance was told.
  SyntheticStore store;
  Aggregator aggregator;
  LotusRpc rpc;
  CallScope scope;
  CallMemory memory;
  HostTables tables;
  WatchedHost watched;
  const raas_host_table* table;  ///< What the plugin gets; another one may stand in for it.
  std::vector<std::string> log;  ///< Lines of the plugin, the first ones.
};

/// What a call brought besides its status.
struct Said {
  raas_status status = RAAS_OK;
  std::string text;
};

/// An answer of the plugin's API.
struct TrialAnswer {
  raas_status status = RAAS_OK;
  std::uint32_t http_status = 0;
  std::string body;
};

/// A deal to tell the plugin of.
struct ToldDeal {
  std::uint64_t seq = 0;
  raas_deal deal{};
};

/// How long calls took, the time in which the machine was busy with others not counted.
struct CallTimes {
  std::uint64_t calls = 0;
  std::uint64_t slow = 0;  ///< Longer than the 50 ms of the contract.
  double longest_ms = 0;
  std::string longest;  ///< Which call that was.
};

/// One instance of the plugin under test. All that it is given lies in memory that ends with the
/// call.
class Trial {
 public:
  struct Setting {
    std::string config;
    std::string state = "state";  ///< Name of the state folder in the host's scratch.
    bool is_each_call_on_its_own_thread = false;
  };
  Trial(Subject& subject, TrialHost& host) : Trial(subject, host, Setting{}) {}
  Trial(Subject& subject, TrialHost& host, Setting setting);
  ~Trial() { destroy(); }
  Trial(const Trial&) = delete;
  Trial& operator=(const Trial&) = delete;

  Said create();
  Said init();
  /// With params that @p change has changed.
  Said init(const std::function<void(raas_init&)>& change);
  Said start();
  Said pump();
  Said stop();
  /// False if it was not back in time; then it is left alone.
  bool destroy();
  /// create(), init() and start(); throws std::runtime_error with the reason if one is refused.
  void begin();

  /// Tells of deals, whatever they are.
  Said tell(const std::vector<ToldDeal>& deals, bool is_update);
  TrialAnswer ask(std::string_view method, std::string_view target, std::string_view body = "");
  [[nodiscard]] const void* extension(const char* id);

  /// Delivers what the host has to tell and pumps until nothing is left to do now. False = it does
  /// not come to rest.
  bool settle();
  /// Lets time pass, with a look at the plugin when it asked for one and each @p step epochs.
  bool run(Epochs epochs, Epochs step);
  /// The same with a host that looks at the plugin each @p step epochs only, whatever it asked for.
  bool run_late(Epochs epochs, Epochs step);

  /// Any other call, measured and with its memory ended like the rest.
  Said call(const char* name, const std::function<raas_status(raas_error*)>& work);

  [[nodiscard]] raas_instance* self() const { return self_; }
  [[nodiscard]] const raas_plugin_table& table() const { return table_; }
  [[nodiscard]] const raas_pump_result& pumped() const { return pumped_; }
  [[nodiscard]] const CallTimes& times() const { return times_; }
  /// What the plugin must not have done, seen from this instance and from its host.
  void judge(Findings& findings) const;
  /// The part of it that holds whatever the host answers.
  [[nodiscard]] const std::vector<std::string>& complaints() const { return complaints_; }
  [[nodiscard]] TrialHost& host() { return host_; }

 private:
  Said deliver_one_batch();
  Said tell_of_fetches(const std::vector<const HostEvent*>& batch);
  void count(const char* name, double took_ms);
  void look_at_durable();
  static void wake(void* self);

  TrialHost& host_;
  const raas_plugin_table& table_;
  Setting setting_;
  std::string state_dir_;
  raas_instance* self_ = nullptr;
  const raas_plugin_hooks* hooks_ = nullptr;
  const raas_plugin_api* api_ = nullptr;
  raas_pump_result pumped_{};
  std::uint64_t durable_seq_ = 0;
  std::vector<std::string> complaints_;
  CallTimes times_;
  std::atomic<bool> woken_{false};
};

}  // namespace mock
