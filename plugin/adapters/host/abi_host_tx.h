#pragma once

#include <raas/ext/tx.h>

#include "ports/transactions.h"

namespace raas {

/// The host's wallet ("raas.host.tx/1").
class AbiHostTx final : public Transactions {
 public:
  /// @p table  Complete, see check_table(); outlives this.
  explicit AbiHostTx(const raas_host_tx& table) : table_(table) {}

  [[nodiscard]] boost::system::result<std::uint64_t, HostRefusal> send(
      const TransactionRequest& request) override;
  [[nodiscard]] Result<TransactionStatus> find(std::string_view key) override;

 private:
  const raas_host_tx& table_;
};

/// Whether the host has filled in all functions.
[[nodiscard]] Status check_table(const raas_host_tx& table);

}  // namespace raas
