#pragma once

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "control/book.h"
#include "control/context.h"
#include "control/journal.h"
#include "control/requests.h"
#include "core/contract_request.h"

namespace raas {

/// Reports each deal that was made for a contract's request to the contract, once.
///
/// A report is recorded before its transaction is asked for, and the transaction has the report's
/// key: whenever this stops, the sender is asked for that key first. Only an attempt that is over
/// without an effect gets a successor, under a key of its own.
class Reporter {
 public:
  Reporter(Book& book, const Ports& ports, const ServiceOptions& options, const Requests& requests,
           Journal& journal)
      : book_(book), ports_(ports), options_(options), requests_(requests), journal_(journal) {}

  /// Takes up where the book that was loaded ends.
  [[nodiscard]] Status load();
  void set_moment(const Moment& moment) { moment_ = moment; }

  /// Records a report for each copy of @p job that the chain proves and that has none.
  void notice(JobId job);
  /// What a wallet of our own did by itself.
  struct Step {
    Millis next_monotonic_ms = 0;
    bool is_waiting = false;  ///< Questions to a node are under way.
  };
  /// Moves it on, and writes into the book what it wants kept.
  [[nodiscard]] Step advance(Now now);
  /// Moves on what is due. Only while what was recorded is durable.
  void act();
  /// The first epoch at which there is something to do by itself; no_epoch = never.
  [[nodiscard]] Epoch next_epoch() const;

  [[nodiscard]] std::vector<DealReport> reports_of(const ContractRequest& request) const;
  /// By (contract, request, deal).
  using Key = std::tuple<std::string, std::uint64_t, DealId>;
  [[nodiscard]] const std::map<Key, DealReport>& all() const { return reports_; }

 private:
  [[nodiscard]] bool can_report() const {
    return ports_.transactions != nullptr && ports_.calls != nullptr;
  }
  void watch_wallet();
  void step(const Key& key);
  void follow(DealReport report, const ContractRequest& request, const TransactionStatus& found);
  void send(DealReport report, const ContractRequest& request);
  [[nodiscard]] Result<std::string> call_of(const DealReport& report,
                                            const ContractRequest& request) const;
  void take_refusal(const DealReport& report, const ContractRequest& request,
                    const HostRefusal& refusal);
  void try_again(DealReport report, const ContractRequest& request, const std::string& because);
  void refuse(DealReport report, const ContractRequest& request, const std::string& because);
  void put(const DealReport& report);
  void look_after(const DealReport& report, Epochs wait);
  void write(Level level, std::string_view event, const DealReport& report,
             const ContractRequest& request);

  Book& book_;
  Ports ports_;
  const ServiceOptions& options_;
  const Requests& requests_;
  Journal& journal_;
  Moment moment_;
  std::map<Key, DealReport> reports_;
  std::map<Key, Epoch> due_;    ///< Of those that are not final: when to look at them.
  bool wallet_is_well_ = true;  ///< As it was told last.
};

}  // namespace raas
