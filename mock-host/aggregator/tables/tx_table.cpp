#include "aggregator/tables/tx_table.h"

#include "aggregator/decimal.h"
#include "aggregator/tables/abi_values.h"
#include "aggregator/tables/deal_order.h"

namespace mock {
namespace {

constexpr std::size_t address_size = 20;
constexpr std::size_t calldata_size_max = std::size_t{128} * 1024;

Refusal not_sendable(std::string_view field, const std::string& found_and_expected) {
  return {RAAS_E_INVALID, "send: " + std::string(field) + ": " + found_and_expected};
}

raas_tx_state abi_state(TxState state) {
  switch (state) {
    case TxState::recorded: return RAAS_TX_RECORDED;
    case TxState::sent: return RAAS_TX_SENT;
    case TxState::mined: return RAAS_TX_MINED;
    case TxState::final: return RAAS_TX_FINAL;
    case TxState::reverted: return RAAS_TX_REVERTED;
    case TxState::dropped: return RAAS_TX_DROPPED;
  }
  return RAAS_TX_DROPPED;
}

Outcome<TxOrder> order_of(const raas_tx_request* request) {
  const auto given = taken(request, "send");
  if (!given) return given.error();
  for (const raas_str text : {given->idempotency_key, given->to, given->calldata, given->value}) {
    if (text.ptr == nullptr && text.len != 0) return not_sendable("text", "NULL with a length");
  }
  TxOrder order;
  order.key = view_of(given->idempotency_key);
  order.to = view_of(given->to);
  order.calldata = view_of(given->calldata);
  order.value = view_of(given->value);
  if (!is_good_key(order.key)) {
    return not_sendable("idempotency_key", "expected 1..128 of [A-Za-z0-9._:/-]");
  }
  if (order.to.size() != address_size) {
    return not_sendable("to", std::to_string(order.to.size()) + " bytes, expected 20");
  }
  if (order.calldata.size() > calldata_size_max) {
    return not_sendable("calldata", std::to_string(order.calldata.size()) +
                                        " bytes, expected at most " +
                                        std::to_string(calldata_size_max));
  }
  if (!order.value.empty() && (order.value.size() > 39 || !is_decimal(order.value))) {
    return not_sendable("value", "expected a decimal number of at most 39 digits");
  }
  return order;
}

}  // namespace

TxTable::TxTable(TxBook& book, CallScope& scope) : book_(book), scope_(scope) {
  table_.ctx = this;
  table_.send = [](void* ctx, const raas_tx_request* request, std::uint64_t* ret_tx_id,
                   raas_error* err) {
    auto& self = *static_cast<TxTable*>(ctx);
    return guarded(err, self.scope_, "tx_send", [&] { return self.send(request, ret_tx_id); });
  };
  table_.find = [](void* ctx, raas_str key, raas_tx* ret_tx, raas_error* err) {
    auto& self = *static_cast<TxTable*>(ctx);
    return guarded(err, self.scope_, "tx_find", [&] { return self.find(key, ret_tx); });
  };
}

Outcome<void> TxTable::send(const raas_tx_request* request, std::uint64_t* ret_tx_id) {
  if (ret_tx_id == nullptr) return not_sendable("ret_tx_id", "no place for the answer");
  const auto order = order_of(request);
  if (!order) return order.error();
  const auto id = book_.request(*order);
  if (!id) return id.error();
  *ret_tx_id = *id;
  return {};
}

Outcome<void> TxTable::find(raas_str key, raas_tx* ret_tx) {
  const TxRecord* record = book_.find_key(view_of(key));
  if (record == nullptr) return Refusal{RAAS_E_NOT_FOUND, "no transaction with such a key"};
  raas_tx tx{};
  tx.struct_size = sizeof tx;
  tx.state = abi_state(record->state);
  tx.tx_id = record->id;
  tx.idempotency_key = str_of(record->order.key);
  if (record->state != TxState::recorded) tx.hash = scope_.lend(record->hash);
  tx.epoch = record->epoch;
  tx.return_data = scope_.lend(record->return_data);
  if (!give(ret_tx, tx)) return Refusal{RAAS_E_INVALID, "find: no place for the answer"};
  return {};
}

}  // namespace mock
