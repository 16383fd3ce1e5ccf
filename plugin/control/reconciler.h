#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "control/action_queue.h"
#include "control/executor.h"
#include "control/ledger.h"
#include "control/placer.h"
#include "core/plan.h"
#include "policy/budget.h"
#include "policy/explain.h"
#include "policy/feed_guard.h"
#include "policy/kept_places.h"

namespace raas {

/// Looks at jobs that are due, one pure decision each, and records what is to be done: the most
/// urgent over all jobs first, as far as limits, budgets and the feed guard let it through.
class Reconciler {
 public:
  Reconciler(Book& book, const Ports& ports, const ServiceOptions& options, Ledger& ledger,
             Executor& executor, FeedGuard& guard, Journal& journal)
      : book_(book),
        ports_(ports),
        options_(options),
        ledger_(ledger),
        executor_(executor),
        guard_(guard),
        journal_(journal),
        placer_(book, ports, options, budget_, journal) {}

  void set_moment(const Moment& moment) {
    moment_ = moment;
    placer_.set_moment(moment);
  }
  /// After a restart: what was spent within the last hour, as far as the intents in flight tell.
  void restore_budget();

  /// Looks at some of the jobs that are due, and when all of them were looked at, serves some of
  /// what they and others need, the most urgent first. @return Whether something is left over.
  [[nodiscard]] bool reconcile_due(const SliceLimit& limit);
  /// All jobs are due now.
  void look_at_all();
  /// The first epoch at which there is something to do by itself; no_epoch = never.
  [[nodiscard]] Epoch next_epoch() const;

  /// Actions that wait for their turn.
  [[nodiscard]] std::size_t waiting() const;
  /// What an action of @p job waits for; empty if none waits.
  [[nodiscard]] std::string waits_for(JobId job) const;
  /// Why the word of the chain is doubted; empty = it is not.
  [[nodiscard]] const std::string& doubt() const { return doubt_; }

 private:
  /// Whether it can only be decided after new readings of its copies.
  bool look_at_job(JobCell& cell);
  [[nodiscard]] bool knows_hosts_deals(JobCell& cell);
  void follow_up_requests(JobCell& cell);
  [[nodiscard]] Observation seen_of(const JobCell& cell) const;
  [[nodiscard]] Plan look(JobCell& cell);
  [[nodiscard]] std::uint32_t holders_reliability(const JobCell& cell) const;
  [[nodiscard]] Epoch next_look(const JobCell& cell, const Plan& plan) const;
  void prune(const JobCell& cell);
  void record_small_changes(JobCell& cell, const Plan& plan);

  void check_feed();
  void check_outages();
  [[nodiscard]] bool serve_waiting(const SliceLimit& limit);
  void hold_back(const WaitingAction& action);
  [[nodiscard]] std::string limit_reached(const WaitingAction& next, const Piece& piece);
  void serve(JobCell& cell, SlotNumber slot);
  void record(JobCell& cell, const Action& action, Inputs inputs, ActorId provider);
  void complain_of_no_place(JobCell& cell, const Action& action, const Error& why);

  Book& book_;
  Ports ports_;
  const ServiceOptions& options_;
  Ledger& ledger_;
  Executor& executor_;
  FeedGuard& guard_;
  Journal& journal_;
  Moment moment_;
  Budget budget_;
  Placer placer_;
  ActionQueue queue_;
  std::string limit_;  ///< What the queue waits for; empty = nothing.
  KeptPlaces kept_;    ///< Until what was asked about their copies is read.
  std::string doubt_;
  Epoch doubted_until_ = no_epoch;  ///< The tip when the last doubt ended.
  bool is_serving_ = false;         ///< The queue was not gone through to its end yet.
  std::map<JobId, std::vector<WaitingAction>> held_back_;  ///< Until it was.
  std::set<JobId> left_alone_;  ///< Jobs with a repair that waits for the end of an outage.
};

}  // namespace raas
