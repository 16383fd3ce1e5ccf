#pragma once

#include <deque>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/intent.h"
#include "core/job.h"
#include "core/replica.h"
#include "ports/store.h"

namespace raas {

/// One job with everything of it that is hot.
struct JobCell {
  Job job;
  std::vector<Replica> replicas;  ///< Sorted by (slot, id).
  std::vector<Intent> intents;    ///< In flight only, sorted by key.
  /// Of the newest look, for the API: not durable.
  std::uint32_t copies_lasting = 0;
  std::uint32_t copies_in_flight = 0;
  std::string next;
};

/// The hot state of the service, and the changes of it that are not durable yet.
///
/// Every put() changes memory at once and stages the row; commit() makes all staged rows durable in
/// one transaction. A commit that fails keeps them staged, so the next one carries them as well.
/// Who acts outside of the process does so only while the book is clean.
class Book {
 public:
  void load(StoreContents contents);

  [[nodiscard]] const JobCell* find(JobId job) const;
  [[nodiscard]] JobCell* find(JobId job);
  [[nodiscard]] JobId job_id_max() const { return static_cast<JobId>(cells_.size()); }
  [[nodiscard]] const std::vector<JobId>& jobs_of(const Cid& payload) const;
  [[nodiscard]] const Replica* replica(ReplicaId replica) const;
  [[nodiscard]] std::size_t replica_count() const { return by_replica_.size(); }
  [[nodiscard]] const Intent* intent(const IntentKey& key) const;
  [[nodiscard]] const std::map<ActorId, ProviderRecord>& providers() const { return providers_; }
  [[nodiscard]] ProviderRecord provider(ActorId provider) const;
  [[nodiscard]] std::optional<std::string> cursor(const std::string& name) const;
  /// All of them, by name.
  [[nodiscard]] const std::map<std::string, std::string>& cursors() const { return cursors_; }

  /// When each job is to be looked at, by id - 1: an epoch; `due_now`, or `never_due` for ids
  /// without a job. Flat, so that a scan for what is due costs less than any timer structure.
  [[nodiscard]] const std::vector<Epoch>& looks() const { return looks_; }
  void look_at(JobId job, Epoch epoch) { looks_[job - 1] = epoch; }
  void look_now(JobId job) { looks_[job - 1] = due_now; }
  static constexpr Epoch due_now = 0;
  static constexpr Epoch never_due = std::numeric_limits<Epoch>::max();

  /// Intents that the host has not accepted yet, in the order of their keys.
  [[nodiscard]] const std::map<IntentKey, bool>& unasked() const { return unasked_; }
  /// In-flight intents at a provider and in total.
  [[nodiscard]] std::uint32_t in_flight_at(ActorId provider) const;
  [[nodiscard]] std::uint32_t in_flight() const { return in_flight_; }

  JobId next_job_id() const { return job_id_max() + 1; }
  ReplicaId next_replica_id() { return ++replica_id_max_; }

  /// Adds (id = next_job_id()) or replaces.
  void put(const Job& job);
  void put(const Replica& replica);
  void put(const Intent& intent);
  void put(const ProviderRecord& record);
  void put(Cursor cursor);
  /// As put(), without staging: for what a restart may forget.
  void keep(const Intent& intent);
  void remove(ReplicaId replica);
  void note(HistoryEntry entry);

  [[nodiscard]] bool clean() const;
  [[nodiscard]] Status commit(Store& store);

  /// A mark to come back to when a commit of what follows fails.
  struct Undo {
    std::vector<Job> jobs_before;
    JobId job_id_max = 0;
    std::size_t history_size = 0;
  };
  [[nodiscard]] Undo mark() const;
  /// Takes back the jobs in @p undo and those added since. Only for jobs: nothing else was put
  /// meanwhile.
  void revert(const Undo& undo);

 private:
  void place_intent(const Intent& intent);
  void count_in_flight(const Intent& intent, int by);
  [[nodiscard]] StoreBatch staged_batch() const;

  std::deque<JobCell> cells_;  // by id - 1; a gap has job.id 0
  std::vector<Epoch> looks_;
  std::unordered_map<std::string, std::vector<JobId>> by_payload_;
  std::unordered_map<ReplicaId, JobId> by_replica_;
  std::map<ActorId, ProviderRecord> providers_;
  std::map<std::string, std::string> cursors_;
  std::map<IntentKey, bool> unasked_;
  std::unordered_map<ActorId, std::uint32_t> in_flight_by_provider_;
  std::uint32_t in_flight_ = 0;
  ReplicaId replica_id_max_ = 0;

  std::map<JobId, Job> staged_jobs_;
  std::map<ReplicaId, std::optional<Replica>> staged_replicas_;  // nullopt = removed
  std::map<IntentKey, Intent> staged_intents_;
  std::map<ActorId, ProviderRecord> staged_providers_;
  std::map<std::string, std::string> staged_cursors_;
  std::vector<HistoryEntry> staged_history_;
};

}  // namespace raas
