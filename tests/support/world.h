#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <type_traits>
#include <vector>

#include "control/service.h"
#include "support/contracts.h"

namespace raas::test {

/// Thrown by the port call at which a World was told to stop: the process is gone, what was durable
/// stays.
struct Stopped {};

/// Counts port calls and stops at one of them.
class CallCounter {
 public:
  void fail_after(std::size_t calls) { left_ = calls; }
  void fail_never() { left_ = never; }
  void count() {
    ++made_;
    if (left_ == never) return;
    if (left_ == 0) throw Stopped{};
    --left_;
  }
  [[nodiscard]] std::size_t made() const { return made_; }

 private:
  static constexpr std::size_t never = static_cast<std::size_t>(-1);
  std::size_t left_ = never;
  std::size_t made_ = 0;
};

/// A store in memory: what was committed outlives the service.
class MemoryStore : public Store {
 public:
  explicit MemoryStore(CallCounter& calls) : calls_(calls) {}
  Result<StoreContents> load(const TakeJob& take) override;
  Status commit(const StoreBatch& batch) override;
  Result<std::vector<HistoryEntry>> history(JobId job, std::uint64_t before_seq,
                                            std::size_t limit) override;
  Result<std::vector<Intent>> intents(JobId job, std::size_t limit) override;

  bool is_down = false;
  std::size_t commits = 0;
  std::vector<HistoryEntry> lines;

 private:
  CallCounter& calls_;
  std::map<JobId, StoredJob> jobs_;
  std::map<IntentKey, Intent> intents_;
  std::map<ActorId, ProviderRecord> providers_;
  std::map<std::string, std::string> cursors_;
  ReplicaId replica_id_max_ = 0;
};

/// A deal in the world: made for a key (or none), on chain under its id.
struct WorldDeal {
  DealRequest request;
  std::uint64_t id = 0;
  HostDealState state = HostDealState::accepted;
  Finding finding = Finding::unsealed;
  Epoch since = 0;
  Epoch end_epoch = 0;
};

/// Host and chain in one: deals seal after a while and are then proven, until a test says
/// otherwise.
class WorldHost : public HostDeals, public HostData, public Directory, public ChainView {
 public:
  explicit WorldHost(CallCounter& calls) : calls_(calls) {}

  boost::system::result<std::uint64_t, HostRefusal> make_deal(const DealRequest& request) override;
  Result<HostDeal> find_request(std::string_view key) override;
  Status cancel(std::uint64_t request_id) override;
  Result<std::vector<HostDeal>> list_deals(std::string_view payload_text,
                                           std::size_t limit) override;

  boost::system::result<std::uint64_t, HostRefusal> fetch(
      std::string_view payload_text, std::span<const FetchSource> sources) override;
  Result<Fetch> get_fetch(std::uint64_t fetch_id) override;
  void release(std::uint64_t data_handle) override { staged.erase(data_handle); }

  [[nodiscard]] bool exists() const override { return providers != 0; }
  Result<std::vector<Candidate>> list() override;

  void watch(const Replica& replica) override { watched_[replica.id] = replica; }
  void forget(ReplicaId replica) override { watched_.erase(replica); }
  void recheck(ReplicaId replica) override { rechecks_.insert(replica); }
  ChainReport advance(Now now) override;
  [[nodiscard]] const ChainHealth& health() const override { return health_; }
  [[nodiscard]] const ChainTime& time() const override {
    return assumed_time ? *assumed_time : time_;
  }
  [[nodiscard]] bool knows_time() const override { return !assumed_time; }
  void resume_time(const ChainTime& time) override {
    time_ = time;
    assumed_time.reset();
  }
  [[nodiscard]] bool is_waiting() const override { return false; }
  [[nodiscard]] ChainCounters counters() const override { return {}; }

  /// A deal that the host makes by itself.
  std::uint64_t add_own_deal(const std::string& payload_text, ActorId provider, Epoch end_epoch);
  void set_finding(std::uint64_t deal, Finding finding, Epoch since);
  /// The process is gone: what only its memory held is gone as well.
  void forget_process();
  [[nodiscard]] HostDeal told(const WorldDeal& deal) const;

  ActorId providers = 6;  ///< f01000.. ; 0 = no directory
  Epochs sealing_epochs = 600;
  bool chain_trusted = true;
  std::optional<ChainTime> assumed_time;  ///< The network's own was not told yet.
  bool aggregates = false;                ///< Deals come with a proof of inclusion:
  Inclusion inclusion;                    ///< This one.
  Piece piece;  ///< Of each deal, as host and chain have it; empty = not told.
  std::uint32_t fetches_failing = 0;  ///< So many fetches fail; a failed one is forgotten.
  std::string unfetchable;            ///< All fetches of this data fail, too.
  bool fetches_run = false;           ///< They do not end by themselves.
  HostRefusal* refuse_deals_with = nullptr;
  HostRefusal* refuse_fetches_with = nullptr;
  std::size_t fetches_asked = 0;
  std::map<std::uint64_t, WorldDeal> deals;
  std::map<std::uint64_t, std::string> staged;  ///< What it is, by handle.

 private:
  void grow(Epoch epoch);

  CallCounter& calls_;
  ChainHealth health_;
  ChainTime time_;
  std::map<ReplicaId, Replica> watched_;
  std::map<ReplicaId, Finding> read_before_;
  std::set<ReplicaId> rechecks_;
  std::map<std::uint64_t, Epoch> asked_at_;
  std::uint64_t next_handle_ = 1;
};

class Silence : public Events {
 public:
  void emit(const Event&) override {}
  [[nodiscard]] bool wants(Level) const override { return false; }
};

/// A service in a small world whose time the test moves.
class World {
 public:
  static constexpr Epoch beginning = 5000000;

  explicit World(ServiceOptions options = {});

  Service& service() { return *service_; }
  /// Pumps at every look that is due until @p epochs have passed.
  void run(Epochs epochs);
  /// As run(), but the process ends at the call that fail_after() named. True if it did.
  bool run_until_stopped(Epochs epochs);
  /// kill -9 and a new start with what was durable.
  void restart();
  [[nodiscard]] Now now() const;
  /// From now on requests of @p contract become jobs.
  void follow(MemoryContract& contract);
  /// From now on lists of contracts are audited.
  void audit_by(ContractDeals& audits) {
    contract_deals_ = &audits;
    restart();
  }
  /// From now on deals of its requests are reported.
  template <class Chain>
  void report_to(Chain& chain) {
    transactions_ = &chain;
    contract_calls_ = &chain;
    if constexpr (std::is_base_of_v<Wallet, Chain>) wallet_ = &chain;
    restart();
  }

  [[nodiscard]] std::size_t deals_made() const { return host.deals.size(); }
  [[nodiscard]] std::size_t deals_proven() const;
  /// Keys that more than one deal was made for: must always be empty.
  [[nodiscard]] std::vector<std::string> keys_used_twice() const;

  CallCounter calls;
  MemoryStore store{calls};
  WorldHost host{calls};
  Epoch epoch = beginning;

 private:
  Silence silence_;
  ServiceOptions options_;
  MemoryContract* contract_ = nullptr;
  ContractDeals* contract_deals_ = nullptr;
  Transactions* transactions_ = nullptr;
  const ContractCalls* contract_calls_ = nullptr;
  Wallet* wallet_ = nullptr;
  std::unique_ptr<Service> service_;
};

/// "N copies of this", with the defaults of the terms for the rest.
[[nodiscard]] Order order_of(std::uint32_t copies, std::string_view client = "");

}  // namespace raas::test
