#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "adapters/store/open_store.h"

namespace raas {

/// A directory of its own that goes with it.
class StateDir {
 public:
  StateDir();
  ~StateDir();
  StateDir(const StateDir&) = delete;
  StateDir& operator=(const StateDir&) = delete;

  [[nodiscard]] std::string path() const { return path_.string(); }
  [[nodiscard]] std::string file() const { return (path_ / "raas.db").string(); }

 private:
  std::filesystem::path path_;
};

[[nodiscard]] std::unique_ptr<Store> opened(const StateDir& dir, const StoreOptions& options = {});
[[nodiscard]] std::string content_of(const std::string& path);

/// All that a store has.
struct Everything : StoreContents {
  std::vector<Job> jobs;
  std::vector<Replica> replicas;  ///< Sorted by job, slot and id.
};
[[nodiscard]] Result<Everything> contents_of(Store& store);
/// A row of a job, and rows of jobs that have no copies.
[[nodiscard]] StoredJob row(Job job, std::vector<Replica> replicas = {});
[[nodiscard]] std::vector<StoredJob> rows(std::vector<Job> jobs);

/// CIDs that differ with @p number.
[[nodiscard]] Cid payload_cid(std::uint64_t number);
[[nodiscard]] Piece piece(std::uint64_t number);

/// No field has its default.
[[nodiscard]] Job full_job(JobId id);
[[nodiscard]] Replica full_replica(ReplicaId id, JobId job);
[[nodiscard]] Intent full_intent(IntentKey key);
[[nodiscard]] HistoryEntry full_entry(JobId job, const std::string& because);

/// A job as a registration makes it.
[[nodiscard]] Job plain_job(JobId id);

}  // namespace raas
