#include "adapters/store/job_scan.h"

#include <string>
#include <system_error>

#include "adapters/threads/signals_blocked.h"

namespace raas {

JobScan::~JobScan() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    must_end_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

Status JobScan::begin() {
  const SignalsBlocked blocked;
  try {
    thread_ = std::thread([this] { run(); });
  } catch (const std::system_error& error) {
    return Error(Code::unavailable, std::string("jobs: no thread to read them: ") + error.what());
  }
  return {};
}

Result<std::span<JobRow>> JobScan::next() {
  std::unique_lock lock(mutex_);
  if (given_ > taken_) {
    ++taken_;
    changed_.notify_all();
  }
  changed_.wait(lock, [this] { return filled_ > given_; });
  Batch& batch = batches_[given_ % batch_count];
  if (batch.error) return *batch.error;
  if (batch.size > 0) ++given_;
  return std::span(batch.rows.data(), batch.size);
}

void JobScan::run() noexcept {
  try {
    read_all();
  } catch (const std::exception& failure) {
    Batch* const batch = free_batch();
    if (batch == nullptr) return;
    batch->size = 0;
    batch->error.emplace(Code::unavailable, failure.what());
    hand_over();
  }
}

void JobScan::read_all() {
  auto rows = select();
  while (Batch* const batch = free_batch()) {
    const Status done = rows ? fill(*batch, *rows) : Status(rows.error());
    if (!done) batch->error = done.error();
    const bool is_last = !done || batch->size == 0;
    hand_over();
    if (is_last) return;
  }
}

Result<Statement> JobScan::select() {
  return database_.prepare(std::string("SELECT ") + job_columns + " FROM jobs ORDER BY id");
}

Status JobScan::fill(Batch& batch, Statement& rows) {
  batch.rows.resize(rows_per_batch);
  for (batch.size = 0; !is_at_end_ && batch.size < rows_per_batch; ++batch.size) {
    const auto row = rows.step();
    if (!row) return row.error();
    is_at_end_ = !*row;  // Stepped once more, it would begin anew.
    if (is_at_end_) return {};
    if (auto taken = take_row(rows, batch.rows[batch.size]); !taken) return taken;
  }
  return {};
}

Status JobScan::take_row(const Statement& row, JobRow& into) {
  if (auto read = read_job(row, into); !read) return read;
  Job& job = into.stored.job;
  const auto wrong = [&job](const std::string& what) {
    return Error(Code::corrupt, "jobs: row " + std::to_string(job.id) + ": " + what);
  };
  if (job.id <= last_)
    return wrong("after row " + std::to_string(last_) + ", expected a later one");
  last_ = job.id;
  const auto stored = terms_.find(into.terms_row);
  if (stored == terms_.end()) {
    return wrong("terms " + std::to_string(into.terms_row) + ": no such row");
  }
  stored->second.is_used = true;
  const Epoch end_epoch = job.terms.end_epoch;
  job.terms = stored->second.terms;
  job.terms.end_epoch = end_epoch;
  return {};
}

JobScan::Batch* JobScan::free_batch() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return must_end_ || filled_ - taken_ < batch_count; });
  return must_end_ ? nullptr : &batches_[filled_ % batch_count];
}

void JobScan::hand_over() {
  {
    const std::lock_guard lock(mutex_);
    ++filled_;
  }
  changed_.notify_all();
}

}  // namespace raas
