#pragma once

#include <string>
#include <vector>

#include "ports/store.h"
#include "ports/transactions.h"

namespace raas {

/// What a wallet says after a step of its own work.
struct WalletNews {
  /// To be stored, each under its name; an empty value = nothing under that name any more.
  std::vector<Cursor> notes;
  Millis next_monotonic_ms = 0;  ///< advance() again then at the latest.
  bool is_waiting = false;       ///< A question to the node is under way.
};

/// A sender of our own: others hold the key, and what became of each transaction is found out here.
///
/// What it must not forget it gives away as notes, and does nothing that they speak of before they
/// are durable. Works in the background of advance(); never blocks.
class Wallet : public Transactions {
 public:
  /// What the names of all its notes begin with.
  [[nodiscard]] virtual std::string note_prefix() const = 0;
  /// Takes back a stored note. Before the first advance().
  /// @retval corrupt  It is no note of this wallet.
  [[nodiscard]] virtual Status resume(const Cursor& note) = 0;

  [[nodiscard]] virtual WalletNews advance(Now now) = 0;
  /// All notes that advance() told are stored.
  virtual void notes_are_durable() = 0;
  /// Why nothing moves, if something is wrong; else empty.
  [[nodiscard]] virtual const std::string& trouble() const = 0;
};

}  // namespace raas
