#pragma once

#include "aggregator/tables/call_scope.h"
#include "aggregator/tx_book.h"
#include "raas/ext/tx.h"

namespace mock {

/// raas.host.tx/1 over the book of transactions.
class TxTable {
 public:
  TxTable(TxBook& book, CallScope& scope);
  TxTable(const TxTable&) = delete;
  TxTable& operator=(const TxTable&) = delete;

  [[nodiscard]] const raas_host_tx* table() const { return &table_; }

 private:
  Outcome<void> send(const raas_tx_request* request, std::uint64_t* ret_tx_id);
  Outcome<void> find(raas_str key, raas_tx* ret_tx);

  TxBook& book_;
  CallScope& scope_;
  raas_host_tx table_{};
};

}  // namespace mock
