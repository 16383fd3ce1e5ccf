#include "aggregator/database.h"

#include <sqlite3.h>

namespace mock {

namespace {

[[noreturn]] void fail(sqlite3* db, std::string_view doing) {
  throw DatabaseFailure("database: " + std::string(doing) + ": " + sqlite3_errmsg(db));
}

}  // namespace

void Statement::Finalizer::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

Statement::Statement(sqlite3* db, std::string_view sql) {
  sqlite3_stmt* made = nullptr;
  if (sqlite3_prepare_v3(db, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                         &made, nullptr) != SQLITE_OK) {
    fail(db, sql);
  }
  statement_.reset(made);
}

void Statement::expect(bool good) const {
  if (!good) fail(sqlite3_db_handle(statement_.get()), sqlite3_sql(statement_.get()));
}

Statement& Statement::bind(std::int64_t value) {
  if (!statement_) return *this;
  expect(sqlite3_bind_int64(statement_.get(), ++parameter_, value) == SQLITE_OK);
  return *this;
}

Statement& Statement::bind(std::string_view text) {
  if (!statement_) return *this;
  expect(sqlite3_bind_text(statement_.get(), ++parameter_, text.empty() ? "" : text.data(),
                           static_cast<int>(text.size()), SQLITE_TRANSIENT) == SQLITE_OK);
  return *this;
}

void Statement::run() {
  while (next()) {
  }
}

bool Statement::next() {
  column_ = 0;
  parameter_ = 0;
  if (!statement_) return false;
  const int outcome = sqlite3_step(statement_.get());
  if (outcome == SQLITE_ROW) return true;
  expect(outcome == SQLITE_DONE);
  sqlite3_reset(statement_.get());
  return false;
}

std::int64_t Statement::integer() {
  return sqlite3_column_int64(statement_.get(), column_++);
}

std::string Statement::text() {
  const int column = column_++;
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_.get(), column));
  const int length = sqlite3_column_bytes(statement_.get(), column);
  return bytes == nullptr ? std::string() : std::string(bytes, static_cast<std::size_t>(length));
}

void Database::Closer::operator()(sqlite3* db) const {
  sqlite3_close_v2(db);
}

Database::Database(const std::string& path) {
  if (path.empty()) return;
  sqlite3* opened = nullptr;
  const int outcome =
      sqlite3_open_v2(path.c_str(), &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
  db_.reset(opened);
  if (outcome != SQLITE_OK) fail(opened, "open " + path);
  execute("PRAGMA journal_mode=WAL");
  execute("PRAGMA synchronous=FULL");
  execute("PRAGMA busy_timeout=2000");
}

void Database::execute(const std::string& sql) {
  if (!is_kept()) return;
  if (sqlite3_exec(db_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
    fail(db_.get(), sql);
  }
}

Statement Database::prepare(std::string_view sql) {
  return is_kept() ? Statement(db_.get(), sql) : Statement();
}

void Database::begin() {
  if (open_transaction_ || !is_kept()) return;
  execute("BEGIN IMMEDIATE");
  open_transaction_ = true;
}

void Database::begin_lightly() {
  if (open_transaction_ || !is_kept()) return;
  execute("PRAGMA synchronous=NORMAL");
  is_light_ = true;
  begin();
}

void Database::commit() {
  if (!open_transaction_) return;
  execute("COMMIT");
  open_transaction_ = false;
  if (is_light_) execute("PRAGMA synchronous=FULL");
  is_light_ = false;
}

}  // namespace mock
