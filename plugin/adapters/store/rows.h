#pragma once

#include <string>

#include "adapters/store/sqlite.h"
#include "base/error.h"
#include "core/intent.h"
#include "core/job.h"
#include "ports/store.h"

namespace raas {

// Each row: the statement that writes it, the binding of its values in that statement's order, and
// the columns with their reading in the same order. Reading checks what SQLite cannot: enums and
// CIDs.

extern const char* const job_upsert_sql;
extern const char* const job_columns;
/// What a job's row has in other words than the job; lives until the statement has run.
struct JobBytes {
  explicit JobBytes(const StoredJob& stored);

  std::string slots;
  std::string copies;
};
void bind_job(Statement& statement, const Job& job, std::int64_t terms_row, const JobBytes& bytes);
/// A row as it is read: its job, but for what is still packed. The job's own terms only get their
/// end epoch.
struct JobRow {
  StoredJob stored;
  std::int64_t terms_row = 0;
  std::string slots;
  std::string copies;
};
/// Into @p into, in place of what is there: the memory of one row serves the next.
[[nodiscard]] Status read_job(const Statement& row, JobRow& into);
/// Completes the job with its slots and copies.
[[nodiscard]] Status unpack(JobRow& row);

extern const char* const intent_upsert_sql;
extern const char* const intent_columns;
/// @p price is encode_amount(intent.price_max); it must live until the statement has run.
void bind_intent(Statement& statement, const Intent& intent, const std::string& price);
[[nodiscard]] Result<Intent> read_intent(const Statement& row);

extern const char* const provider_upsert_sql;
extern const char* const provider_columns;
void bind_provider(Statement& statement, const ProviderRecord& provider);
[[nodiscard]] ProviderRecord read_provider(const Statement& row);

}  // namespace raas
