#include "adapters/store/store_loader.h"

#include <string>
#include <utility>

#include "adapters/store/job_scan.h"
#include "adapters/store/rows.h"
#include "adapters/store/terms_codec.h"

namespace raas {
namespace {

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
  JobScan scan(database, terms);
  if (auto begun = scan.begin(); !begun) return begun;
  for (;;) {
    const auto rows = scan.next();
    if (!rows) return rows.error();
    if (rows->empty()) return {};
    for (JobRow& row : *rows) {
      if (auto unpacked = unpack(row); !unpacked) return unpacked;
      take(std::move(row.stored));
    }
  }
}

/// By rising keys: that they rise shows that each page of the index is where it belongs.
Status load_intents(Database& database, std::vector<Intent>& intents) {
  const std::string sql =
      scan(intent_columns,
           "intents INDEXED BY intents_in_flight WHERE state < 3 ORDER BY job, slot, generation");
  return for_each_row(database, sql, [&intents](const Statement& row) -> Status {
    auto intent = read_intent(row);
    if (!intent) return intent.error();
    if (!intents.empty() && intent->key <= intents.back().key) {
      return Error(Code::corrupt, "intents: job " + std::to_string(intent->key.job) +
                                      ": after job " + std::to_string(intents.back().key.job) +
                                      ", expected a later one");
    }
    intents.push_back(*std::move(intent));
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
  if (auto done = load_intents(database, contents.intents); !done) return done.error();
  if (auto done = load_rest(database, contents); !done) return done.error();
  if (auto done = remove_unused(database, terms); !done) return done.error();
  return contents;
}

}  // namespace raas
