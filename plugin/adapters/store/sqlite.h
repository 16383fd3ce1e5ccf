#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"

struct sqlite3;
struct sqlite3_stmt;

namespace raas {

/// A prepared statement. Values are bound in the order of the question marks, rows are read by
/// column. What is bound is borrowed until the statement has run.
class Statement {
 public:
  Statement() = default;

  Statement& bind(std::int64_t value);
  Statement& bind_unsigned(std::uint64_t value) { return bind(static_cast<std::int64_t>(value)); }
  Statement& bind_text(std::string_view text);
  Statement& bind_blob(std::string_view bytes);
  Statement& bind_null();
  /// NULL where @p bytes is empty.
  Statement& bind_blob_or_null(std::string_view bytes);
  Statement& bind_text_or_null(std::string_view text);

  /// Moves on to the next row; false = there is none, and the statement is ready for the next use.
  [[nodiscard]] Result<bool> step();
  /// Runs a statement that gives no rows.
  [[nodiscard]] Status run();
  /// Makes it ready for the next use, whatever became of this one.
  void reset();

  [[nodiscard]] bool is_null(int column) const;
  [[nodiscard]] bool is_integer(int column) const;
  [[nodiscard]] std::string_view name(int column) const;
  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] std::uint64_t unsigned_integer(int column) const {
    return static_cast<std::uint64_t>(integer(column));
  }
  /// Text or bytes; lives until the next step().
  [[nodiscard]] std::string_view text(int column) const;

 private:
  friend class Database;
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };

  void note(int code);

  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  int next_parameter_ = 1;
  int bind_code_ = 0;  ///< Of the first bind that went wrong.
};

/// A connection to one SQLite file.
class Database {
 public:
  enum class Mode : std::uint8_t { read_only, read_write_create };

  [[nodiscard]] static Result<Database> open(const std::string& path, Mode mode);

  /// Runs one or more statements that give no rows.
  [[nodiscard]] Status execute(const std::string& sql);
  [[nodiscard]] Result<Statement> prepare(std::string_view sql);
  /// The first column of the first row; empty where there is no row.
  [[nodiscard]] Result<std::string> ask(std::string_view sql);
  [[nodiscard]] Result<std::int64_t> ask_integer(std::string_view sql);
  [[nodiscard]] bool is_in_transaction() const;

 private:
  struct Close {
    void operator()(sqlite3* connection) const;
  };
  explicit Database(sqlite3* connection) : connection_(connection) {}

  std::unique_ptr<sqlite3, Close> connection_;
};

}  // namespace raas
