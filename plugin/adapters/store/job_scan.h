#pragma once

#include <array>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <span>
#include <thread>
#include <unordered_map>
#include <vector>

#include "adapters/store/rows.h"
#include "adapters/store/sqlite.h"
#include "base/error.h"
#include "core/job.h"

namespace raas {

/// Terms, and whether any job has them.
struct StoredTerms {
  Terms terms;
  bool is_used = false;
};
using TermsByRow = std::unordered_map<std::int64_t, StoredTerms>;

/// All jobs of a store by rising id. They are read on a thread of their own, some hundred rows
/// ahead of who takes them, so that a start uses two cores: one reads, the other packs. They are
/// not unpacked yet.
///
/// The rows are checked here and not by quick_check, which would read all of them once more: that
/// the ids rise shows that each page is where it belongs.
class JobScan {
 public:
  /// @p database and @p terms are for the scan alone while it lives.
  JobScan(Database& database, TermsByRow& terms) : database_(database), terms_(terms) {}
  ~JobScan();
  JobScan(const JobScan&) = delete;
  JobScan& operator=(const JobScan&) = delete;

  [[nodiscard]] Status begin();
  /// The rows that come next, which live until the next call and may be moved from; none are left
  /// if there are none.
  [[nodiscard]] Result<std::span<JobRow>> next();

 private:
  static constexpr std::size_t rows_per_batch = 256;
  /// One that is read, one that is taken, and one between them.
  static constexpr std::size_t batch_count = 3;
  struct Batch {
    std::vector<JobRow> rows;
    std::size_t size = 0;  ///< So many of them are of this batch; 0 = all were read.
    std::optional<Error> error;
  };

  void run() noexcept;
  void read_all();
  [[nodiscard]] Result<Statement> select();
  [[nodiscard]] Status fill(Batch& batch, Statement& rows);
  [[nodiscard]] Status take_row(const Statement& row, JobRow& into);
  /// The batch to be filled next; nullptr = nobody wants it any more.
  [[nodiscard]] Batch* free_batch();
  void hand_over();

  Database& database_;
  TermsByRow& terms_;
  JobId last_ = 0;
  bool is_at_end_ = false;
  std::array<Batch, batch_count> batches_;

  std::mutex mutex_;  // Guards the three below.
  std::condition_variable changed_;
  std::size_t filled_ = 0;  ///< Batches so far.
  std::size_t taken_ = 0;
  bool must_end_ = false;

  std::size_t given_ = 0;  ///< Batches that next() gave out.
  std::thread thread_;
};

}  // namespace raas
