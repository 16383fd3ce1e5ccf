#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "aggregator/database.h"
#include "aggregator/refusal.h"
#include "filecoin/chain.h"

namespace mock {

using TxId = std::uint64_t;  ///< From 1.

/// Where a transaction is on its way. Numbers are stored: do not renumber.
enum class TxState : std::uint8_t {
  recorded = 1,  ///< Asked for; durable with the next commit.
  sent = 2,      ///< The node has taken it.
  mined = 3,     ///< In a block that may still be reorganised away.
  final = 4,     ///< Succeeded.
  reverted = 5,  ///< Failed, and final.
  dropped = 6,   ///< Will never be mined.
};

[[nodiscard]] constexpr bool is_terminal(TxState state) {
  return state >= TxState::final;
}

/// What a transaction is asked for.
struct TxOrder {
  std::string key;
  std::string to;        ///< 20 bytes.
  std::string calldata;  ///< Bytes.
  std::string value;     ///< attoFIL, decimal; empty = 0.

  friend bool operator==(const TxOrder&, const TxOrder&) = default;
};

/// One transaction of the wallet.
struct TxRecord {
  TxId id = 0;
  TxOrder order;
  TxState state = TxState::recorded;
  std::optional<std::uint64_t> nonce;  ///< From when it was signed on.
  std::string raw;                     ///< Signed, "0x..."; the same bytes are sent again.
  std::string hash;                    ///< 32 bytes, from when it was signed on.
  Epoch epoch = no_epoch;              ///< From mined on.
  std::string return_data;             ///< Bytes, with reverted.
};

/// All transactions that the plugin asked for. Kept in memory, and durable with the database's next
/// commit; a restart goes on where the last commit was.
class TxBook {
 public:
  explicit TxBook(Database& database);

  /// Takes a transaction to be sent. CONFLICT if the key was used with another one, NO_FUNDS while
  /// the wallet is empty.
  [[nodiscard]] Outcome<TxId> request(const TxOrder& order);
  [[nodiscard]] const TxRecord* find_key(std::string_view key) const;
  [[nodiscard]] const TxRecord& at(TxId id) const { return records_.at(id); }
  /// All, by id.
  [[nodiscard]] const std::map<TxId, TxRecord>& all() const { return records_; }
  /// Those that are not in a terminal state, in the order in which they were asked for.
  [[nodiscard]] std::vector<TxId> open() const { return {open_.begin(), open_.end()}; }
  /// The first nonce that was not given to any of them.
  [[nodiscard]] std::uint64_t next_nonce() const { return next_nonce_; }

  /// Puts a record that has changed in the place of the one with its id.
  void put(const TxRecord& record);
  void set_funded(bool is_funded) { is_funded_ = is_funded; }

  /// Writes all changes; part of a commit.
  void write();

 private:
  void index(const TxRecord& record);

  Database& database_;
  std::map<TxId, TxRecord> records_;
  std::map<std::string, TxId, std::less<>> by_key_;
  std::set<TxId> open_;
  std::set<TxId> dirty_;
  std::optional<Statement> upsert_;
  std::uint64_t next_nonce_ = 0;
  bool is_funded_ = true;
};

}  // namespace mock
