#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "control/job_cell.h"
#include "control/look_times.h"
#include "control/shelf.h"
#include "ports/store.h"

namespace raas {

/// The hot state of the service, and the changes of it that are not durable yet.
///
/// A job rests on the shelf, packed. find() opens it, and it stays open, in its place, until rest()
/// packs it again; a job with intents in flight does not rest.
///
/// Every put() changes memory at once and stages the row; commit() makes all staged rows durable in
/// one transaction. A commit that fails keeps them staged, so the next one carries them as well.
/// Who acts outside of the process does so only while the book is clean.
class Book {
 public:
  /// Takes one job of the store. All of them come first, by rising id.
  void load(StoredJob&& stored);
  /// Then the rest of it.
  void load(StoreContents contents);

  /// Opens a job; nullptr if there is none. What is told stays where it is until rest().
  [[nodiscard]] JobCell* find(JobId job);
  /// Copies a job without opening it. @retval false  There is none.
  [[nodiscard]] bool read(JobId job, JobCell& into) const;
  /// Copies what Shelf::skim() tells. @retval false  There is none.
  [[nodiscard]] bool skim(JobId job, JobCell& into) const;
  [[nodiscard]] bool has(JobId job) const { return shelf_.has(job); }
  /// Of a job that there is.
  [[nodiscard]] JobState state_of(JobId job) const;
  [[nodiscard]] const std::string& client_of(JobId job) const { return shelf_.client_of(job); }
  [[nodiscard]] JobId job_id_max() const { return shelf_.job_id_max(); }
  /// How many jobs there are.
  [[nodiscard]] std::size_t job_count() const { return job_count_; }
  /// All jobs for one piece of data, ascending.
  [[nodiscard]] std::vector<JobId> jobs_of(const Cid& payload) const {
    return shelf_.jobs_of(payload);
  }
  /// That of a client; 0 = none.
  [[nodiscard]] JobId job_of(const Cid& payload, const std::string& client) const;
  /// Packs what was opened. Nothing that find() or replica() told may be held.
  void rest();

  /// Opens its job.
  [[nodiscard]] const Replica* replica(ReplicaId replica);
  [[nodiscard]] std::size_t replica_count() const { return replica_count_; }
  [[nodiscard]] std::size_t replicas_at(ActorId provider) const;
  [[nodiscard]] const Intent* intent(const IntentKey& key) const;
  /// Those in flight, by key.
  [[nodiscard]] std::vector<const Intent*> intents() const;
  [[nodiscard]] const std::map<ActorId, ProviderRecord>& providers() const { return providers_; }
  [[nodiscard]] ProviderRecord provider(ActorId provider) const;
  [[nodiscard]] std::optional<std::string> cursor(const std::string& name) const;
  /// All of them, by name.
  [[nodiscard]] const std::map<std::string, std::string>& cursors() const { return cursors_; }

  /// When each job is to be looked at. Not durable: after a restart all are due.
  [[nodiscard]] const LookTimes& looks() const { return looks_; }
  void look_at(JobId job, Epoch epoch) { looks_.look_at(job, epoch); }
  void look_now(JobId job) { looks_.look_at(job, LookTimes::due_now); }

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
  void keep(const Replica& replica);
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
  void add(const Job& job);
  void place_intent(const Intent& intent);
  void count_in_flight(const Intent& intent, int by);
  void own(ReplicaId replica, JobId job);
  [[nodiscard]] JobId owner_of(ReplicaId replica) const;
  [[nodiscard]] StoreBatch staged_batch() const;

  Shelf shelf_;
  std::unordered_map<JobId, JobCell> open_;
  std::vector<JobId> to_rest_;  ///< Opened since rest(); some may be named twice.
  std::size_t job_count_ = 0;
  LookTimes looks_;
  std::vector<std::uint32_t> owners_;  ///< The job of each replica, by its id - 1; 0 = none.
  std::size_t replica_count_ = 0;
  std::map<ActorId, ProviderRecord> providers_;
  std::map<std::string, std::string> cursors_;
  std::map<IntentKey, bool> unasked_;
  std::unordered_map<ActorId, std::size_t> replicas_by_provider_;
  std::unordered_map<ActorId, std::uint32_t> in_flight_by_provider_;
  std::uint32_t in_flight_ = 0;
  ReplicaId replica_id_max_ = 0;

  std::set<JobId> staged_jobs_;  ///< With their copies.
  std::map<IntentKey, Intent> staged_intents_;
  std::map<ActorId, ProviderRecord> staged_providers_;
  std::map<std::string, std::string> staged_cursors_;
  std::vector<HistoryEntry> staged_history_;
};

}  // namespace raas
