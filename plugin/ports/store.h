#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/error.h"
#include "core/epoch.h"
#include "core/intent.h"
#include "core/job.h"
#include "core/replica.h"

namespace raas {

/// One line of a job's history: a decision or an outcome, with its inputs.
struct HistoryEntry {
  std::uint64_t seq = 0;  ///< Given by the store, rising without gaps over all jobs.
  JobId job = 0;
  Millis unix_ms = 0;
  Epoch epoch = no_epoch;  ///< Of the host's clock.
  Epoch tip = no_epoch;    ///< Finalized tipset that it was decided at; no_epoch = none.
  std::string event;       ///< As in the log, e.g. "action_planned".
  SlotNumber slot = 0;     ///< 0 = the whole job.
  std::string key;         ///< Of the intent; may be empty.
  std::string because;     ///< In words.
  std::string inputs;      ///< JSON object: what the decision was made from.
};

/// What we have met at one provider.
struct ProviderRecord {
  ActorId provider = no_provider;
  std::uint32_t failures_in_row = 0;
  std::uint64_t deals_made = 0;
  std::uint64_t deals_failed = 0;
  Epoch rests_until = no_epoch;

  friend bool operator==(const ProviderRecord&, const ProviderRecord&) = default;
};

/// A named value, e.g. "hooks_seq" or a chain cursor.
struct Cursor {
  std::string name;
  std::string value;
};

/// A job with all its copies.
struct StoredJob {
  Job job;
  std::vector<Replica> replicas;  ///< Sorted by (slot, id).
};

/// All changes of one step; becomes durable as a whole or not at all.
struct StoreBatch {
  std::vector<StoredJob> jobs;        ///< Inserted or replaced by id, with slots and copies.
  std::vector<Intent> intents;        ///< Inserted or replaced by key.
  std::vector<HistoryEntry> history;  ///< Appended; seq is given by the store.
  std::vector<ProviderRecord> providers;
  std::vector<Cursor> cursors;

  [[nodiscard]] bool empty() const {
    return jobs.empty() && intents.empty() && history.empty() && providers.empty() &&
           cursors.empty();
  }
};

/// What start-up needs beside the jobs. Intents: those in flight only.
struct StoreContents {
  std::vector<Intent> intents;  ///< Sorted by key.
  std::vector<ProviderRecord> providers;
  std::vector<Cursor> cursors;
  JobId job_id_max = 0;
  ReplicaId replica_id_max = 0;  ///< Of all that ever existed: ids are not used twice.
};

/// The durable log of the hot state.
class Store {
 public:
  virtual ~Store() = default;

  /// Takes one job at start-up. What it leaves is memory for the next one.
  using TakeJob = std::function<void(StoredJob&&)>;
  /// Gives all jobs to @p take, one by one by rising id, cancelled and done ones too: they are
  /// never in memory all at once. Then returns the rest.
  [[nodiscard]] virtual Result<StoreContents> load(const TakeJob& take) = 0;
  /// Durable when it returns without an error; on an error nothing of it is.
  [[nodiscard]] virtual Status commit(const StoreBatch& batch) = 0;
  /// Newest first. @p before_seq 0 = from the newest.
  [[nodiscard]] virtual Result<std::vector<HistoryEntry>> history(JobId job,
                                                                  std::uint64_t before_seq,
                                                                  std::size_t limit) = 0;
  /// All intents of a job that are kept, newest first.
  [[nodiscard]] virtual Result<std::vector<Intent>> intents(JobId job, std::size_t limit) = 0;
};

}  // namespace raas
