#include "adapters/store/pack_rows.h"

#include <string>
#include <vector>

#include "adapters/store/history_rows.h"
#include "adapters/store/row_reader.h"
#include "core/copies_codec.h"

namespace raas {
namespace {

constexpr std::size_t jobs_at_a_time = 1000;

struct OldJob {
  JobId id = 0;
  Piece piece;
};

class Packing {
 public:
  [[nodiscard]] Status prepare(Database& database);
  /// Of the jobs after @p after.
  [[nodiscard]] Result<std::vector<OldJob>> jobs(JobId after);
  [[nodiscard]] Status pack(const OldJob& job);

 private:
  Statement jobs_, slots_, copies_, update_;
};

Status Packing::prepare(Database& database) {
  const std::vector<std::pair<Statement*, const char*>> wanted = {
      {&jobs_, "SELECT id, piece, piece_size FROM jobs WHERE id > ? ORDER BY id LIMIT ?"},
      {&slots_,
       "SELECT slot, generation, failures, not_before FROM slots WHERE job = ? ORDER BY slot"},
      {&copies_,
       "SELECT id, slot, provider, record, deal, sector, piece, piece_size, start_epoch, "
       "end_epoch, made_by_us, finding, since, read_at, readings, recovering FROM replicas "
       "WHERE job = ? ORDER BY slot, id"},
      {&update_, "UPDATE jobs SET slots = ?, copies = ? WHERE id = ?"}};
  for (const auto& [statement, sql] : wanted) {
    auto prepared = database.prepare(sql);
    if (!prepared) return prepared.error();
    *statement = *std::move(prepared);
  }
  return {};
}

Result<std::vector<OldJob>> Packing::jobs(JobId after) {
  jobs_.bind_unsigned(after).bind(static_cast<std::int64_t>(jobs_at_a_time));
  std::vector<OldJob> found;
  for (;;) {
    const auto row = jobs_.step();
    if (!row) return row.error();
    if (!*row) return found;
    RowReader reader(jobs_, "jobs");
    OldJob job{.id = reader.unsigned_integer(), .piece = reader.piece()};
    auto sound = reader.done(std::move(job));
    if (!sound) return sound.error();
    found.push_back(*std::move(sound));
  }
}

Slot slot_of(const Statement& row) {
  RowReader reader(row, "slots");
  Slot slot;
  slot.number = reader.count("slot");
  slot.generation = reader.count("generation");
  slot.failures = reader.count("failures");
  slot.not_before = reader.integer();
  return slot;
}

Result<Replica> copy_of(const Statement& row, JobId job) {
  RowReader reader(row, "replicas");
  Replica copy;
  copy.job = job;
  copy.id = reader.unsigned_integer();
  copy.slot = reader.count("slot");
  copy.provider = reader.unsigned_integer();
  copy.record = reader.one_of("record", ChainRecord::sector);
  copy.deal = reader.unsigned_integer();
  if (reader.next_is_null()) {
    reader.skip();
  } else {
    copy.sector = reader.unsigned_integer();
  }
  copy.piece = reader.piece();
  copy.start_epoch = reader.integer();
  copy.end_epoch = reader.integer();
  copy.made_by_us = reader.boolean();
  copy.facts.finding = reader.one_of("finding", Finding::mismatch);
  copy.facts.since = reader.integer();
  copy.facts.read_at = reader.integer();
  copy.facts.readings = reader.count("readings");
  copy.facts.recovering = reader.boolean();
  return reader.done(std::move(copy));
}

Status Packing::pack(const OldJob& job) {
  std::vector<Slot> slots;
  slots_.bind_unsigned(job.id);
  for (;;) {
    const auto row = slots_.step();
    if (!row) return row.error();
    if (!*row) break;
    slots.push_back(slot_of(slots_));
  }
  std::vector<Replica> copies;
  copies_.bind_unsigned(job.id);
  for (;;) {
    const auto row = copies_.step();
    if (!row) return row.error();
    if (!*row) break;
    auto copy = copy_of(copies_, job.id);
    if (!copy) return copy.error();
    copies.push_back(*std::move(copy));
  }
  std::string slot_bytes;
  std::string copy_bytes;
  if (!slots.empty()) put_slots(slot_bytes, slots);
  if (!copies.empty()) put_copies(copy_bytes, copies, job.piece);
  update_.bind_blob_or_null(slot_bytes).bind_blob_or_null(copy_bytes).bind_unsigned(job.id);
  return update_.run();
}

Status pack_copies(Database& database) {
  Packing packing;
  if (auto ready = packing.prepare(database); !ready) return ready;
  for (JobId last = 0;;) {
    const auto jobs = packing.jobs(last);
    if (!jobs) return jobs.error();
    if (jobs->empty()) return {};
    for (const OldJob& job : *jobs) {
      if (auto done = packing.pack(job); !done) return done;
    }
    last = jobs->back().id;
  }
}

HistoryEntry entry_of(const Statement& row) {
  RowReader reader(row, "history");
  HistoryEntry entry;
  entry.job = reader.unsigned_integer();
  entry.seq = reader.unsigned_integer();
  entry.unix_ms = reader.integer();
  entry.epoch = reader.integer();
  entry.tip = reader.integer();
  entry.event = reader.text();
  entry.slot = reader.count("slot");
  entry.key = reader.text();
  entry.because = reader.text();
  entry.inputs = reader.text();
  return entry;
}

Status pack_history(Database& database) {
  PhraseBook phrases;
  if (auto ready = phrases.prepare(database); !ready) return ready;
  auto read = database.prepare(
      "SELECT job, seq, unix_ms, epoch, tip, event, slot, key, because, inputs FROM history_1 "
      "ORDER BY job, seq");
  if (!read) return read.error();
  auto insert = database.prepare("INSERT INTO history (job, seq, body) VALUES (?,?,?)");
  if (!insert) return insert.error();
  for (;;) {
    const auto row = read->step();
    if (!row) return row.error();
    if (!*row) return {};
    const HistoryEntry entry = entry_of(*read);
    const auto body = encode_entry(entry, phrases);
    if (!body) return body.error();
    insert->bind_unsigned(entry.job).bind_unsigned(entry.seq).bind_blob(*body);
    if (auto done = insert->run(); !done) return done;
  }
}

}  // namespace

Status pack_rows(Database& database) {
  if (auto done = pack_copies(database); !done) return done;
  return pack_history(database);
}

}  // namespace raas
