#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "adapters/store/open_store.h"
#include "adapters/store/phrase_book.h"
#include "adapters/store/sqlite.h"
#include "adapters/store/state_file.h"
#include "adapters/store/state_lock.h"
#include "ports/store.h"

namespace raas {

/// The store in a SQLite file. A batch is a transaction; the statements are prepared once.
class SqliteStore final : public Store {
 public:
  /// @p database has the newest schema.
  [[nodiscard]] static Result<std::unique_ptr<SqliteStore>> create(StateLock lock, StateFile file,
                                                                   Database database,
                                                                   const StoreOptions& options);

  [[nodiscard]] Result<StoreContents> load(const TakeJob& take) override;
  [[nodiscard]] Status commit(const StoreBatch& batch) override;
  [[nodiscard]] Result<std::vector<HistoryEntry>> history(JobId job, std::uint64_t before_seq,
                                                          std::size_t limit) override;
  [[nodiscard]] Result<std::vector<Intent>> intents(JobId job, std::size_t limit) override;

 private:
  struct Statements {
    Statement begin, commit, roll_back;
    Statement job, intent, intents_prune, entry, history_prune;
    Statement provider, cursor, counter, terms_find, terms_insert;
    Statement history_page, intents_newest;
  };
  /// The highest numbers that were ever given out.
  struct Counters {
    std::uint64_t job_id = 0;
    std::uint64_t replica_id = 0;
    std::uint64_t history_seq = 0;
  };

  SqliteStore(StateLock lock, StateFile file, Database database, const StoreOptions& options)
      : lock_(std::move(lock)),
        file_(std::move(file)),
        database_(std::move(database)),
        options_(options) {}

  [[nodiscard]] Status prepare();
  [[nodiscard]] Status read_counters();

  [[nodiscard]] Status write(const StoreBatch& batch);
  [[nodiscard]] Status write_job(const StoredJob& stored);
  [[nodiscard]] Status write_intents(const std::vector<Intent>& intents);
  [[nodiscard]] Status write_history(const std::vector<HistoryEntry>& entries);
  [[nodiscard]] Status prune_history(std::vector<JobId> jobs);
  [[nodiscard]] Status write_rest(const StoreBatch& batch);
  [[nodiscard]] Status write_counters(const Counters& before);
  [[nodiscard]] Result<std::int64_t> terms_row_of(const Terms& terms);

  StateLock lock_;  // Before the database: let go of after it.
  StateFile file_;
  Database database_;
  StoreOptions options_;
  Statements statements_;
  PhraseBook phrases_;
  Counters counters_;
  /// By job: entries that may come until its history is pruned again; a byte for each.
  std::vector<std::uint8_t> entries_to_spare_;
  JobId job_id_before_ = 0;  ///< The newest job before the batch that is written.
  /// Rows of terms by their encoding; a cache, emptied when it has grown large.
  std::unordered_map<std::string, std::int64_t> terms_rows_;
};

}  // namespace raas
