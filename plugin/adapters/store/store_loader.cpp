#include "adapters/store/store_loader.h"

#include <string>
#include <unordered_map>
#include <utility>

#include "adapters/store/rows.h"
#include "adapters/store/terms_codec.h"

namespace raas {
namespace {

struct StoredTerms {
  Terms terms;
  bool is_used = false;
};
using TermsByRow = std::unordered_map<std::int64_t, StoredTerms>;

/// Calls @p take for each row of @p sql, until it says no.
template <class Take>
Status for_each_row(Database& database, const std::string& sql, const Take& take) {
  auto statement = database.prepare(sql);
  if (!statement) return statement.error();
  for (;;) {
    const auto row = statement->step();
    if (!row) return row.error();
    if (!*row) return {};
    if (Status taken = take(*statement); !taken) return taken;
  }
}

std::string scan(const char* columns, std::string_view rest) {
  return std::string("SELECT ") + columns + " FROM " + std::string(rest);
}

/// For rows whose reading can fail.
template <class T>
Status scan_into(Database& database, const std::string& sql, std::vector<T>& out,
                 Result<T> (*read)(const Statement&)) {
  return for_each_row(database, sql, [&](const Statement& row) -> Status {
    auto value = read(row);
    if (!value) return value.error();
    out.push_back(*std::move(value));
    return {};
  });
}

Status load_terms(Database& database, TermsByRow& terms) {
  return for_each_row(database, "SELECT id, body FROM terms", [&](const Statement& row) -> Status {
    auto decoded = decode_terms(row.text(1));
    if (!decoded) {
      return decoded.error().within("terms: row " + std::to_string(row.integer(0)));
    }
    terms[row.integer(0)].terms = *std::move(decoded);
    return {};
  });
}

Status load_jobs(Database& database, TermsByRow& terms, const Store::TakeJob& take) {
  const std::string sql = scan(job_columns, "jobs ORDER BY id");
  return for_each_row(database, sql, [&](const Statement& row) -> Status {
    auto found = read_job(row);
    if (!found) return found.error();
    Job& job = found->stored.job;
    const auto stored = terms.find(found->terms_row);
    if (stored == terms.end()) {
      return Error(Code::corrupt, "jobs: row " + std::to_string(job.id) + ": terms " +
                                      std::to_string(found->terms_row) + ": no such row");
    }
    stored->second.is_used = true;
    const Epoch end_epoch = job.terms.end_epoch;
    job.terms = stored->second.terms;
    job.terms.end_epoch = end_epoch;
    take(std::move(found->stored));
    return {};
  });
}

Status load_rest(Database& database, StoreContents& contents) {
  if (auto done = for_each_row(database, scan(provider_columns, "providers ORDER BY provider"),
                               [&](const Statement& row) -> Status {
                                 contents.providers.push_back(read_provider(row));
                                 return {};
                               });
      !done) {
    return done;
  }
  return for_each_row(
      database, "SELECT name, value FROM cursors ORDER BY name",
      [&](const Statement& row) -> Status {
        contents.cursors.push_back({std::string(row.text(0)), std::string(row.text(1))});
        return {};
      });
}

Status remove_unused(Database& database, const TermsByRow& terms) {
  std::string list;
  for (const auto& [row, stored] : terms) {
    if (stored.is_used) continue;
    list += (list.empty() ? "" : ",") + std::to_string(row);
  }
  if (list.empty()) return {};
  return database.execute("DELETE FROM terms WHERE id IN (" + list + ")");
}

}  // namespace

Result<StoreContents> load_contents(Database& database, const Store::TakeJob& take) {
  StoreContents contents;
  TermsByRow terms;
  if (auto done = load_terms(database, terms); !done) return done.error();
  if (auto done = load_jobs(database, terms, take); !done) return done.error();
  const std::string in_flight =
      scan(intent_columns,
           "intents INDEXED BY intents_in_flight WHERE state < 3 ORDER BY job, slot, generation");
  if (auto done = scan_into(database, in_flight, contents.intents, &read_intent); !done) {
    return done.error();
  }
  if (auto done = load_rest(database, contents); !done) return done.error();
  if (auto done = remove_unused(database, terms); !done) return done.error();
  return contents;
}

}  // namespace raas
