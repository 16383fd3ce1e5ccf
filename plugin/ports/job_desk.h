#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "core/contract_request.h"
#include "core/job.h"
#include "core/plan.h"
#include "core/replica.h"
#include "ports/store.h"

namespace raas {

/// A client's order, checked as far as it can be without knowing other jobs.
struct Order {
  std::string client;  ///< May be empty.
  Cid payload;
  std::string payload_text;  ///< As the client wrote it.
  Piece piece;               ///< If the order named it; may be empty.
  Terms terms;
  std::string label;
};

/// What became of an order.
enum class OrderOutcome : std::uint8_t { created, updated, unchanged };

/// Which job an order became.
struct OrderReceipt {
  JobId job = 0;
  OrderOutcome outcome = OrderOutcome::created;
};

/// One copy as the API shows it.
struct ReplicaStatus {
  Replica replica;
  Standing standing = Standing::unknown;
};

/// One job as the API shows it.
struct JobStatus {
  Job job;
  std::vector<ReplicaStatus> replicas;  ///< Sorted by (slot, id).
  std::vector<Intent> intents;          ///< In flight, sorted by key.
  std::uint32_t copies_lasting = 0;
  std::uint32_t copies_in_flight = 0;
  std::string next;  ///< What is next, in words.
  Epoch next_look = 0;
};

/// Which jobs are listed; what is not set does not matter.
struct JobFilter {
  std::optional<JobState> state;
  std::optional<std::string> client;
};

/// A page of jobs.
struct JobPage {
  std::vector<JobStatus> jobs;
  JobId next_after = 0;  ///< 0 = that was the last page.
  std::uint64_t total = 0;
};

/// A contract's request as the API shows it.
struct RequestStatus {
  ContractRequest request;
  std::vector<DealReport> reports;  ///< Of its deals to the contract, sorted by deal.
};

/// State of the whole, for /healthz and /metrics.
struct DeskHealth {
  bool store_ok = true;
  bool chain_trusted = false;
  std::string because;  ///< Why not healthy; empty if healthy.
  Epoch tip = no_epoch;
  Epoch head = no_epoch;
  Millis last_pump_unix_ms = 0;
  std::uint64_t pumps = 0;  ///< Heartbeat.
};

/// A metric sample in Prometheus's terms.
struct Sample {
  std::string labels;  ///< `{state="active"}` or empty.
  double value = 0;
};
/// A metric with its samples.
struct Metric {
  std::string name;  ///< E.g. "raas_jobs".
  std::string help;
  bool counter = false;  ///< Else a gauge.
  std::vector<Sample> samples;
};

/// The front desk of the service: what the API asks of it. Writes are durable when they return.
class JobDesk {
 public:
  virtual ~JobDesk() = default;

  /// Terms for an order that says nothing of them, from the config.
  [[nodiscard]] virtual const Terms& default_terms() const = 0;
  /// Lower bound for Terms::renew_below_epochs: twice the sealing time.
  [[nodiscard]] virtual Epochs renew_below_epochs_min() const = 0;
  /// Now in chain time, and the chain's clock.
  [[nodiscard]] virtual Epoch epoch_now() const = 0;
  [[nodiscard]] virtual const ChainTime& time() const = 0;

  /// Takes all orders in one transaction or none. An order for a (client, payload) that is known
  /// changes that job's terms. A cancelled job is made active again.
  [[nodiscard]] virtual Result<std::vector<OrderReceipt>> place(
      const std::vector<Order>& orders) = 0;

  [[nodiscard]] virtual Result<JobStatus> job(JobId id) const = 0;
  /// Jobs with ids > @p after, ascending.
  [[nodiscard]] virtual JobPage jobs(const JobFilter& filter, JobId after,
                                     std::size_t limit) const = 0;
  /// All jobs for one piece of data, of all clients.
  [[nodiscard]] virtual std::vector<JobStatus> jobs_of(const Cid& payload) const = 0;

  /// Requests of contracts for one piece of data, refused and withdrawn ones too.
  [[nodiscard]] virtual std::vector<RequestStatus> requests_of(const Cid& payload) const = 0;
  /// Those with one id, of all contracts.
  [[nodiscard]] virtual std::vector<RequestStatus> requests_with(std::uint64_t id) const = 0;

  /// Changes terms and label (nullopt = leave).
  [[nodiscard]] virtual Status amend(JobId id, const Terms& terms,
                                     std::optional<std::string> label) = 0;
  [[nodiscard]] virtual Status cancel(JobId id) = 0;
  /// rejected if the job is done or cancelled; pausing a paused job is fine.
  [[nodiscard]] virtual Status pause(JobId id) = 0;
  [[nodiscard]] virtual Status resume(JobId id) = 0;

  /// Newest first.
  [[nodiscard]] virtual Result<std::vector<HistoryEntry>> history(JobId id,
                                                                  std::uint64_t before_seq,
                                                                  std::size_t limit) = 0;
  /// The operator's word that the copies are gone which the feed guard holds back. Durable.
  /// @return How many they were.
  [[nodiscard]] virtual Result<std::size_t> release_feed() = 0;
  [[nodiscard]] virtual DeskHealth health() const = 0;
  /// Of many jobs they are a minute or two old, see raas_counted_epoch.
  [[nodiscard]] virtual std::vector<Metric> metrics() = 0;
};

}  // namespace raas
