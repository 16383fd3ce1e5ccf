#include "control/shelf.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "core/base_text.h"
#include "core/copies_codec.h"
#include "core/phrase.h"

namespace raas {
namespace {

constexpr std::uint64_t state_mask = 3;
constexpr unsigned origin_shift = 2;
constexpr std::uint64_t origin_mask = 3;
constexpr std::uint64_t canonical_flag = 1U << 4U;  ///< The payload's text is as its CID reads.
constexpr std::uint64_t label_flag = 1U << 5U;
const std::string no_client;

bool is_canonical(const Job& job) {
  return !job.payload.empty() && is_multibase32_of(job.payload_text, job.payload.bytes());
}

std::uint64_t kind_of(const Job& job) {
  return static_cast<std::uint64_t>(job.state) |
         static_cast<std::uint64_t>(job.origin) << origin_shift |
         (is_canonical(job) ? canonical_flag : 0) | (job.label.empty() ? 0 : label_flag);
}

template <class T>
std::size_t mixed(std::size_t hash, T value) {
  return (hash ^ static_cast<std::size_t>(value)) * 0x9e3779b97f4a7c15U;
}

}  // namespace

std::size_t Shelf::TermsHash::operator()(const Terms& terms) const {
  std::size_t hash = terms.providers_excluded.size();
  hash = mixed(hash, terms.copies_min);
  hash = mixed(hash, terms.copies_target);
  hash = mixed(hash, terms.copies_max);
  hash = mixed(hash, terms.renew_below_epochs);
  hash = mixed(hash, terms.repair_after_epochs);
  hash = mixed(hash, terms.deal_duration_epochs);
  for (const ActorId provider : terms.providers_excluded) hash = mixed(hash, provider);
  for (const ActorId provider : terms.providers_trusted) hash = mixed(hash, provider);
  return hash ^ hash >> 32U;
}

Shelf::Head Shelf::acquire(const JobCell& cell, const std::string& pattern) {
  Terms terms = cell.job.terms;
  terms.end_epoch = no_epoch;
  Head head{.kind = kind_of(cell.job), .terms = terms_.acquire(terms), .client = 0, .next = 0};
  if (!cell.job.client.empty()) head.client = clients_.acquire(cell.job.client) + 1;
  if (!pattern.empty()) head.next = patterns_.acquire(pattern) + 1;
  return head;
}

void Shelf::release(const Head& head) {
  terms_.release(head.terms);
  if (head.client != 0) clients_.release(head.client - 1);
  if (head.next != 0) patterns_.release(head.next - 1);
}

Shelf::Head Shelf::take_head(PackedReader& reader) {
  Head head;
  head.kind = reader.number();
  head.terms = reader.count();
  head.client = reader.count();
  head.next = reader.count();
  return head;
}

void Shelf::put(const JobCell& cell) {
  const Job& job = cell.job;
  const Phrase next = take_apart(cell.next);
  const Head head = acquire(cell, next.pattern);
  std::string& out = scratch_;
  out.clear();
  for (const std::uint64_t number : {head.kind, std::uint64_t{head.terms},
                                     std::uint64_t{head.client}, std::uint64_t{head.next}}) {
    put_number(out, number);
  }
  put_cid(out, job.payload);
  put_number(out, next.numbers.size());
  for (const std::uint64_t number : next.numbers) put_number(out, number);
  put_number(out, cell.copies_lasting);
  put_number(out, cell.copies_in_flight);
  if ((head.kind & canonical_flag) == 0) put_bytes(out, job.payload_text);
  if ((head.kind & label_flag) != 0) put_bytes(out, job.label);
  put_signed(out, job.terms.end_epoch);
  put_signed(out, job.registered_epoch);
  put_piece(out, job.piece);
  put_slots(out, job.slots);
  put_copies(out, cell.replicas, job.piece);
  keep(job.id, job.payload);
}

void Shelf::keep(JobId job, const Cid& payload) {
  if (job > records_.size()) reach(job);
  if (has(job)) {
    const std::string_view before = record_of(job);
    PackedReader reader(before);
    release(take_head(reader));
    if (before == scratch_) return;
  } else {
    by_payload_.add(payload.bytes(), job);
  }
  discard(job);
  std::string length;
  put_number(length, scratch_.size());
  char* const record = room_.take(length.size() + scratch_.size());
  std::copy(scratch_.begin(), scratch_.end(), std::copy(length.begin(), length.end(), record));
  records_[job - 1] = record;
}

void Shelf::discard(JobId job) {
  if (!has(job)) return;
  char* const record = std::exchange(records_[job - 1], nullptr);
  const std::string_view packed = packed_in(record);
  room_.release(record, static_cast<std::size_t>(packed.data() - record) + packed.size());
}

std::string_view Shelf::record_of(JobId job) const {
  return packed_in(records_[job - 1]);
}

std::string_view Shelf::packed_in(const char* begin) {
  std::size_t size = 0;
  std::size_t at = 0;
  for (unsigned shift = 0;; shift += 7) {
    const auto byte = static_cast<unsigned char>(begin[at++]);
    size |= static_cast<std::size_t>(byte & 0x7fU) << shift;
    if (byte < 0x80) return {begin + at, size};
  }
}

void Shelf::read(JobId id, JobCell& into) const {
  PackedReader reader(record_of(id));
  const Head head = take_head(reader);
  Job& job = into.job;
  job.id = id;
  job.state = static_cast<JobState>(head.kind & state_mask);
  job.origin = static_cast<JobOrigin>(head.kind >> origin_shift & origin_mask);
  job.terms = terms_.at(head.terms);
  job.client = client_of(head);
  job.payload = reader.cid();
  Phrase next;
  if (head.next != 0) next.pattern = patterns_.at(head.next - 1);
  next.numbers.resize(reader.length());
  for (std::uint64_t& number : next.numbers) number = reader.number();
  into.next = put_together(next);
  into.copies_lasting = reader.count();
  into.copies_in_flight = reader.count();
  job.payload_text = (head.kind & canonical_flag) != 0 ? job.payload.text() : reader.bytes();
  job.label = (head.kind & label_flag) != 0 ? reader.bytes() : std::string_view();
  job.terms.end_epoch = reader.signed_number();
  job.registered_epoch = reader.signed_number();
  job.piece = reader.piece();
  take_slots(reader, job.slots);
  take_copies(reader, {.job = id, .usual = job.piece}, into.replicas);
  into.intents.clear();
  RAAS_CHECK(reader.is_at_end());
}

void Shelf::skim(JobId id, JobCell& into) const {
  PackedReader reader(record_of(id));
  const Head head = take_head(reader);
  into.job.id = id;
  into.job.state = static_cast<JobState>(head.kind & state_mask);
  into.job.terms = terms_.at(head.terms);
  reader.skip_cid();
  reader.skip_numbers(reader.length());
  into.copies_lasting = reader.count();
  into.copies_in_flight = reader.count();
  if ((head.kind & canonical_flag) == 0) static_cast<void>(reader.bytes());
  if ((head.kind & label_flag) != 0) static_cast<void>(reader.bytes());
  into.job.terms.end_epoch = reader.signed_number();
  reader.skip_numbers(1);
  reader.skip_piece();
  skip_slots(reader);
  take_copies(reader, {.job = id, .usual = {}}, into.replicas);
  RAAS_CHECK(reader.is_at_end());
}

JobState Shelf::state_of(JobId job) const {
  PackedReader reader(record_of(job));
  return static_cast<JobState>(take_head(reader).kind & state_mask);
}

const std::string& Shelf::client_of(const Head& head) const {
  return head.client == 0 ? no_client : clients_.at(head.client - 1);
}

const std::string& Shelf::client_of(JobId job) const {
  PackedReader reader(record_of(job));
  return client_of(take_head(reader));
}

Cid Shelf::payload_of(JobId job) const {
  PackedReader reader(record_of(job));
  static_cast<void>(take_head(reader));
  return reader.cid();
}

std::vector<JobId> Shelf::jobs_of(const Cid& payload) const {
  std::vector<JobId> jobs;
  by_payload_.each(payload.bytes(), [&](JobId job) {
    if (payload_of(job) == payload) jobs.push_back(job);
  });
  std::sort(jobs.begin(), jobs.end());
  return jobs;
}

void Shelf::reach(JobId job_id_max) {
  if (records_.size() < job_id_max) records_.resize(job_id_max, nullptr);
}

void Shelf::drop_last() {
  const JobId job = job_id_max();
  by_payload_.remove(payload_of(job).bytes(), job);
  PackedReader reader(record_of(job));
  release(take_head(reader));
  discard(job);
  records_.resize(job - 1, nullptr);
}

}  // namespace raas
