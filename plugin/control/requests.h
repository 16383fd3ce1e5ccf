#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "control/book.h"
#include "control/context.h"
#include "control/journal.h"
#include "core/contract_request.h"

namespace raas {

/// Makes jobs of what clients submit to contracts: one for each request, once.
///
/// A request has no client's name that could be relied on, as the events carry none, so each is a
/// client of its own: "<contract>/<id>". Two requests for the same data are two jobs then, each
/// with its own terms.
class Requests {
 public:
  Requests(Book& book, const Ports& ports, const ServiceOptions& options, Journal& journal)
      : book_(book), ports_(ports), options_(options), journal_(journal) {}

  /// Takes up where the book that was loaded ends.
  [[nodiscard]] Status load();
  void set_moment(const Moment& moment) { moment_ = moment; }

  /// What advance() came to.
  struct Step {
    std::vector<JobId> jobs;  ///< That were made, or made active again.
    Millis next_monotonic_ms = 0;
    bool is_waiting = false;  ///< Questions to a node are under way.
  };
  /// Writes into the book what was submitted and taken back, with the cursor after it: one commit
  /// makes both durable or none.
  [[nodiscard]] Step advance(Now now);

  /// The request that @p job was made for; nullptr if there is none, or none any more.
  [[nodiscard]] const ContractRequest* of_job(JobId job) const;
  /// Those for one piece of data, or those with one id of their contract.
  [[nodiscard]] std::vector<ContractRequest> find(const Cid& payload) const;
  [[nodiscard]] std::vector<ContractRequest> find(std::uint64_t id) const;
  /// By (contract, id).
  using ByKey = std::map<std::pair<std::string, std::uint64_t>, ContractRequest>;
  [[nodiscard]] const ByKey& all() const { return requests_; }

 private:
  void withdraw(const std::string& contract, std::uint64_t from_id);
  [[nodiscard]] JobId take(const std::string& contract, const Registration& told);
  [[nodiscard]] JobId take_job(const ContractRequest& request, const RegisteredTerms& made);
  [[nodiscard]] bool was_cancelled(const ContractRequest& request, const Job& job,
                                   const Terms& terms) const;
  void put(const ContractRequest& request);
  void watch_health(const Registrations& follower);

  Book& book_;
  Ports ports_;
  const ServiceOptions& options_;
  Journal& journal_;
  Moment moment_;
  ByKey requests_;
  std::map<JobId, ByKey::key_type> by_job_;
  std::set<std::string> unavailable_;  ///< Contracts that it was told of that they are.
};

}  // namespace raas
