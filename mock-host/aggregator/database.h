#pragma once

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace mock {

/// The aggregator's books cannot be read or written. There is nothing that it could do without
/// them.
class DatabaseFailure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A prepared statement; parameters and columns are numbered from 0 by the order of the calls.
class Statement {
 public:
  /// One that does nothing and finds nothing.
  Statement() = default;
  Statement(sqlite3* db, std::string_view sql);

  Statement& bind(std::int64_t value);
  Statement& bind(std::string_view text);
  /// Runs to the end; the statement is ready for the next use.
  void run();
  /// Goes to the next row; after the last one the statement is ready for the next use.
  [[nodiscard]] bool next();

  [[nodiscard]] std::int64_t integer();  ///< The next column.
  [[nodiscard]] std::string text();      ///< The next column.

 private:
  struct Finalizer {
    void operator()(sqlite3_stmt* statement) const;
  };
  void expect(bool good) const;

  std::unique_ptr<sqlite3_stmt, Finalizer> statement_;
  int parameter_ = 0;
  int column_ = 0;
};

/// One SQLite file (WAL, synchronous=FULL), or ":memory:", or nothing at all: books that nobody
/// will read again are not written. Throws DatabaseFailure.
class Database {
 public:
  /// @param path  Empty = nothing is kept.
  explicit Database(const std::string& path);

  /// Whether what is written goes anywhere.
  [[nodiscard]] bool is_kept() const { return db_ != nullptr; }

  void execute(const std::string& sql);
  [[nodiscard]] Statement prepare(std::string_view sql);
  /// Begins a transaction if none is open; what follows is durable after commit().
  void begin();
  /// The same for what may be forgotten if the machine fails, but not if only this process does:
  /// its commit waits for no disk.
  void begin_lightly();
  void commit();
  [[nodiscard]] bool in_transaction() const { return open_transaction_; }

 private:
  struct Closer {
    void operator()(sqlite3* db) const;
  };
  std::unique_ptr<sqlite3, Closer> db_;
  bool open_transaction_ = false;
  bool is_light_ = false;
};

}  // namespace mock
