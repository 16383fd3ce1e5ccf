#include "aggregator/tx_book.h"

#include <algorithm>
#include <utility>

namespace mock {
namespace {

constexpr std::uint64_t retry_without_funds_ms = 600000;

/// Nonces are stored one higher; 0 = none.
std::int64_t stored_nonce(const std::optional<std::uint64_t>& nonce) {
  return nonce ? static_cast<std::int64_t>(*nonce) + 1 : 0;
}

TxRecord read_transaction(Statement& row) {
  TxRecord record;
  record.id = static_cast<TxId>(row.integer());
  record.order.key = row.text();
  record.order.to = row.text();
  record.order.calldata = row.text();
  record.order.value = row.text();
  record.state = static_cast<TxState>(row.integer());
  if (const auto nonce = row.integer(); nonce != 0) {
    record.nonce = static_cast<std::uint64_t>(nonce) - 1;
  }
  record.raw = row.text();
  record.hash = row.text();
  record.epoch = row.integer();
  record.return_data = row.text();
  return record;
}

}  // namespace

TxBook::TxBook(Database& database) : database_(database) {
  database_.execute(
      "CREATE TABLE IF NOT EXISTS transactions(id INTEGER PRIMARY KEY, key TEXT UNIQUE, receiver "
      "BLOB, calldata BLOB, value TEXT, state INTEGER, nonce INTEGER, raw TEXT, hash BLOB,"
      "epoch INTEGER, return_data BLOB)");
  upsert_.emplace(
      database_.prepare("INSERT OR REPLACE INTO transactions VALUES(?,?,?,?,?,?,?,?,?,?,?)"));
  auto rows = database_.prepare("SELECT * FROM transactions ORDER BY id");
  while (rows.next()) {
    const TxRecord record = read_transaction(rows);
    records_.emplace(record.id, record);
    index(record);
  }
}

void TxBook::index(const TxRecord& record) {
  by_key_[record.order.key] = record.id;
  if (is_terminal(record.state)) {
    open_.erase(record.id);
  } else {
    open_.insert(record.id);
  }
  if (record.nonce) next_nonce_ = std::max(next_nonce_, *record.nonce + 1);
}

Outcome<TxId> TxBook::request(const TxOrder& order) {
  if (const TxRecord* known = find_key(order.key)) {
    if (known->order == order) return known->id;
    return Refusal{RAAS_E_CONFLICT, "key " + order.key + " was used with another transaction"};
  }
  if (!is_funded_) {
    return Refusal{RAAS_E_NO_FUNDS, "the wallet cannot pay for gas", retry_without_funds_ms};
  }
  TxRecord record;
  record.id = records_.empty() ? 1 : records_.rbegin()->first + 1;
  record.order = order;
  put(record);
  return record.id;
}

const TxRecord* TxBook::find_key(std::string_view key) const {
  const auto found = by_key_.find(key);
  return found == by_key_.end() ? nullptr : &records_.at(found->second);
}

void TxBook::put(const TxRecord& record) {
  records_[record.id] = record;
  dirty_.insert(record.id);
  index(record);
}

void TxBook::write() {
  if (dirty_.empty()) return;
  database_.begin();
  for (const TxId id : std::exchange(dirty_, {})) {
    const TxRecord& record = records_.at(id);
    upsert_->bind(static_cast<std::int64_t>(id)).bind(record.order.key).bind(record.order.to);
    upsert_->bind(record.order.calldata).bind(record.order.value);
    upsert_->bind(static_cast<std::int64_t>(record.state)).bind(stored_nonce(record.nonce));
    upsert_->bind(record.raw).bind(record.hash).bind(record.epoch).bind(record.return_data).run();
  }
}

}  // namespace mock
