#include <boost/test/unit_test.hpp>
#include <fstream>

#include "adapters/store/sqlite.h"
#include "adapters/store/terms_codec.h"
#include "samples.h"

namespace raas {
namespace {

/// The tables of a store of version 1, as they were released.
constexpr const char* version_1 = R"sql(
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
)sql";

/// A file of version 1 with two jobs: one with slots and copies, one with neither.
void write_version_1(const StateDir& dir) {
  std::ofstream(dir.file()).flush();
  auto database = Database::open(dir.file(), Database::Mode::read_write_create).value();
  BOOST_REQUIRE(database.execute(version_1).has_value());
  auto terms = database.prepare("INSERT INTO terms (id, body) VALUES (1, ?)").value();
  const std::string body = encode_terms(plain_job(1).terms);
  BOOST_REQUIRE(terms.bind_blob(body).run().has_value());
  auto job = database
                 .prepare(
                     "INSERT INTO jobs (id, client, payload, piece, piece_size, terms, "
                     "end_epoch, state, origin, registered_epoch) "
                     "VALUES (?, 'ann', ?, ?, ?, 1, -1, 1, 0, 4000000)")
                 .value();
  for (const JobId id : {3U, 5U}) {
    const Piece of_job = piece(id);
    const Cid payload = payload_cid(id);
    job.bind_unsigned(id).bind_blob(payload.bytes()).bind_blob(of_job.cid.bytes());
    BOOST_REQUIRE(job.bind_unsigned(of_job.padded_size).run().has_value());
  }
  const std::string other(piece(77).cid.bytes());
  auto copy = database
                  .prepare(
                      "INSERT INTO replicas VALUES (?, 3, ?, 1000, 1, 90, ?, ?, ?, 4100000, "
                      "5200000, 1, 3, 4300000, 4300900, 2, 1)")
                  .value();
  const std::string usual(piece(3).cid.bytes());
  for (const ReplicaId id : {4U, 8U, 6U}) {
    copy.bind_unsigned(id).bind(id == 8 ? 1 : 2);
    id == 6 ? copy.bind_null() : copy.bind_unsigned(500 + id);
    copy.bind_blob(id == 6 ? other : usual).bind_unsigned(piece(3).padded_size);
    BOOST_REQUIRE(copy.run().has_value());
  }
  BOOST_REQUIRE(database
                    .execute("INSERT INTO slots VALUES (3, 2, 7, 1, 4200000), (3, 1, 1, 0, -1);"
                             "INSERT INTO counters VALUES ('job_id_max', 5), "
                             "('replica_id_max', 9), ('history_seq', 1);"
                             "INSERT INTO history VALUES (3, 1, 5, 6, 7, 'job_created', 0, NULL, "
                             "'because', '{}');"
                             "PRAGMA application_id = 0x52616153; PRAGMA user_version = 1;")
                    .has_value());
}

Replica old_copy(ReplicaId id) {
  Replica copy = full_replica(id, 3);
  copy.slot = id == 8 ? 1 : 2;
  copy.provider = 1000;
  copy.record = ChainRecord::deal;
  copy.deal = 90;
  copy.sector.reset();
  if (id != 6) copy.sector = 500 + id;
  copy.piece = piece(id == 6 ? 77 : 3);
  copy.start_epoch = 4'100'000;
  copy.facts = {.finding = Finding::faulty,
                .since = 4'300'000,
                .read_at = 4'300'900,
                .readings = 2,
                .recovering = true};
  return copy;
}

BOOST_AUTO_TEST_SUITE(migration)

BOOST_AUTO_TEST_CASE(store_of_version_1_is_taken_over_with_all_its_rows) {
  const StateDir dir;
  write_version_1(dir);
  for (int start = 0; start < 2; ++start) {
    const auto store = opened(dir);
    const auto found = contents_of(*store).value();
    BOOST_REQUIRE(found.jobs.size() == 2U);
    const std::vector<Slot> slots = {
        {.number = 1, .generation = 1, .failures = 0, .not_before = no_epoch},
        {.number = 2, .generation = 7, .failures = 1, .not_before = 4'200'000}};
    BOOST_TEST((found.jobs[0].slots == slots));
    BOOST_TEST(found.jobs[0].client == "ann");
    BOOST_TEST((found.jobs[0].state == JobState::paused));
    BOOST_TEST((found.jobs[0].piece == piece(3)));
    BOOST_TEST(found.jobs[1].slots.empty());
    const std::vector<Replica> copies = {old_copy(8), old_copy(4), old_copy(6)};
    BOOST_TEST((found.replicas == copies));
    BOOST_TEST(found.job_id_max == 5U);
    BOOST_TEST(found.replica_id_max == 9U);
    const HistoryEntry entry = store->history(3, 0, 10).value().at(0);
    BOOST_TEST(entry.seq == 1U);
    BOOST_TEST(entry.unix_ms == 5);
    BOOST_TEST(entry.epoch == 6);
    BOOST_TEST(entry.tip == 7);
    BOOST_TEST(entry.event == "job_created");
    BOOST_TEST(entry.key == "");
    BOOST_TEST(entry.because == "because");
    BOOST_TEST(entry.inputs == "{}");
  }
}

BOOST_AUTO_TEST_CASE(store_of_version_1_that_cannot_be_read_stays_as_it_was) {
  const StateDir dir;
  write_version_1(dir);
  {
    auto database = Database::open(dir.file(), Database::Mode::read_write_create).value();
    BOOST_REQUIRE(database.execute("UPDATE replicas SET finding = 9 WHERE id = 6").has_value());
  }
  const auto refused = open_store(dir.path(), {});
  BOOST_REQUIRE(!refused.has_value());
  BOOST_TEST(refused.error().text().find("replicas: row 6: finding: 9") != std::string::npos,
             refused.error().text());
  auto database = Database::open(dir.file(), Database::Mode::read_only).value();
  BOOST_TEST(database.ask_integer("PRAGMA user_version").value() == 1);
  BOOST_TEST(database.ask_integer("SELECT count(*) FROM replicas").value() == 3);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace raas
