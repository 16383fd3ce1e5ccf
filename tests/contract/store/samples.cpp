#include "samples.h"

#include <unistd.h>

#include <fstream>
#include <iterator>
#include <limits>
#include <stdexcept>

namespace raas {
namespace {

Cid cid_of(std::string bytes, std::uint64_t number) {
  std::string digest(32, '\x1a');
  for (std::size_t i = 0; i < 8; ++i) digest[i] = static_cast<char>(number >> (8 * i));
  bytes += digest;
  const auto* begin = reinterpret_cast<const std::uint8_t*>(bytes.data());
  return Cid::from_bytes(std::span(begin, bytes.size())).value();
}

}  // namespace

StateDir::StateDir() {
  std::string name = (std::filesystem::temp_directory_path() / "raas-store-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp " + name);
  path_ = name;
}

StateDir::~StateDir() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::unique_ptr<Store> opened(const StateDir& dir, const StoreOptions& options) {
  return std::move(open_store(dir.path(), options)).value();
}

std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

Result<Everything> contents_of(Store& store) {
  Everything everything;
  auto rest = store.load([&everything](StoredJob&& stored) {
    everything.jobs.push_back(std::move(stored.job));
    for (Replica& replica : stored.replicas) everything.replicas.push_back(std::move(replica));
  });
  if (!rest) return rest.error();
  static_cast<StoreContents&>(everything) = *std::move(rest);
  return everything;
}

StoredJob row(Job job, std::vector<Replica> replicas) {
  return {.job = std::move(job), .replicas = std::move(replicas)};
}

std::vector<StoredJob> rows(std::vector<Job> jobs) {
  std::vector<StoredJob> stored;
  for (Job& job : jobs) stored.push_back(row(std::move(job)));
  return stored;
}

Cid payload_cid(std::uint64_t number) {
  return cid_of("\x01\x55\x12\x20", number);
}

Piece piece(std::uint64_t number) {
  return {cid_of("\x01\x81\xe2\x03\x92\x20\x20", number), std::uint64_t{1} << 35};
}

Job full_job(JobId id) {
  Job job;
  job.id = id;
  job.client = "client " + std::to_string(id);
  job.payload = payload_cid(id);
  job.payload_text = "as the client wrote it";
  job.piece = piece(id);
  job.terms = {.replicate = false,
               .renew = false,
               .repair = false,
               .copies_min = 2,
               .copies_target = 3,
               .copies_max = std::numeric_limits<std::uint32_t>::max(),
               .renew_below_epochs = 86401,
               .repair_after_epochs = -5,
               .end_epoch = 5'000'000 + static_cast<Epoch>(id),
               .deal_duration_epochs = 1'000'000'000'000,
               .verified = true,
               .price_max = AttoFil(~Uint128{0}),
               .providers_excluded = {0, 1000, std::numeric_limits<ActorId>::max()},
               .providers_trusted = {127, 128}};
  job.state = JobState::paused;
  job.origin = JobOrigin::contract;
  job.registered_epoch = 4'000'000;
  job.label = "holiday pictures, \xc3\xbc";
  job.slots = {{.number = 1, .generation = 4, .failures = 2, .not_before = 4'100'000},
               {.number = 3, .generation = 1, .failures = 0, .not_before = no_epoch}};
  return job;
}

Replica full_replica(ReplicaId id, JobId job) {
  return {.id = id,
          .job = job,
          .slot = 2,
          .provider = 2'000'000,
          .record = ChainRecord::claim,
          .deal = std::numeric_limits<DealId>::max(),
          .sector = 0,
          .piece = piece(id),
          .start_epoch = 4'200'000,
          .end_epoch = 5'200'000,
          .made_by_us = true,
          .facts = {.finding = Finding::mismatch,
                    .since = 4'300'000,
                    .read_at = 4'300'900,
                    .readings = 17,
                    .recovering = true}};
}

Intent full_intent(IntentKey key) {
  Intent intent;
  intent.key = key;
  intent.reason = Reason::repair;
  intent.replaces = 12;
  intent.provider = 3'000;
  intent.state = IntentState::requested;
  intent.recorded_epoch = 4'000'010;
  intent.start_epoch_max = 4'010'000;
  intent.duration_epochs = 1'500'000;
  intent.piece = piece(99);
  intent.price_max = AttoFil(Uint128{1} << 100);
  intent.has_price_max = true;
  intent.verified = true;
  intent.ask_after = 4'000'130;
  intent.request_id = std::numeric_limits<std::uint64_t>::max();
  intent.replica = 7;
  intent.because = "not proven for 2881 epochs, grace is 2880";
  return intent;
}

HistoryEntry full_entry(JobId job, const std::string& because) {
  HistoryEntry entry;
  entry.job = job;
  entry.unix_ms = 1'790'000'000'000;
  entry.epoch = 4'000'000;
  entry.tip = 3'999'000;
  entry.event = "action_planned";
  entry.slot = 2;
  entry.key = "raas/7/2/1";
  entry.because = because;
  entry.inputs = R"({"copies":1})";
  return entry;
}

Job plain_job(JobId id) {
  Job job;
  job.id = id;
  job.payload = payload_cid(id);
  job.payload_text = job.payload.text();
  job.terms.copies_target = 3;
  job.terms.copies_max = 4;
  return job;
}

}  // namespace raas
