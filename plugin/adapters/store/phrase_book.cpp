#include "adapters/store/phrase_book.h"

namespace raas {
namespace {

constexpr std::int64_t rows_max = 4096;
constexpr std::size_t seen_once_max = 4096;
constexpr std::size_t text_bytes_max = 1024;

/// The integer in the first column of the row that @p statement finds; 0 = it finds none.
Result<std::int64_t> one_integer(Statement& statement) {
  const auto row = statement.step();
  if (!row) return row.error();
  if (!*row) return std::int64_t{0};
  const std::int64_t value = statement.integer(0);
  statement.reset();
  return value;
}

}  // namespace

Status PhraseBook::prepare(Database& database) {
  auto find = database.prepare("SELECT id FROM phrases WHERE body = ?");
  if (!find) return find.error();
  auto insert = database.prepare("INSERT INTO phrases (body) VALUES (?) RETURNING id");
  if (!insert) return insert.error();
  auto read = database.prepare("SELECT body FROM phrases WHERE id = ?");
  if (!read) return read.error();
  find_ = *std::move(find);
  insert_ = *std::move(insert);
  read_ = *std::move(read);
  return {};
}

Result<std::int64_t> PhraseBook::row_of(const std::string& text) {
  if (const auto known = rows_.find(text); known != rows_.end()) return known->second;
  if (text.size() > text_bytes_max) return std::int64_t{0};
  const auto found = one_integer(find_.bind_blob(text));
  if (!found) return found.error();
  if (*found == 0) return add(text);
  rows_.emplace(text, *found);
  return *found;
}

Result<std::int64_t> PhraseBook::add(const std::string& text) {
  if (seen_once_.insert(text).second) {
    if (seen_once_.size() > seen_once_max) seen_once_.clear();
    return std::int64_t{0};
  }
  if (rows_.size() >= static_cast<std::size_t>(rows_max)) return std::int64_t{0};
  const auto row = one_integer(insert_.bind_blob(text));
  if (!row) return row.error();
  seen_once_.erase(text);
  rows_.emplace(text, *row);
  return *row;
}

Result<std::string> PhraseBook::text_in(std::int64_t row) {
  if (const auto known = texts_.find(row); known != texts_.end()) return known->second;
  const auto found = read_.bind(row).step();
  if (!found) return found.error();
  if (!*found) return Error(Code::corrupt, "phrases: " + std::to_string(row) + ": no such row");
  std::string text(read_.text(0));
  read_.reset();
  texts_.emplace(row, text);
  return text;
}

void PhraseBook::forget() {
  rows_.clear();
  texts_.clear();
}

}  // namespace raas
