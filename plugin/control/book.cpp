#include "control/book.h"

#include <algorithm>
#include <tuple>

#include "base/check.h"

namespace raas {
namespace {

const std::vector<JobId> no_jobs;

auto by_slot(const Replica& replica) {
  return std::tuple(replica.slot, replica.id);
}

template <class Range, class Key>
auto intent_at(Range& intents, const Key& key) {
  return std::lower_bound(intents.begin(), intents.end(), key,
                          [](const Intent& intent, const IntentKey& k) { return intent.key < k; });
}

}  // namespace

void Book::load(StoreContents contents) {
  for (Job& job : contents.jobs) {
    cells_.resize(std::max<std::size_t>(cells_.size(), job.id));
    by_payload_[std::string(job.payload.bytes())].push_back(job.id);
    JobCell& cell = cells_[job.id - 1];
    cell.job = std::move(job);
  }
  cells_.resize(std::max<std::size_t>(cells_.size(), contents.job_id_max));
  looks_.assign(cells_.size(), never_due);
  for (const JobCell& cell : cells_) {
    if (cell.job.id != 0) look_now(cell.job.id);
  }
  for (Replica& replica : contents.replicas) {
    JobCell* cell = find(replica.job);
    if (cell == nullptr) continue;
    by_replica_[replica.id] = replica.job;
    ++replicas_by_provider_[replica.provider];
    cell->replicas.push_back(std::move(replica));
  }
  for (JobCell& cell : cells_) {
    std::sort(cell.replicas.begin(), cell.replicas.end(),
              [](const Replica& a, const Replica& b) { return by_slot(a) < by_slot(b); });
  }
  for (const Intent& intent : contents.intents) {
    if (find(intent.key.job) != nullptr) place_intent(intent);
  }
  for (const ProviderRecord& record : contents.providers) providers_[record.provider] = record;
  for (Cursor& cursor : contents.cursors) cursors_[cursor.name] = std::move(cursor.value);
  replica_id_max_ = contents.replica_id_max;
}

const JobCell* Book::find(JobId job) const {
  if (job == 0 || job > cells_.size()) return nullptr;
  const JobCell& cell = cells_[job - 1];
  return cell.job.id == job ? &cell : nullptr;
}

JobCell* Book::find(JobId job) {
  return const_cast<JobCell*>(static_cast<const Book*>(this)->find(job));
}

const std::vector<JobId>& Book::jobs_of(const Cid& payload) const {
  const auto found = by_payload_.find(std::string(payload.bytes()));
  return found == by_payload_.end() ? no_jobs : found->second;
}

const Replica* Book::replica(ReplicaId replica) const {
  const auto found = by_replica_.find(replica);
  if (found == by_replica_.end()) return nullptr;
  const JobCell* cell = find(found->second);
  for (const Replica& candidate : cell->replicas) {
    if (candidate.id == replica) return &candidate;
  }
  return nullptr;
}

const Intent* Book::intent(const IntentKey& key) const {
  const JobCell* cell = find(key.job);
  if (cell == nullptr) return nullptr;
  const auto at = intent_at(cell->intents, key);
  return at != cell->intents.end() && at->key == key ? &*at : nullptr;
}

ProviderRecord Book::provider(ActorId provider) const {
  const auto found = providers_.find(provider);
  return found == providers_.end() ? ProviderRecord{.provider = provider} : found->second;
}

std::optional<std::string> Book::cursor(const std::string& name) const {
  const auto found = cursors_.find(name);
  if (found == cursors_.end()) return std::nullopt;
  return found->second;
}

std::uint32_t Book::in_flight_at(ActorId provider) const {
  const auto found = in_flight_by_provider_.find(provider);
  return found == in_flight_by_provider_.end() ? 0 : found->second;
}

std::size_t Book::replicas_at(ActorId provider) const {
  const auto found = replicas_by_provider_.find(provider);
  return found == replicas_by_provider_.end() ? 0 : found->second;
}

void Book::put(const Job& job) {
  RAAS_CHECK(job.id >= 1 && job.id <= cells_.size() + 1);
  if (job.id > cells_.size()) {
    cells_.emplace_back();
    looks_.push_back(due_now);
  }
  JobCell& cell = cells_[job.id - 1];
  if (cell.job.id == 0) by_payload_[std::string(job.payload.bytes())].push_back(job.id);
  if (&cell.job != &job) cell.job = job;
  staged_jobs_[job.id] = cell.job;
}

void Book::put(const Replica& given) {
  const Replica replica = given;  // may alias an element that moves
  JobCell* cell = find(replica.job);
  RAAS_CHECK(cell != nullptr && replica.id != 0);
  std::erase_if(cell->replicas, [&](const Replica& old) {
    if (old.id != replica.id) return false;
    --replicas_by_provider_[old.provider];
    return true;
  });
  ++replicas_by_provider_[replica.provider];
  const auto at =
      std::lower_bound(cell->replicas.begin(), cell->replicas.end(), replica,
                       [](const Replica& a, const Replica& b) { return by_slot(a) < by_slot(b); });
  cell->replicas.insert(at, replica);
  by_replica_[replica.id] = replica.job;
  staged_replicas_[replica.id] = replica;
}

void Book::remove(ReplicaId replica) {
  const auto found = by_replica_.find(replica);
  if (found == by_replica_.end()) return;
  std::erase_if(find(found->second)->replicas, [&](const Replica& old) {
    if (old.id != replica) return false;
    --replicas_by_provider_[old.provider];
    return true;
  });
  by_replica_.erase(found);
  staged_replicas_[replica] = std::nullopt;
}

void Book::put(const Intent& given) {
  const Intent intent = given;
  place_intent(intent);
  staged_intents_[intent.key] = intent;
}

void Book::keep(const Intent& given) {
  const Intent intent = given;
  place_intent(intent);
  const auto staged = staged_intents_.find(intent.key);
  if (staged != staged_intents_.end()) staged->second = intent;
}

void Book::place_intent(const Intent& intent) {
  JobCell* cell = find(intent.key.job);
  RAAS_CHECK(cell != nullptr);
  auto at = intent_at(cell->intents, intent.key);
  if (at != cell->intents.end() && at->key == intent.key) {
    count_in_flight(*at, -1);
    at = cell->intents.erase(at);
  }
  unasked_.erase(intent.key);
  if (!is_in_flight(intent.state)) return;
  if (intent.state != IntentState::requested) unasked_[intent.key] = true;
  count_in_flight(intent, +1);
  cell->intents.insert(at, intent);
}

void Book::count_in_flight(const Intent& intent, int by) {
  in_flight_ += static_cast<std::uint32_t>(by);
  if (intent.provider != no_provider) {
    in_flight_by_provider_[intent.provider] += static_cast<std::uint32_t>(by);
  }
}

void Book::put(const ProviderRecord& record) {
  providers_[record.provider] = record;
  staged_providers_[record.provider] = record;
}

void Book::put(Cursor cursor) {
  cursors_[cursor.name] = cursor.value;
  staged_cursors_[cursor.name] = std::move(cursor.value);
}

void Book::note(HistoryEntry entry) {
  staged_history_.push_back(std::move(entry));
}

bool Book::clean() const {
  return staged_jobs_.empty() && staged_replicas_.empty() && staged_intents_.empty() &&
         staged_providers_.empty() && staged_cursors_.empty() && staged_history_.empty();
}

StoreBatch Book::staged_batch() const {
  StoreBatch batch;
  for (const auto& [id, job] : staged_jobs_) batch.jobs.push_back(job);
  for (const auto& [id, replica] : staged_replicas_) {
    if (replica) {
      batch.replicas.push_back(*replica);
    } else {
      batch.replicas_removed.push_back(id);
    }
  }
  for (const auto& [key, intent] : staged_intents_) batch.intents.push_back(intent);
  for (const auto& [id, record] : staged_providers_) batch.providers.push_back(record);
  for (const auto& [name, value] : staged_cursors_) batch.cursors.push_back({name, value});
  batch.history = staged_history_;
  return batch;
}

Status Book::commit(Store& store) {
  if (clean()) return {};
  if (auto done = store.commit(staged_batch()); !done) return done;
  staged_jobs_.clear();
  staged_replicas_.clear();
  staged_intents_.clear();
  staged_providers_.clear();
  staged_cursors_.clear();
  staged_history_.clear();
  return {};
}

Book::Undo Book::mark() const {
  return {.jobs_before = {}, .job_id_max = job_id_max(), .history_size = staged_history_.size()};
}

void Book::revert(const Undo& undo) {
  for (const Job& job : undo.jobs_before) {
    find(job.id)->job = job;
    staged_jobs_.erase(job.id);
  }
  while (job_id_max() > undo.job_id_max) {
    const Job& job = cells_.back().job;
    std::erase(by_payload_[std::string(job.payload.bytes())], job.id);
    staged_jobs_.erase(job.id);
    cells_.pop_back();
    looks_.pop_back();
  }
  staged_history_.resize(undo.history_size);
}

}  // namespace raas
