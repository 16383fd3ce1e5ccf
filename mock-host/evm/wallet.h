#pragma once

#include <functional>
#include <string>

#include "aggregator/tx_book.h"
#include "evm/block_epochs.h"
#include "evm/evm_node.h"

namespace mock {

/// Sends the transactions of a book from one account whose key the EVM's node holds, and sees to it
/// that each is mined once.
///
/// A transaction is signed, with its nonce, and made durable before it is sent for the first time.
/// From then on the same bytes are sent until a block that is final has them: after a crash or a
/// reorganization, too, nothing else can come of it.
class Wallet {
 public:
  struct Parts {
    EvmNode& evm;
    TxBook& book;
    const BlockEpochs& blocks;
    std::function<void()> commit;  ///< Makes the book durable.
  };
  Wallet(Parts parts, std::string account)
      : parts_(std::move(parts)), account_(std::move(account)) {}

  [[nodiscard]] const std::string& account() const { return account_; }
  /// Moves all transactions on, as far as they have come.
  /// @param finalized  The newest epoch that is final.
  [[nodiscard]] Outcome<void> settle(Epoch finalized);

 private:
  [[nodiscard]] Outcome<void> sign_new();
  [[nodiscard]] Outcome<void> sign(TxRecord& record, std::uint64_t nonce);
  [[nodiscard]] Outcome<void> follow(TxRecord record, Epoch finalized);
  [[nodiscard]] Outcome<void> send(TxRecord& record, Epoch finalized);
  [[nodiscard]] std::string why_reverted(const TxRecord& record, std::uint64_t block);
  [[nodiscard]] boost::json::object call_of(const TxRecord& record) const;

  Parts parts_;
  std::string account_;
};

}  // namespace mock
