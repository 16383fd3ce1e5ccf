#include "adapters/store/rows.h"

#include "adapters/store/row_reader.h"
#include "adapters/store/terms_codec.h"
#include "core/base_text.h"
#include "core/copies_codec.h"

namespace raas {
namespace {

template <class Enum>
std::int64_t number_of(Enum value) {
  return static_cast<std::int64_t>(value);
}

void bind_piece(Statement& statement, const Piece& piece) {
  statement.bind_blob_or_null(piece.cid.bytes()).bind_unsigned(piece.padded_size);
}

Error wrong_bytes(JobId job, const char* column, const std::string& bytes) {
  return Error(Code::corrupt, "jobs: row " + std::to_string(job) + ": " + column + ": " +
                                  std::to_string(bytes.size()) + " bytes that cannot be read");
}

}  // namespace

const char* const job_columns =
    "id, client, payload, payload_text, piece, piece_size, terms, end_epoch, state, origin, "
    "registered_epoch, label, slots, copies";
const char* const job_upsert_sql =
    "INSERT INTO jobs (id, client, payload, payload_text, piece, piece_size, terms, end_epoch, "
    "state, origin, registered_epoch, label, slots, copies) "
    "VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?) "
    "ON CONFLICT (id) DO UPDATE SET client = excluded.client, payload = excluded.payload, "
    "payload_text = excluded.payload_text, piece = excluded.piece, "
    "piece_size = excluded.piece_size, terms = excluded.terms, end_epoch = excluded.end_epoch, "
    "state = excluded.state, origin = excluded.origin, "
    "registered_epoch = excluded.registered_epoch, "
    "label = excluded.label, slots = excluded.slots, copies = excluded.copies";

JobBytes::JobBytes(const StoredJob& stored) {
  if (!stored.job.slots.empty()) put_slots(slots, stored.job.slots);
  if (!stored.replicas.empty()) put_copies(copies, stored.replicas, stored.job.piece);
}

void bind_job(Statement& statement, const Job& job, std::int64_t terms_row, const JobBytes& bytes) {
  statement.bind_unsigned(job.id).bind_text_or_null(job.client);
  statement.bind_blob_or_null(job.payload.bytes());
  if (!job.payload.empty() && is_multibase32_of(job.payload_text, job.payload.bytes())) {
    statement.bind_null();
  } else {
    statement.bind_text(job.payload_text);
  }
  bind_piece(statement, job.piece);
  statement.bind(terms_row).bind(job.terms.end_epoch);
  statement.bind(number_of(job.state)).bind(number_of(job.origin));
  statement.bind(job.registered_epoch).bind_text_or_null(job.label);
  statement.bind_blob_or_null(bytes.slots).bind_blob_or_null(bytes.copies);
}

Status read_job(const Statement& row, JobRow& into) {
  RowReader reader(row, "jobs");
  Job& job = into.stored.job;
  job.id = reader.unsigned_integer();
  job.client = reader.text();
  job.payload = reader.cid("payload");
  const bool is_canonical = reader.next_is_null();
  job.payload_text = reader.text();
  if (is_canonical && !job.payload.empty()) job.payload_text = job.payload.text();
  job.piece = reader.piece();
  into.terms_row = reader.integer();
  job.terms.end_epoch = reader.integer();
  job.state = reader.one_of("state", JobState::cancelled);
  job.origin = reader.one_of("origin", JobOrigin::contract);
  job.registered_epoch = reader.integer();
  job.label = reader.text();
  into.slots = reader.text();
  into.copies = reader.text();
  const auto wrong = reader.wrong();
  return wrong ? Status(*wrong) : Status();
}

Status unpack(JobRow& row) {
  Job& job = row.stored.job;
  std::vector<Replica>& copies = row.stored.replicas;
  // Cleared only where there are none: what is written over keeps its memory.
  if (row.slots.empty()) {
    job.slots.clear();
  } else {
    PackedReader packed(row.slots);
    take_slots(packed, job.slots);
    if (!packed.is_at_end()) return wrong_bytes(job.id, "slots", row.slots);
  }
  if (row.copies.empty()) {
    copies.clear();
  } else {
    PackedReader packed(row.copies);
    take_copies(packed, {.job = job.id, .usual = job.piece}, copies);
    if (!packed.is_at_end()) return wrong_bytes(job.id, "copies", row.copies);
  }
  return {};
}

const char* const intent_columns =
    "job, slot, generation, reason, replaces, provider, state, recorded_epoch, start_epoch_max, "
    "duration_epochs, piece, piece_size, price_max, verified, ask_after, request_id, replica, "
    "because";
const char* const intent_upsert_sql =
    "INSERT INTO intents (job, slot, generation, reason, replaces, provider, state, "
    "recorded_epoch, start_epoch_max, duration_epochs, piece, piece_size, price_max, verified, "
    "ask_after, request_id, replica, because) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) "
    "ON CONFLICT (job, slot, generation) DO UPDATE SET reason = excluded.reason, "
    "replaces = excluded.replaces, provider = excluded.provider, state = excluded.state, "
    "recorded_epoch = excluded.recorded_epoch, start_epoch_max = excluded.start_epoch_max, "
    "duration_epochs = excluded.duration_epochs, piece = excluded.piece, "
    "piece_size = excluded.piece_size, price_max = excluded.price_max, "
    "verified = excluded.verified, ask_after = excluded.ask_after, "
    "request_id = excluded.request_id, replica = excluded.replica, because = excluded.because";

void bind_intent(Statement& statement, const Intent& intent, const std::string& price) {
  statement.bind_unsigned(intent.key.job).bind(intent.key.slot).bind(intent.key.generation);
  statement.bind(number_of(intent.reason)).bind_unsigned(intent.replaces);
  statement.bind_unsigned(intent.provider).bind(number_of(intent.state));
  statement.bind(intent.recorded_epoch).bind(intent.start_epoch_max).bind(intent.duration_epochs);
  bind_piece(statement, intent.piece);
  if (intent.has_price_max) {
    statement.bind_blob(price);
  } else {
    statement.bind_null();
  }
  statement.bind(intent.verified ? 1 : 0).bind(intent.ask_after).bind_unsigned(intent.request_id);
  statement.bind_unsigned(intent.replica).bind_text_or_null(intent.because);
}

Result<Intent> read_intent(const Statement& row) {
  RowReader reader(row, "intents");
  Intent intent;
  intent.key.job = reader.unsigned_integer();
  intent.key.slot = reader.count("slot");
  intent.key.generation = reader.count("generation");
  intent.reason = reader.one_of("reason", Reason::repair);
  intent.replaces = reader.unsigned_integer();
  intent.provider = reader.unsigned_integer();
  intent.state = reader.one_of("state", IntentState::cancelled);
  intent.recorded_epoch = reader.integer();
  intent.start_epoch_max = reader.integer();
  intent.duration_epochs = reader.integer();
  intent.piece = reader.piece();
  intent.has_price_max = !reader.next_is_null();
  intent.price_max = reader.amount("price_max");
  intent.verified = reader.boolean();
  intent.ask_after = reader.integer();
  intent.request_id = reader.unsigned_integer();
  intent.replica = reader.unsigned_integer();
  intent.because = reader.text();
  return reader.done(std::move(intent));
}

const char* const provider_columns =
    "provider, failures_in_row, deals_made, deals_failed, rests_until";
const char* const provider_upsert_sql =
    "INSERT INTO providers (provider, failures_in_row, deals_made, deals_failed, rests_until) "
    "VALUES (?,?,?,?,?) ON CONFLICT (provider) DO UPDATE SET "
    "failures_in_row = excluded.failures_in_row, deals_made = excluded.deals_made, "
    "deals_failed = excluded.deals_failed, rests_until = excluded.rests_until";

void bind_provider(Statement& statement, const ProviderRecord& provider) {
  statement.bind_unsigned(provider.provider).bind(provider.failures_in_row);
  statement.bind_unsigned(provider.deals_made).bind_unsigned(provider.deals_failed);
  statement.bind(provider.rests_until);
}

ProviderRecord read_provider(const Statement& row) {
  RowReader reader(row, "providers");
  ProviderRecord provider;
  provider.provider = reader.unsigned_integer();
  provider.failures_in_row = reader.count("failures_in_row");
  provider.deals_made = reader.unsigned_integer();
  provider.deals_failed = reader.unsigned_integer();
  provider.rests_until = reader.integer();
  return provider;
}

}  // namespace raas
