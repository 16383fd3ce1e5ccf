#include "control/book.h"

#include <algorithm>
#include <tuple>

#include "base/check.h"

namespace raas {
namespace {

auto by_slot(const Replica& replica) {
  return std::tuple(replica.slot, replica.id);
}

template <class Range, class Key>
auto intent_at(Range& intents, const Key& key) {
  return std::lower_bound(intents.begin(), intents.end(), key,
                          [](const Intent& intent, const IntentKey& k) { return intent.key < k; });
}

}  // namespace

void Book::load(StoredJob&& stored) {
  JobCell cell;
  cell.job = std::move(stored.job);
  cell.replicas = std::move(stored.replicas);
  std::sort(cell.replicas.begin(), cell.replicas.end(),
            [](const Replica& a, const Replica& b) { return by_slot(a) < by_slot(b); });
  for (const Replica& replica : cell.replicas) {
    own(replica.id, cell.job.id);
    ++replicas_by_provider_[replica.provider];
  }
  shelf_.put(cell);
  ++job_count_;
  looks_.resize(job_id_max());
  look_now(cell.job.id);
  // Its memory goes back to who reads the next one.
  stored.job = std::move(cell.job);
  stored.replicas = std::move(cell.replicas);
}

void Book::load(StoreContents contents) {
  shelf_.reach(contents.job_id_max);
  looks_.resize(job_id_max());
  for (const Intent& intent : contents.intents) {
    if (has(intent.key.job)) place_intent(intent);
  }
  for (const ProviderRecord& record : contents.providers) providers_[record.provider] = record;
  for (Cursor& cursor : contents.cursors) cursors_[cursor.name] = std::move(cursor.value);
  replica_id_max_ = contents.replica_id_max;
}

JobCell* Book::find(JobId job) {
  if (const auto open = open_.find(job); open != open_.end()) return &open->second;
  if (!has(job)) return nullptr;
  JobCell& cell = open_[job];
  shelf_.read(job, cell);
  to_rest_.push_back(job);
  return &cell;
}

bool Book::read(JobId job, JobCell& into) const {
  if (const auto open = open_.find(job); open != open_.end()) {
    into = open->second;
  } else if (has(job)) {
    shelf_.read(job, into);
  } else {
    return false;
  }
  return true;
}

bool Book::skim(JobId job, JobCell& into) const {
  if (open_.contains(job)) return read(job, into);
  if (!has(job)) return false;
  shelf_.skim(job, into);
  return true;
}

void Book::rest() {
  for (const JobId job : to_rest_) {
    const auto open = open_.find(job);
    if (open == open_.end() || !open->second.intents.empty()) continue;
    shelf_.put(open->second);
    open_.erase(open);
  }
  to_rest_.clear();
}

JobState Book::state_of(JobId job) const {
  const auto open = open_.find(job);
  return open == open_.end() ? shelf_.state_of(job) : open->second.job.state;
}

JobId Book::job_of(const Cid& payload, const std::string& client) const {
  for (const JobId job : jobs_of(payload)) {
    if (client_of(job) == client) return job;
  }
  return 0;
}

void Book::own(ReplicaId replica, JobId job) {
  if (owners_.size() < replica) owners_.resize(replica);
  std::uint32_t& owner = owners_[replica - 1];
  if (owner == 0) ++replica_count_;
  owner = static_cast<std::uint32_t>(job);
}

JobId Book::owner_of(ReplicaId replica) const {
  return replica >= 1 && replica <= owners_.size() ? owners_[replica - 1] : 0;
}

const Replica* Book::replica(ReplicaId replica) {
  const JobId owner = owner_of(replica);
  if (owner == 0) return nullptr;
  for (const Replica& candidate : find(owner)->replicas) {
    if (candidate.id == replica) return &candidate;
  }
  return nullptr;
}

const Intent* Book::intent(const IntentKey& key) const {
  const auto open = open_.find(key.job);
  if (open == open_.end()) return nullptr;
  const std::vector<Intent>& intents = open->second.intents;
  const auto at = intent_at(intents, key);
  return at != intents.end() && at->key == key ? &*at : nullptr;
}

std::vector<const Intent*> Book::intents() const {
  std::vector<const Intent*> found;
  for (const auto& [job, cell] : open_) {
    for (const Intent& intent : cell.intents) found.push_back(&intent);
  }
  std::sort(found.begin(), found.end(),
            [](const Intent* a, const Intent* b) { return a->key < b->key; });
  return found;
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
  RAAS_CHECK(job.id >= 1 && job.id <= job_id_max() + 1);
  if (JobCell* cell = find(job.id)) {
    if (&cell->job != &job) cell->job = job;
  } else {
    add(job);
  }
  staged_jobs_.insert(job.id);
}

void Book::add(const Job& job) {
  JobCell cell;
  cell.job = job;
  shelf_.put(cell);
  ++job_count_;
  looks_.resize(job_id_max());
  look_now(job.id);
}

void Book::put(const Replica& replica) {
  const JobId job = replica.job;
  keep(replica);
  staged_jobs_.insert(job);
}

void Book::keep(const Replica& given) {
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
  own(replica.id, replica.job);
}

void Book::remove(ReplicaId replica) {
  const JobId owner = owner_of(replica);
  if (owner == 0) return;
  std::erase_if(find(owner)->replicas, [&](const Replica& old) {
    if (old.id != replica) return false;
    --replicas_by_provider_[old.provider];
    return true;
  });
  owners_[replica - 1] = 0;
  --replica_count_;
  staged_jobs_.insert(owner);
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
    to_rest_.push_back(intent.key.job);
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
  return staged_jobs_.empty() && staged_intents_.empty() && staged_providers_.empty() &&
         staged_cursors_.empty() && staged_history_.empty();
}

StoreBatch Book::staged_batch() const {
  StoreBatch batch;
  batch.jobs.reserve(staged_jobs_.size());
  JobCell cell;
  for (const JobId job : staged_jobs_) {
    RAAS_CHECK(read(job, cell));
    batch.jobs.push_back({.job = cell.job, .replicas = cell.replicas});
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
    const JobId newest = job_id_max();
    open_.erase(newest);
    staged_jobs_.erase(newest);
    shelf_.drop_last();
    --job_count_;
  }
  looks_.resize(job_id_max());
  staged_history_.resize(undo.history_size);
}

}  // namespace raas
