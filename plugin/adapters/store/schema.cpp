#include "adapters/store/schema.h"

#include <array>
#include <string>

#include "adapters/store/pack_rows.h"

namespace raas {
namespace {

/// Steps from version n to n+1. A step that was released is never changed: add another one.
///
/// Numbers are those of the enums in core/. Terms are stored once for all jobs that share them,
/// less their end epoch, which is of the job. NULL in payload_text: as the payload's CID reads.
/// Fetch ids and data handles are not kept: the host forgets them at its restart and may give them
/// out anew.
///
/// From version 2 on a job's slots and copies are packed into its own row (core/copies_codec.h): a
/// start reads one row for each job and nothing else, and a copy takes a third of the room. The
/// history keeps its words in `phrases` and only the numbers in its rows (history_rows.h).
struct Step {
  const char* sql;
  Status (*move)(Database& database);  ///< What SQL alone cannot do; may be null.
  const char* sql_after;
};
constexpr std::array<Step, 2> steps = {{
    {R"sql(
CREATE TABLE counters (
  name TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE terms (
  id INTEGER PRIMARY KEY,
  body BLOB NOT NULL UNIQUE
) STRICT;

CREATE TABLE jobs (
  id INTEGER PRIMARY KEY,
  client TEXT,
  payload BLOB,
  payload_text TEXT,
  piece BLOB,
  piece_size INTEGER NOT NULL,
  terms INTEGER NOT NULL REFERENCES terms (id),
  end_epoch INTEGER NOT NULL,
  state INTEGER NOT NULL,
  origin INTEGER NOT NULL,
  registered_epoch INTEGER NOT NULL,
  label TEXT
) STRICT;

CREATE TABLE slots (
  job INTEGER NOT NULL REFERENCES jobs (id),
  slot INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  failures INTEGER NOT NULL,
  not_before INTEGER NOT NULL,
  PRIMARY KEY (job, slot)
) STRICT, WITHOUT ROWID;

CREATE TABLE replicas (
  id INTEGER PRIMARY KEY,
  job INTEGER NOT NULL REFERENCES jobs (id),
  slot INTEGER NOT NULL,
  provider INTEGER NOT NULL,
  record INTEGER NOT NULL,
  deal INTEGER NOT NULL,
  sector INTEGER,
  piece BLOB,
  piece_size INTEGER NOT NULL,
  start_epoch INTEGER NOT NULL,
  end_epoch INTEGER NOT NULL,
  made_by_us INTEGER NOT NULL,
  finding INTEGER NOT NULL,
  since INTEGER NOT NULL,
  read_at INTEGER NOT NULL,
  readings INTEGER NOT NULL,
  recovering INTEGER NOT NULL
) STRICT;

CREATE TABLE intents (
  seq INTEGER PRIMARY KEY,
  job INTEGER NOT NULL REFERENCES jobs (id),
  slot INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  reason INTEGER NOT NULL,
  replaces INTEGER NOT NULL,
  provider INTEGER NOT NULL,
  state INTEGER NOT NULL,
  recorded_epoch INTEGER NOT NULL,
  start_epoch_max INTEGER NOT NULL,
  duration_epochs INTEGER NOT NULL,
  piece BLOB,
  piece_size INTEGER NOT NULL,
  price_max BLOB,
  verified INTEGER NOT NULL,
  ask_after INTEGER NOT NULL,
  request_id INTEGER NOT NULL,
  replica INTEGER NOT NULL,
  because TEXT,
  UNIQUE (job, slot, generation)
) STRICT;
CREATE INDEX intents_in_flight ON intents (job, slot, generation) WHERE state < 3;

CREATE TABLE history (
  job INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  unix_ms INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  tip INTEGER NOT NULL,
  event TEXT NOT NULL,
  slot INTEGER NOT NULL,
  key TEXT,
  because TEXT,
  inputs TEXT,
  PRIMARY KEY (job, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE providers (
  provider INTEGER PRIMARY KEY,
  failures_in_row INTEGER NOT NULL,
  deals_made INTEGER NOT NULL,
  deals_failed INTEGER NOT NULL,
  rests_until INTEGER NOT NULL
) STRICT;

CREATE TABLE cursors (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
)sql",
     nullptr, ""},
    {R"sql(
ALTER TABLE jobs ADD COLUMN slots BLOB;
ALTER TABLE jobs ADD COLUMN copies BLOB;
CREATE INDEX replicas_by_job ON replicas (job, slot, id);

CREATE TABLE phrases (
  id INTEGER PRIMARY KEY,
  body BLOB NOT NULL UNIQUE
) STRICT;

ALTER TABLE history RENAME TO history_1;
CREATE TABLE history (
  job INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (job, seq)
) STRICT, WITHOUT ROWID;
)sql",
     &pack_rows, "DROP TABLE slots; DROP TABLE replicas; DROP TABLE history_1;"},
}};

Status run_step(Database& database, std::size_t number) {
  const Step& step = steps.at(number);
  if (auto done = database.execute("BEGIN IMMEDIATE;" + std::string(step.sql)); !done) return done;
  if (step.move != nullptr) {
    if (auto done = step.move(database); !done) return done;
  }
  return database.execute(step.sql_after +
                          ("PRAGMA application_id = " + std::to_string(store_application_id)) +
                          "; PRAGMA user_version = " + std::to_string(number + 1) + "; COMMIT;");
}

Status take_step(Database& database, std::size_t step) {
  Status done = run_step(database, step);
  if (!done && database.is_in_transaction()) static_cast<void>(database.execute("ROLLBACK"));
  return done;
}

}  // namespace

std::int64_t schema_version_newest() {
  return static_cast<std::int64_t>(steps.size());
}

Status check_schema(Database& database) {
  const auto application = database.ask_integer("PRAGMA application_id");
  if (!application) return application.error();
  const auto version = database.ask_integer("PRAGMA user_version");
  if (!version) return version.error();
  const auto tables = database.ask_integer("SELECT count(*) FROM sqlite_schema");
  if (!tables) return tables.error();

  const bool is_new = *application == 0 && *version == 0 && *tables == 0;
  if (is_new) return {};
  if (*application != store_application_id) {
    return Error(Code::corrupt, "application id " + std::to_string(*application) + ", expected " +
                                    std::to_string(store_application_id) +
                                    ": this is another program's database");
  }
  if (*version > schema_version_newest()) {
    return Error(Code::rejected, "schema version " + std::to_string(*version) +
                                     ", this program knows up to " +
                                     std::to_string(schema_version_newest()) +
                                     ": use the newer plugin that wrote it; nothing was changed");
  }
  return {};
}

Status migrate_schema(Database& database) {
  const auto version = database.ask_integer("PRAGMA user_version");
  if (!version) return version.error();
  for (auto step = static_cast<std::size_t>(*version); step < steps.size(); ++step) {
    if (auto done = take_step(database, step); !done) {
      return done.error().within("schema version " + std::to_string(step + 1));
    }
  }
  return {};
}

}  // namespace raas
