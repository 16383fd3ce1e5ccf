#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "control/intern_table.h"
#include "control/job_cell.h"
#include "control/payload_index.h"
#include "control/record_room.h"
#include "control/segments.h"
#include "core/packed.h"

namespace raas {

/// All jobs with their copies at rest: each one packed into some 80 bytes and 35 more for each
/// copy. What many jobs share, terms, clients and what is said of them, is kept once.
///
/// Intents are not kept here: a job that has some in flight does not rest.
class Shelf {
 public:
  /// Ids are below this and one more.
  [[nodiscard]] JobId job_id_max() const { return records_.size(); }
  [[nodiscard]] bool has(JobId job) const {
    return job >= 1 && job <= records_.size() && records_[job - 1] != nullptr;
  }
  /// Packs the job, in place of what was kept of it. Its payload never changes.
  void put(const JobCell& cell);
  /// Unpacks all of a job but its intents. @pre has(job).
  void read(JobId job, JobCell& into) const;
  /// Only the state, the terms, how many copies last and the copies without their pieces, which is
  /// all that standings depend on. @pre has(job).
  void skim(JobId job, JobCell& into) const;
  /// What can be told without unpacking it. @pre has(job).
  [[nodiscard]] JobState state_of(JobId job) const;
  [[nodiscard]] const std::string& client_of(JobId job) const;
  /// All jobs for one piece of data, ascending.
  [[nodiscard]] std::vector<JobId> jobs_of(const Cid& payload) const;

  /// Leaves gaps up to @p job_id_max.
  void reach(JobId job_id_max);
  /// Forgets the newest job.
  void drop_last();

 private:
  struct TermsHash {
    std::size_t operator()(const Terms& terms) const;
  };
  /// What each record begins with.
  struct Head {
    std::uint64_t kind = 0;
    std::uint32_t terms = 0;
    std::uint32_t client = 0;  ///< 0 = none; else its number and 1.
    std::uint32_t next = 0;    ///< Likewise: of the pattern of what is next.
  };

  [[nodiscard]] std::string_view record_of(JobId job) const;
  /// What is packed in a record: its length comes before it.
  [[nodiscard]] static std::string_view packed_in(const char* record);
  [[nodiscard]] static Head take_head(PackedReader& reader);
  [[nodiscard]] Head acquire(const JobCell& cell, const std::string& pattern);
  void release(const Head& head);
  [[nodiscard]] const std::string& client_of(const Head& head) const;
  [[nodiscard]] Cid payload_of(JobId job) const;
  /// What was packed last is the record of @p job.
  void keep(JobId job, const Cid& payload);

  /// Lets go of the record of @p job, if there is one.
  void discard(JobId job);

  RecordRoom room_;
  Segments<char*> records_;  ///< By id - 1, in the room; null = no such job.
  PayloadIndex by_payload_;
  InternTable<Terms, TermsHash> terms_;  ///< Less their end epoch.
  InternTable<std::string> clients_;
  InternTable<std::string> patterns_;
  std::string scratch_;  ///< What is packed now.
};

}  // namespace raas
