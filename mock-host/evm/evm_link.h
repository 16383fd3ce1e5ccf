#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "aggregator/aggregator.h"
#include "aggregator/tx_book.h"
#include "evm/block_epochs.h"
#include "evm/eth_front.h"
#include "evm/evm_node.h"
#include "evm/market_mirror.h"
#include "evm/wallet.h"
#include "filecoin/heights.h"

namespace mock {

/// Which EVM a simulated network has.
struct EvmOptions {
  std::string url;       ///< "http://127.0.0.1:8545"; empty = none.
  std::string account;   ///< The wallet's, "0x..."; empty = the node's first.
  std::string database;  ///< Path of what is kept of it.
};

/// A real EVM behind the simulated network: where its blocks are, what its contracts are told of
/// the market, and the wallet of the aggregator.
class EvmLink {
 public:
  /// Refused if the EVM does not answer.
  [[nodiscard]] static Outcome<std::unique_ptr<EvmLink>> open(const EvmOptions& options,
                                                              Aggregator& aggregator);

  /// Takes in new blocks, tells the market's news, and moves transactions on. What fails is tried
  /// again by the next call. May be called as often as one likes: without work of its own it asks
  /// the EVM some times a second.
  [[nodiscard]] Outcome<void> step();
  /// Takes in new blocks.
  [[nodiscard]] Outcome<void> follow();
  /// Makes durable what was asked for since.
  void commit();

  [[nodiscard]] TxBook& transactions() { return transactions_; }
  [[nodiscard]] EthFront& front() { return front_; }
  [[nodiscard]] const Wallet& wallet() const { return wallet_; }

 private:
  EvmLink(const EvmOptions& options, std::string account, Aggregator& aggregator);
  /// Places for all blocks that there were before this link.
  [[nodiscard]] Outcome<void> place_first(std::uint64_t head);
  /// Compares the blocks that are known with those that are there. Returns the first that differs.
  [[nodiscard]] Outcome<std::uint64_t> check_known(std::uint64_t head);
  [[nodiscard]] Outcome<std::string> hash_of(std::uint64_t number);

  using RealTime = std::chrono::steady_clock::time_point;

  Aggregator& aggregator_;
  RealTime followed_{};
  EvmNode evm_;
  Heights heights_;
  Database database_;
  BlockEpochs blocks_;
  TxBook transactions_;
  EthFront front_;
  MarketMirror mirror_;
  Wallet wallet_;
};

}  // namespace mock
