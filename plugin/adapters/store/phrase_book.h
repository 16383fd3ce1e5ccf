#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "adapters/store/sqlite.h"
#include "base/error.h"

namespace raas {

/// Texts that many rows share, each stored once. Only a text that comes again is worth a row: what
/// is said once, in the words of a host or a client, would fill the table.
class PhraseBook {
 public:
  /// @p database lives longer.
  [[nodiscard]] Status prepare(Database& database);
  /// The row of @p text; 0 = it has none, and is to be stored where it is used.
  [[nodiscard]] Result<std::int64_t> row_of(const std::string& text);
  /// @retval corrupt  There is no such row.
  [[nodiscard]] Result<std::string> text_in(std::int64_t row);
  /// After a transaction that was rolled back: its rows are not there.
  void forget();

 private:
  [[nodiscard]] Result<std::int64_t> add(const std::string& text);

  Statement find_, insert_, read_;
  std::unordered_map<std::string, std::int64_t> rows_;
  std::unordered_map<std::int64_t, std::string> texts_;
  std::unordered_set<std::string> seen_once_;
};

}  // namespace raas
