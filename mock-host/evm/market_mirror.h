#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "aggregator/deal_book.h"
#include "evm/evm_node.h"
#include "filecoin/chain.h"

namespace mock {

/// Tells the contract that stands for the market actor on the EVM what the simulated market says of
/// the aggregator's deals, so that contracts and Filecoin methods read the same.
///
/// Level, not edge: it compares what was told with what is true, so that a reorganization that
/// takes back what was told only makes it tell again.
class MarketMirror {
 public:
  MarketMirror(EvmNode& evm, const DealBook& book, const Chain& chain)
      : evm_(evm), book_(book), chain_(chain) {}

  /// Whether there is something to tell.
  [[nodiscard]] bool has_news() const { return !news().empty(); }
  /// Nothing happens while there is no contract in the market's place.
  [[nodiscard]] Outcome<void> tell();
  /// Blocks from this one on are not what they were.
  void forget_from(std::uint64_t block);

 private:
  /// What may change about a deal.
  struct Standing {
    bool is_there = false;
    Epoch activated = no_epoch;

    friend bool operator==(const Standing&, const Standing&) = default;
  };
  struct Told {
    Standing standing;
    std::uint64_t block = 0;
  };
  /// Deals of which something else is true than what was told.
  [[nodiscard]] std::map<DealId, Standing> news() const;
  /// What is to be answered about a deal, as setAnswers() takes it.
  [[nodiscard]] std::string answers_for(DealId deal) const;
  [[nodiscard]] Outcome<std::uint64_t> send(const std::string& answers);

  EvmNode& evm_;
  const DealBook& book_;
  const Chain& chain_;
  std::map<DealId, Told> told_;
  bool is_ready_ = false;
};

}  // namespace mock
