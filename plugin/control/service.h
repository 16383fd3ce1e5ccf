#pragma once

#include <deque>
#include <vector>

#include "control/auditor.h"
#include "control/book.h"
#include "control/census.h"
#include "control/context.h"
#include "control/executor.h"
#include "control/intake.h"
#include "control/journal.h"
#include "control/ledger.h"
#include "control/reconciler.h"
#include "control/reporter.h"
#include "control/requests.h"
#include "policy/feed_guard.h"
#include "ports/job_desk.h"

namespace raas {

/// What one pump came to.
struct PumpOutcome {
  bool more = false;     ///< Work is left over.
  bool waiting = false;  ///< Network calls are under way.
  bool drained = false;  ///< After stop(): nothing is left to do.
  Millis next_monotonic_ms = 0;
  std::uint64_t hooks_durable_seq = 0;
};

/// The service: everything between the hooks and API above and the ports below.
class Service : public JobDesk {
 public:
  Service(const Ports& ports, ServiceOptions options);

  /// Loads what was durable. Called once, before anything else.
  [[nodiscard]] Status open(Now now);
  /// Does the work that is due: intake, chain, decisions, commit, actions, commit.
  [[nodiscard]] PumpOutcome pump(Now now);
  /// From now on nothing is begun, and nothing is kept in the host's staging.
  void stop();
  /// Takes all events or, if the queue is full, none.
  [[nodiscard]] bool offer(std::vector<HookEvent> events) {
    if (!has_room_for(events.size())) return false;
    for (HookEvent& event : events) take_event(std::move(event));
    return true;
  }
  /// The same in two steps, for a hook that asks for no memory of its own.
  [[nodiscard]] bool has_room_for(std::size_t events) const { return intake_.has_room_for(events); }
  void take_event(HookEvent&& event) { intake_.take(std::move(event)); }

  /// Sets the clock for the calls of JobDesk that follow.
  void set_now(Now now);

  [[nodiscard]] const Terms& default_terms() const override { return options_.default_terms; }
  [[nodiscard]] Epochs renew_below_epochs_min() const override;
  [[nodiscard]] Epoch epoch_now() const override { return moment_.epoch; }
  [[nodiscard]] const ChainTime& time() const override { return ports_.chain.time(); }
  [[nodiscard]] Result<std::vector<OrderReceipt>> place(const std::vector<Order>& orders) override;
  [[nodiscard]] Result<JobStatus> job(JobId id) const override;
  [[nodiscard]] JobPage jobs(const JobFilter& filter, JobId after,
                             std::size_t limit) const override;
  [[nodiscard]] std::vector<JobStatus> jobs_of(const Cid& payload) const override;
  [[nodiscard]] std::vector<RequestStatus> requests_of(const Cid& payload) const override;
  [[nodiscard]] std::vector<RequestStatus> requests_with(std::uint64_t id) const override;
  [[nodiscard]] Status amend(JobId id, const Terms& terms,
                             std::optional<std::string> label) override;
  [[nodiscard]] Status cancel(JobId id) override;
  [[nodiscard]] Status pause(JobId id) override;
  [[nodiscard]] Status resume(JobId id) override;
  [[nodiscard]] Result<std::vector<HistoryEntry>> history(JobId id, std::uint64_t before_seq,
                                                          std::size_t limit) override;
  [[nodiscard]] Result<std::size_t> release_feed() override;
  [[nodiscard]] DeskHealth health() const override;
  [[nodiscard]] std::vector<Metric> metrics() override;

 private:
  struct GoneCopy {
    ReplicaId replica = 0;
    JobId job = 0;
    Epoch since = no_epoch;
  };
  struct JobChange {
    std::string_view event;
    std::string because;
  };

  [[nodiscard]] Status resume_time();
  void keep_time();
  void load(StoredJob&& stored);
  void restore_guard();
  /// Takes what the chain told, as much as one pump may.
  void take_readings(std::vector<Reading> news, const SliceLimit& limit);
  void notice_setback();
  void take(const Reading& reading);
  [[nodiscard]] Requests::Step follow_contracts(Now now);
  [[nodiscard]] bool commit();
  [[nodiscard]] Millis next_monotonic(Millis chain_next, bool more) const;
  [[nodiscard]] RequestStatus status_of(const ContractRequest& request) const;
  [[nodiscard]] OrderReceipt take_order(const Order& order, Book::Undo& undo);
  /// Makes @p job durable with a line of history, or leaves everything as it was.
  [[nodiscard]] Status change_job(const Job& job, const JobChange& change);
  [[nodiscard]] JobStatus status_of(const JobCell& cell) const;

  Ports ports_;
  ServiceOptions options_;
  Moment moment_;
  Book book_;
  Journal journal_;
  FeedGuard guard_;
  Ledger ledger_;
  Executor executor_;
  Reconciler reconciler_;
  Intake intake_;
  Requests requests_;
  Reporter reporter_;
  Auditor auditor_;
  Census census_;
  std::deque<Reading> readings_;         ///< That wait for their pump.
  std::vector<GoneCopy> gone_at_start_;  ///< Until open() has told the guard of them.
  Epoch epoch_decided_ = no_epoch;       ///< The newest one in which jobs were looked at.
  bool stopping_ = false;
  bool store_ok_ = true;
  std::string store_trouble_;
  std::uint64_t hooks_durable_seq_ = 0;
  std::uint64_t pumps_ = 0;
  std::uint64_t commits_failed_ = 0;
};

}  // namespace raas
