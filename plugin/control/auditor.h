#pragma once

#include <map>
#include <vector>

#include "control/book.h"
#include "control/context.h"
#include "control/journal.h"
#include "control/reporter.h"
#include "control/requests.h"

namespace raas {

/// Has the lists of contracts compared with the market and with our copies, request by request, in
/// rounds. Differences are written down for people; nothing is decided by them, and nothing that is
/// listed becomes a copy.
class Auditor {
 public:
  Auditor(Book& book, const Ports& ports, const ServiceOptions& options, const Requests& requests,
          const Reporter& reporter, Journal& journal)
      : book_(book),
        ports_(ports),
        options_(options),
        requests_(requests),
        reporter_(reporter),
        journal_(journal) {}

  void set_moment(const Moment& moment) { moment_ = moment; }

  /// What advance() came to.
  struct Step {
    Millis next_monotonic_ms = 0;
    bool is_waiting = false;  ///< Questions to a node are under way.
  };
  [[nodiscard]] Step advance(Now now);

 private:
  [[nodiscard]] bool begin_next();
  [[nodiscard]] ContractAudit audit_of(const ContractRequest& request) const;
  void write(const ContractOpinion& opinion);

  Book& book_;
  Ports ports_;
  const ServiceOptions& options_;
  const Requests& requests_;
  const Reporter& reporter_;
  Journal& journal_;
  Moment moment_;
  Epoch round_epoch_ = no_epoch;  ///< When the round that is under way began, or the last one.
  bool is_in_round_ = false;
  Requests::ByKey::key_type last_key_;  ///< Of the request that was looked at last.
  std::map<Requests::ByKey::key_type, std::vector<ContractFinding>> told_;
};

}  // namespace raas
