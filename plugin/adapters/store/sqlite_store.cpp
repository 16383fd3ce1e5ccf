#include "adapters/store/sqlite_store.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "adapters/store/damage_advice.h"
#include "adapters/store/history_rows.h"
#include "adapters/store/rows.h"
#include "adapters/store/store_loader.h"
#include "adapters/store/terms_codec.h"

namespace raas {
namespace {

constexpr std::size_t terms_cached_max = 4096;
/// A job's history may be longer than it must be by one in so many entries.
constexpr std::uint32_t history_spare_share = 8;
constexpr std::string_view job_counter = "job_id_max";
constexpr std::string_view replica_counter = "replica_id_max";
constexpr std::string_view history_counter = "history_seq";

std::int64_t limit_of(std::size_t limit) {
  constexpr auto most = static_cast<std::size_t>(std::numeric_limits<std::int64_t>::max());
  return static_cast<std::int64_t>(std::min(limit, most));
}

void keep_distinct(std::vector<JobId>& jobs) {
  std::sort(jobs.begin(), jobs.end());
  jobs.erase(std::unique(jobs.begin(), jobs.end()), jobs.end());
}

}  // namespace

Result<std::unique_ptr<SqliteStore>> SqliteStore::create(StateLock lock, StateFile file,
                                                         Database database,
                                                         const StoreOptions& options) {
  std::unique_ptr<SqliteStore> store(
      new SqliteStore(std::move(lock), std::move(file), std::move(database), options));
  if (auto done = store->prepare(); !done) return done.error();
  if (auto done = store->read_counters(); !done) return done.error();
  return store;
}

Status SqliteStore::prepare() {
  Statements& s = statements_;
  const std::array<std::pair<Statement*, std::string>, 15> wanted = {{
      {&s.begin, "BEGIN IMMEDIATE"},
      {&s.commit, "COMMIT"},
      {&s.roll_back, "ROLLBACK"},
      {&s.job, job_upsert_sql},
      {&s.intent, intent_upsert_sql},
      {&s.intents_prune,
       "DELETE FROM intents WHERE job = ?1 AND state >= 3 AND seq <= (SELECT seq FROM intents "
       "WHERE job = ?1 AND state >= 3 ORDER BY seq DESC LIMIT 1 OFFSET ?2)"},
      {&s.entry, "INSERT INTO history (job, seq, body) VALUES (?,?,?)"},
      {&s.history_prune,
       "DELETE FROM history WHERE job = ?1 AND seq <= (SELECT seq FROM history WHERE job = ?1 "
       "ORDER BY seq DESC LIMIT 1 OFFSET ?2)"},
      {&s.provider, provider_upsert_sql},
      {&s.cursor,
       "INSERT INTO cursors (name, value) VALUES (?,?) "
       "ON CONFLICT (name) DO UPDATE SET value = excluded.value"},
      {&s.counter,
       "INSERT INTO counters (name, value) VALUES (?,?) "
       "ON CONFLICT (name) DO UPDATE SET value = excluded.value"},
      {&s.terms_find, "SELECT id FROM terms WHERE body = ?"},
      {&s.terms_insert, "INSERT INTO terms (body) VALUES (?) RETURNING id"},
      {&s.history_page,
       "SELECT seq, body FROM history WHERE job = ? AND seq < ? ORDER BY seq DESC LIMIT ?"},
      {&s.intents_newest, std::string("SELECT ") + intent_columns +
                              " FROM intents WHERE job = ? ORDER BY seq DESC LIMIT ?"},
  }};
  for (const auto& [statement, sql] : wanted) {
    auto prepared = database_.prepare(sql);
    if (!prepared) return prepared.error();
    *statement = *std::move(prepared);
  }
  return phrases_.prepare(database_);
}

Status SqliteStore::read_counters() {
  const std::array<std::pair<std::uint64_t*, std::string_view>, 3> wanted = {{
      {&counters_.job_id, job_counter},
      {&counters_.replica_id, replica_counter},
      {&counters_.history_seq, history_counter},
  }};
  for (const auto& [counter, name] : wanted) {
    const auto value = database_.ask_integer("SELECT value FROM counters WHERE name = '" +
                                             std::string(name) + "'");
    if (!value) return value.error();
    *counter = static_cast<std::uint64_t>(*value);
  }
  return {};
}

Result<StoreContents> SqliteStore::load(const TakeJob& take) {
  terms_rows_.clear();  // Loading removes rows that no job uses.
  auto contents = load_contents(database_, take);
  if (!contents) return with_damage_advice(contents.error()).within("store: load");
  contents->job_id_max = counters_.job_id;
  contents->replica_id_max = counters_.replica_id;
  return contents;
}

Status SqliteStore::commit(const StoreBatch& batch) {
  if (batch.empty()) return {};
  if (auto there = file_.check_in_place(); !there) return there.error().within("store: commit");
  if (auto begun = statements_.begin.run(); !begun) return begun.error().within("store: commit");

  const Counters before = counters_;
  job_id_before_ = counters_.job_id;
  Status done = write(batch);
  if (done) done = write_counters(before);
  if (done) done = statements_.commit.run();
  if (done) return done;

  if (database_.is_in_transaction()) static_cast<void>(statements_.roll_back.run());
  counters_ = before;
  terms_rows_.clear();
  phrases_.forget();
  return done.error().within("store: commit");
}

Status SqliteStore::write(const StoreBatch& batch) {
  for (const StoredJob& stored : batch.jobs) {
    if (auto done = write_job(stored); !done) {
      return done.error().within("job " + std::to_string(stored.job.id));
    }
  }
  if (auto done = write_intents(batch.intents); !done) return done;
  if (auto done = write_history(batch.history); !done) return done;
  return write_rest(batch);
}

Status SqliteStore::write_job(const StoredJob& stored) {
  const auto terms_row = terms_row_of(stored.job.terms);
  if (!terms_row) return terms_row.error();
  const JobBytes bytes(stored);
  bind_job(statements_.job, stored.job, *terms_row, bytes);
  if (auto done = statements_.job.run(); !done) return done;
  counters_.job_id = std::max(counters_.job_id, stored.job.id);
  for (const Replica& replica : stored.replicas) {
    counters_.replica_id = std::max(counters_.replica_id, replica.id);
  }
  return {};
}

Result<std::int64_t> SqliteStore::terms_row_of(const Terms& terms) {
  std::string body = encode_terms(terms);
  if (const auto known = terms_rows_.find(body); known != terms_rows_.end()) return known->second;

  Statement* answer = &statements_.terms_find.bind_blob(body);
  auto row = answer->step();
  if (!row) return row.error();
  if (!*row) {
    answer = &statements_.terms_insert.bind_blob(body);
    row = answer->step();
    if (!row) return row.error();
  }
  const std::int64_t id = answer->integer(0);
  answer->reset();
  if (terms_rows_.size() >= terms_cached_max) terms_rows_.clear();
  terms_rows_.emplace(std::move(body), id);
  return id;
}

Status SqliteStore::write_intents(const std::vector<Intent>& intents) {
  std::vector<JobId> jobs_to_prune;
  for (const Intent& intent : intents) {
    const std::string price = encode_amount(intent.price_max);
    bind_intent(statements_.intent, intent, price);
    if (auto done = statements_.intent.run(); !done) {
      return done.error().within("intent of job " + std::to_string(intent.key.job));
    }
    if (!is_in_flight(intent.state)) jobs_to_prune.push_back(intent.key.job);
  }
  keep_distinct(jobs_to_prune);
  for (const JobId job : jobs_to_prune) {
    statements_.intents_prune.bind_unsigned(job).bind(options_.intents_per_job_max);
    if (auto done = statements_.intents_prune.run(); !done) return done;
  }
  return {};
}

Status SqliteStore::write_history(const std::vector<HistoryEntry>& entries) {
  std::vector<JobId> jobs_to_prune;
  for (const HistoryEntry& entry : entries) {
    const auto body = encode_entry(entry, phrases_);
    if (!body) return body.error().within("history of job " + std::to_string(entry.job));
    statements_.entry.bind_unsigned(entry.job).bind_unsigned(++counters_.history_seq);
    if (auto done = statements_.entry.bind_blob(*body).run(); !done) {
      return done.error().within("history of job " + std::to_string(entry.job));
    }
    jobs_to_prune.push_back(entry.job);
  }
  return prune_history(std::move(jobs_to_prune));
}

// To find the oldest entry that is kept means to go through all of them, so not at each new one.
Status SqliteStore::prune_history(std::vector<JobId> jobs) {
  std::sort(jobs.begin(), jobs.end());
  if (!jobs.empty() && jobs.back() >= entries_to_spare_.size()) {
    entries_to_spare_.resize(jobs.back() + 1);
  }
  const auto spare_max = static_cast<std::uint8_t>(
      std::min<std::uint32_t>(options_.history_per_job_max / history_spare_share, 255));
  for (auto at = jobs.begin(); at != jobs.end();) {
    const auto next = std::upper_bound(at, jobs.end(), *at);
    const auto entries = static_cast<std::size_t>(next - at);
    std::uint8_t& spare = entries_to_spare_[*at];
    // What a job that is new in this batch has is all of it.
    const bool is_new = *at > job_id_before_ && *at <= counters_.job_id;
    if (entries <= spare) {
      spare = static_cast<std::uint8_t>(spare - entries);
    } else if (is_new && entries <= options_.history_per_job_max) {
      spare = spare_max;
    } else {
      statements_.history_prune.bind_unsigned(*at).bind(options_.history_per_job_max);
      if (auto done = statements_.history_prune.run(); !done) return done;
      spare = spare_max;
    }
    at = next;
  }
  return {};
}

Status SqliteStore::write_rest(const StoreBatch& batch) {
  for (const ProviderRecord& provider : batch.providers) {
    bind_provider(statements_.provider, provider);
    if (auto done = statements_.provider.run(); !done) {
      return done.error().within("provider " + std::to_string(provider.provider));
    }
  }
  for (const Cursor& cursor : batch.cursors) {
    statements_.cursor.bind_text(cursor.name).bind_text(cursor.value);
    if (auto done = statements_.cursor.run(); !done) {
      return done.error().within("cursor " + cursor.name);
    }
  }
  return {};
}

Status SqliteStore::write_counters(const Counters& before) {
  struct Change {
    std::string_view name;
    std::uint64_t from, to;
  };
  const std::array<Change, 3> changes = {{
      {job_counter, before.job_id, counters_.job_id},
      {replica_counter, before.replica_id, counters_.replica_id},
      {history_counter, before.history_seq, counters_.history_seq},
  }};
  for (const Change& change : changes) {
    if (change.from == change.to) continue;
    statements_.counter.bind_text(change.name).bind_unsigned(change.to);
    if (auto done = statements_.counter.run(); !done) return done;
  }
  return {};
}

Result<std::vector<HistoryEntry>> SqliteStore::history(JobId job, std::uint64_t before_seq,
                                                       std::size_t limit) {
  constexpr auto newest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  Statement& page = statements_.history_page;
  page.bind_unsigned(job).bind_unsigned(before_seq == 0 ? newest : std::min(before_seq, newest));
  page.bind(limit_of(limit));
  std::vector<HistoryEntry> entries;
  for (;;) {
    const auto row = page.step();
    if (!row) return row.error().within("store: history of job " + std::to_string(job));
    if (!*row) return entries;
    HistoryEntry entry;
    entry.job = job;
    entry.seq = page.unsigned_integer(0);
    if (auto read = decode_entry(page.text(1), phrases_, entry); !read) {
      page.reset();
      return read.error().within("store");
    }
    entries.push_back(std::move(entry));
  }
}

Result<std::vector<Intent>> SqliteStore::intents(JobId job, std::size_t limit) {
  Statement& newest = statements_.intents_newest;
  newest.bind_unsigned(job).bind(limit_of(limit));
  std::vector<Intent> found;
  for (;;) {
    const auto row = newest.step();
    if (!row) return row.error().within("store: intents of job " + std::to_string(job));
    if (!*row) return found;
    auto intent = read_intent(newest);
    if (!intent) {
      newest.reset();
      return intent.error().within("store");
    }
    found.push_back(*std::move(intent));
  }
}

}  // namespace raas
