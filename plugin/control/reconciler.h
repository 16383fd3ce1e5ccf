#pragma once

#include <vector>

#include "control/executor.h"
#include "control/ledger.h"
#include "core/plan.h"

namespace raas {

/// Looks at jobs that are due, one pure decision each, and records what is to be done.
class Reconciler {
 public:
  Reconciler(Book& book, const Ports& ports, const ServiceOptions& options, Ledger& ledger,
             Executor& executor, Journal& journal)
      : book_(book), ports_(ports), options_(options), ledger_(ledger), executor_(executor),
        journal_(journal) {}

  void set_moment(const Moment& moment) { moment_ = moment; }

  /// Looks at up to @p limit of the jobs that are due. Jobs with the fewest copies are served first.
  /// @return Whether jobs are left over.
  [[nodiscard]] bool reconcile_due(std::size_t limit);
  /// The first epoch at which a job becomes due by itself; no_epoch = never.
  [[nodiscard]] Epoch next_epoch() const;

 private:
  struct Need {
    JobId job = 0;
    Plan plan;
  };

  [[nodiscard]] std::vector<JobId> due_jobs(std::size_t limit, bool& left_over) const;
  [[nodiscard]] bool knows_hosts_deals(JobCell& cell);
  void follow_up_requests(JobCell& cell);
  [[nodiscard]] Plan look(JobCell& cell);
  [[nodiscard]] Epoch next_look(const JobCell& cell, const Plan& plan) const;
  void prune(const JobCell& cell);
  void record_small_changes(JobCell& cell, const Plan& plan);
  void record_actions(const Need& need);
  [[nodiscard]] bool record(JobCell& cell, const Action& action);
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
