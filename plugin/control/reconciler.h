#pragma once

#include <vector>

#include "control/executor.h"
#include "control/ledger.h"
#include "core/plan.h"
#include "policy/explain.h"
#include "policy/urgency.h"

namespace raas {

/// Looks at jobs that are due, one pure decision each, and records what is to be done.
class Reconciler {
 public:
  Reconciler(Book& book, const Ports& ports, const ServiceOptions& options, Ledger& ledger,
             Executor& executor, Journal& journal)
      : book_(book),
        ports_(ports),
        options_(options),
        ledger_(ledger),
        executor_(executor),
        journal_(journal) {}

  void set_moment(const Moment& moment) { moment_ = moment; }

  /// Looks at up to @p limit of the jobs that are due. Jobs with the fewest copies are served
  /// first.
  /// @return Whether jobs are left over.
  [[nodiscard]] bool reconcile_due(std::size_t limit);
  /// The first epoch at which a job becomes due by itself; no_epoch = never.
  [[nodiscard]] Epoch next_epoch() const;

 private:
  /// An action that was decided and waits to be served.
  struct Need {
    Urgency urgency;
    Action action;
    Inputs inputs;
  };

  [[nodiscard]] std::vector<JobId> due_jobs(std::size_t limit, bool& left_over) const;
  [[nodiscard]] bool knows_hosts_deals(JobCell& cell);
  void follow_up_requests(JobCell& cell);
  [[nodiscard]] Plan look(JobCell& cell, std::vector<Need>& needs);
  [[nodiscard]] Epoch next_look(const JobCell& cell, const Plan& plan) const;
  void prune(const JobCell& cell);
  void record_small_changes(JobCell& cell, const Plan& plan);
  void serve(const Need& need);
  void record(JobCell& cell, const Need& need, ActorId provider);
  [[nodiscard]] Result<ActorId> choose_provider(const JobCell& cell, const Action& action);
  void refresh_candidates();
  void complain_of_no_place(JobCell& cell, const Action& action, const Error& why);

  Book& book_;
  Ports ports_;
  const ServiceOptions& options_;
  Ledger& ledger_;
  Executor& executor_;
  Journal& journal_;
  Moment moment_;
  std::vector<Candidate> candidates_;
  Epoch candidates_read_epoch_ = no_epoch;
};

}  // namespace raas
