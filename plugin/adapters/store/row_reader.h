#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "adapters/store/sqlite.h"
#include "adapters/store/terms_codec.h"
#include "core/cid.h"

namespace raas {

/// Takes columns from left to right and keeps the first that cannot be true.
class RowReader {
 public:
  RowReader(const Statement& row, std::string_view table) : row_(row), table_(table) {}

  std::int64_t integer() {
    if (!row_.is_integer(column_)) refuse_kind();
    return row_.integer(column_++);
  }
  std::uint64_t unsigned_integer() { return static_cast<std::uint64_t>(integer()); }
  bool boolean() { return integer() != 0; }
  /// Lives until the next row.
  std::string_view text() { return row_.text(column_++); }
  [[nodiscard]] bool next_is_null() const { return row_.is_null(column_); }
  void skip() { ++column_; }

  std::uint32_t count(std::string_view column) {
    const std::int64_t value = integer();
    if (value < 0 || value > std::numeric_limits<std::uint32_t>::max()) refuse(column, value);
    return static_cast<std::uint32_t>(value);
  }

  template <class Enum>
  Enum one_of(std::string_view column, Enum last) {
    const std::int64_t value = integer();
    if (value < 0 || value > static_cast<std::int64_t>(last)) {
      refuse(column, value);
      return last;
    }
    return static_cast<Enum>(value);
  }

  Cid cid(std::string_view column) {
    const std::string_view bytes = row_.text(column_++);
    if (bytes.empty()) return {};
    const auto* begin = reinterpret_cast<const std::uint8_t*>(bytes.data());
    auto cid = Cid::from_bytes(std::span(begin, bytes.size()));
    if (cid) return *std::move(cid);
    if (wrong_.empty()) wrong_ = std::string(column) + ": " + cid.error().text();
    return {};
  }

  Piece piece() {
    Piece piece;
    piece.cid = cid("piece");
    piece.padded_size = unsigned_integer();
    return piece;
  }

  AttoFil amount(std::string_view column) {
    const auto amount = decode_amount(row_.text(column_++));
    if (amount) return *amount;
    if (wrong_.empty()) wrong_ = std::string(column) + ": " + amount.error().text();
    return {};
  }

  template <class T>
  Result<T> done(T value) const {
    if (wrong_.empty()) return value;
    return *wrong();
  }
  /// What cannot be true, if anything.
  [[nodiscard]] std::optional<Error> wrong() const {
    if (wrong_.empty()) return std::nullopt;
    return Error(Code::corrupt,
                 std::string(table_) + ": row " + std::to_string(row_.integer(0)) + ": " + wrong_);
  }

 private:
  void refuse_kind() {
    if (wrong_.empty()) wrong_ = std::string(row_.name(column_)) + ": expected a number";
  }
  void refuse(std::string_view column, std::int64_t value) {
    if (wrong_.empty()) wrong_ = std::string(column) + ": " + std::to_string(value);
  }

  const Statement& row_;
  std::string_view table_;
  int column_ = 0;
  std::string wrong_;
};

}  // namespace raas
