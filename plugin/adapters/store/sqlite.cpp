#include "adapters/store/sqlite.h"

#include <sqlite3.h>

namespace raas {
namespace {

/// What a caller can do about a result code of SQLite.
Code code_of(int sqlite_code) {
  switch (sqlite_code & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return Code::corrupt;
    case SQLITE_ERROR:
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
    case SQLITE_TOOBIG:
    case SQLITE_RANGE:
    case SQLITE_MISUSE: return Code::invalid_input;
    default: return Code::unavailable;  // Full, I/O, busy, locked, read-only, out of memory.
  }
}

Error error_of(sqlite3* connection, int sqlite_code) {
  std::string text = connection != nullptr ? sqlite3_errmsg(connection) : "";
  if (text.empty() || text == "not an error") text = sqlite3_errstr(sqlite_code);
  return Error(code_of(sqlite_code), text + " (sqlite " + std::to_string(sqlite_code) + ")");
}

}  // namespace

void Statement::Finalize::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

void Statement::note(int code) {
  if (code != SQLITE_OK && bind_code_ == SQLITE_OK) bind_code_ = code;
}

Statement& Statement::bind(std::int64_t value) {
  note(sqlite3_bind_int64(statement_.get(), next_parameter_++, value));
  return *this;
}

Statement& Statement::bind_text(std::string_view text) {
  // A null pointer would bind NULL instead of an empty text.
  const char* begin = text.data() != nullptr ? text.data() : "";
  note(sqlite3_bind_text64(statement_.get(), next_parameter_++, begin, text.size(), SQLITE_STATIC,
                           SQLITE_UTF8));
  return *this;
}

Statement& Statement::bind_blob(std::string_view bytes) {
  const char* begin = bytes.data() != nullptr ? bytes.data() : "";
  note(
      sqlite3_bind_blob64(statement_.get(), next_parameter_++, begin, bytes.size(), SQLITE_STATIC));
  return *this;
}

Statement& Statement::bind_null() {
  note(sqlite3_bind_null(statement_.get(), next_parameter_++));
  return *this;
}

Statement& Statement::bind_blob_or_null(std::string_view bytes) {
  return bytes.empty() ? bind_null() : bind_blob(bytes);
}

Statement& Statement::bind_text_or_null(std::string_view text) {
  return text.empty() ? bind_null() : bind_text(text);
}

Result<bool> Statement::step() {
  const int code = bind_code_ != SQLITE_OK ? bind_code_ : sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) {
    reset();
    return false;
  }
  Error error = error_of(sqlite3_db_handle(statement_.get()), code);
  reset();
  return error;
}

Status Statement::run() {
  const auto row = step();
  if (!row) return row.error();
  reset();
  return {};
}

void Statement::reset() {
  sqlite3_reset(statement_.get());
  next_parameter_ = 1;
  bind_code_ = SQLITE_OK;
}

bool Statement::is_null(int column) const {
  return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}

bool Statement::is_integer(int column) const {
  return sqlite3_column_type(statement_.get(), column) == SQLITE_INTEGER;
}

std::string_view Statement::name(int column) const {
  const char* const name = sqlite3_column_name(statement_.get(), column);
  return name != nullptr ? name : "";
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

std::string_view Statement::text(int column) const {
  const void* begin = sqlite3_column_blob(statement_.get(), column);
  const int size = sqlite3_column_bytes(statement_.get(), column);
  if (begin == nullptr) return {};
  return {static_cast<const char*>(begin), static_cast<std::size_t>(size)};
}

void Database::Close::operator()(sqlite3* connection) const {
  sqlite3_close_v2(connection);
}

Result<Database> Database::open(const std::string& path, Mode mode) {
  const int flags =
      SQLITE_OPEN_NOMUTEX |
      (mode == Mode::read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  sqlite3* connection = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &connection, flags, nullptr);
  Database database(connection);
  if (code != SQLITE_OK) return error_of(connection, code);
  sqlite3_extended_result_codes(connection, 1);
  return database;
}

Status Database::execute(const std::string& sql) {
  const int code = sqlite3_exec(connection_.get(), sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return error_of(connection_.get(), code);
  return {};
}

Result<Statement> Database::prepare(std::string_view sql) {
  sqlite3_stmt* raw = nullptr;
  const int code = sqlite3_prepare_v3(connection_.get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
  Statement statement;
  statement.statement_.reset(raw);
  if (code != SQLITE_OK) return error_of(connection_.get(), code);
  return statement;
}

Result<std::string> Database::ask(std::string_view sql) {
  auto statement = prepare(sql);
  if (!statement) return statement.error();
  const auto row = statement->step();
  if (!row) return row.error();
  return *row ? std::string(statement->text(0)) : std::string();
}

Result<std::int64_t> Database::ask_integer(std::string_view sql) {
  auto statement = prepare(sql);
  if (!statement) return statement.error();
  const auto row = statement->step();
  if (!row) return row.error();
  return *row ? statement->integer(0) : 0;
}

bool Database::is_in_transaction() const {
  return sqlite3_get_autocommit(connection_.get()) == 0;
}

}  // namespace raas
