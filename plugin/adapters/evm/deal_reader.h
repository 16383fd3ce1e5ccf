#pragma once

#include <deque>
#include <string>

#include "adapters/evm/deal_findings.h"
#include "adapters/evm/eth_caller.h"

namespace raas::evm {

/// How a node is asked.
struct DealReaderOptions {
  Millis timeout_ms = 30000;
  Millis backoff_ms_min = 1000;
  Millis backoff_ms_max = 60000;
};

/// Audits what DealStatus contracts list, at one finalized tipset each time.
///
/// The market is read as the tipset shows it, which is the state that its parent left; so the
/// contract is asked at the parent's height, and below it where that was a null round.
class DealReader final : public ContractDeals {
 public:
  /// @param transport  Used by nobody else.
  DealReader(Transport& transport, DealReaderOptions options)
      : caller_(transport, options.timeout_ms), options_(options) {}

  [[nodiscard]] bool is_idle() const override { return step_ == Step::idle; }
  void begin(ContractAudit audit) override;
  [[nodiscard]] ContractNews advance(Now now) override;

 private:
  /// What is asked next, or was asked last.
  enum class Step : std::uint8_t { idle, tipset, all, active, expiring, market };

  void ask();
  void send(std::string_view method, const std::string& params);
  [[nodiscard]] std::string list_call() const;
  void take(const EthAnswer& answer);
  void take_tipset(const EthAnswer& answer);
  void take_list(const EthAnswer& answer);
  void take_market(const EthAnswer& answer);
  void go_to(Step step);
  void read_market();
  void fail();

  EthCaller caller_;
  DealReaderOptions options_;
  ContractAudit audit_;
  AuditReading reading_;
  std::optional<ContractOpinion> opinion_;
  std::deque<DealId> deals_;  ///< Still to be looked up.

  Step step_ = Step::idle;
  std::string tipset_key_;
  Epoch block_ = no_epoch;  ///< Where the contract is asked.
  unsigned null_rounds_ = 0;
  Now now_;
  Millis due_ms_ = 0;  ///< Of the next try, or when what is in flight is given up.
  Millis backoff_ms_ = 0;
};

}  // namespace raas::evm
