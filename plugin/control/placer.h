#pragma once

#include <vector>

#include "control/book.h"
#include "control/context.h"
#include "control/journal.h"
#include "core/observation.h"
#include "core/plan.h"
#include "policy/budget.h"

namespace raas {

/// Finds a provider for an action, from the host's directory and what we have met ourselves.
class Placer {
 public:
  Placer(Book& book, const Ports& ports, const ServiceOptions& options, Budget& budget,
         Journal& journal)
      : book_(book), ports_(ports), options_(options), budget_(budget), journal_(journal) {}

  void set_moment(const Moment& moment) { moment_ = moment; }

  /// no_provider if the host has no directory: then it chooses itself.
  [[nodiscard]] Result<ActorId> choose(const JobCell& cell, const Action& action);
  /// By the directory as it was last read; empty = not known.
  [[nodiscard]] std::string organisation_of(ActorId provider) const;

 private:
  void refresh_candidates();

  Book& book_;
  Ports ports_;
  const ServiceOptions& options_;
  Budget& budget_;
  Journal& journal_;
  Moment moment_;
  std::vector<Candidate> candidates_;
  Epoch candidates_read_epoch_ = no_epoch;
};

}  // namespace raas
