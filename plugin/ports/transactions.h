#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "core/epoch.h"
#include "ports/host_deals.h"

namespace raas {

/// A call of a contract that is to be mined once.
struct TransactionRequest {
  std::string key;       ///< Idempotency key: the same with the same call is one transaction.
  std::string contract;  ///< "0x" and 40 digits.
  std::string calldata;  ///< In binary.
};

/// How far a transaction is.
enum class TransactionStage : std::uint8_t {
  under_way,  ///< Recorded, sent, or mined in a block that may still go.
  final,      ///< Mined, and final.
  reverted,   ///< Mined, but the contract gave up.
  dropped,    ///< Will never be mined.
};

/// A transaction as its sender tells it.
struct TransactionStatus {
  TransactionStage stage = TransactionStage::under_way;
  std::string hash;         ///< In binary; empty if not known yet.
  Epoch height = no_epoch;  ///< Where it was mined.
  std::string revert_data;  ///< With reverted; in binary.
};

/// Whoever holds the key of the wallet and sends. In-call only.
class Transactions {
 public:
  virtual ~Transactions() = default;

  /// Sees to it that the transaction is mined once; nonces are the sender's business.
  [[nodiscard]] virtual boost::system::result<std::uint64_t, HostRefusal> send(
      const TransactionRequest& request) = 0;
  /// @retval not_found    The key was never recorded.
  /// @retval unavailable  Cannot be told now.
  [[nodiscard]] virtual Result<TransactionStatus> find(std::string_view key) = 0;
};

}  // namespace raas
