#pragma once

#include <deque>
#include <initializer_list>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "ports/contract_calls.h"
#include "ports/transactions.h"
#include "support/world.h"

namespace raas::test {

/// A wallet, its chain and the contract there: a transaction is final at the third question about
/// it. What was recorded outlives the service.
class LedgerChain : public Transactions, public ContractCalls {
 public:
  boost::system::result<std::uint64_t, HostRefusal> send(
      const TransactionRequest& request) override {
    count();
    if (!has_funds) {
      return HostRefusal{.error = Error(Code::unavailable, "send: NO_FUNDS"),
                         .retry_after_ms = 60000,
                         .no_funds = true};
    }
    const auto [at, is_new] = transactions_.try_emplace(request.key, Transaction{});
    if (!is_new) return at->second.id;
    if (is_watching != nullptr && !is_recorded(request.calldata)) ++sent_before_recorded;
    at->second.id = transactions_.size();
    at->second.effect = request.calldata;
    if (!fates_.empty()) {
      at->second.fate = fates_.front();
      fates_.pop_front();
    }
    count();  // the wallet has it, the plugin may never hear of it
    return at->second.id;
  }
  Result<TransactionStatus> find(std::string_view key) override {
    count();
    const auto found = transactions_.find(std::string(key));
    if (found == transactions_.end()) return Error(Code::not_found, "find: NOT_FOUND");
    Transaction& transaction = found->second;
    if (++transaction.questions < 3) return TransactionStatus{};
    TransactionStatus status;
    status.stage = transaction.fate;
    return status;
  }

  /// A name of the report serves as its calldata: the world has no proofs to check.
  Result<std::string> complete(const Completion& completion) const override {
    if (!refuses_proof.empty()) return Error(Code::invalid_input, refuses_proof);
    return completion.report.name();
  }
  std::string reason_of(std::string_view) const override { return "ActorError(32)"; }

  void fail_next(std::initializer_list<TransactionStage> fates) { fates_ = fates; }
  void stops_with(CallCounter& calls) { calls_ = &calls; }

  /// Transactions that were ever accepted.
  [[nodiscard]] std::size_t sent() const { return transactions_.size(); }
  /// What the contract keeps in the end.
  [[nodiscard]] std::set<std::string> effects() const {
    std::set<std::string> kept;
    for (const auto& [key, each] : transactions_) {
      if (each.fate == TransactionStage::final) kept.insert(each.effect);
    }
    return kept;
  }
  /// What was mined with success more than once: must always be empty.
  [[nodiscard]] std::vector<std::string> effects_twice() const {
    std::map<std::string, int> times;
    for (const auto& [key, each] : transactions_) {
      if (each.fate == TransactionStage::final) ++times[each.effect];
    }
    std::vector<std::string> twice;
    for (const auto& [effect, count] : times) {
      if (count > 1) twice.push_back(effect);
    }
    return twice;
  }

  bool has_funds = true;
  std::string refuses_proof;
  MemoryStore* is_watching = nullptr;
  std::size_t sent_before_recorded = 0;

 private:
  struct Transaction {
    std::uint64_t id = 0;
    std::string effect;
    TransactionStage fate = TransactionStage::final;
    int questions = 0;
  };

  void count() {
    if (calls_ != nullptr) calls_->count();
  }
  [[nodiscard]] bool is_recorded(const std::string& name) const {
    for (const Cursor& cursor : is_watching->load([](StoredJob&&) {}).value().cursors) {
      if (cursor.name == name) return true;
    }
    return false;
  }

  std::map<std::string, Transaction> transactions_;
  std::deque<TransactionStage> fates_;
  CallCounter* calls_ = nullptr;
};

}  // namespace raas::test
