#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ports/job_desk.h"

namespace raas::testing {

/// A front desk that keeps its jobs in memory. Tests set what it says of copies, health and
/// metrics.
class MemoryDesk : public JobDesk {
 public:
  MemoryDesk();

  [[nodiscard]] const Terms& default_terms() const override { return terms; }
  [[nodiscard]] Epochs renew_below_epochs_min() const override { return renew_min; }
  [[nodiscard]] Epoch epoch_now() const override { return now; }
  [[nodiscard]] const ChainTime& time() const override { return chain_time; }
  [[nodiscard]] Result<std::vector<OrderReceipt>> place(const std::vector<Order>& orders) override;
  [[nodiscard]] Result<JobStatus> job(JobId id) const override;
  [[nodiscard]] JobPage jobs(const JobFilter& filter, JobId after,
                             std::size_t limit) const override;
  [[nodiscard]] std::vector<JobStatus> jobs_of(const Cid& payload) const override;
  [[nodiscard]] std::vector<RequestStatus> requests_of(const Cid& payload) const override;
  [[nodiscard]] std::vector<RequestStatus> requests_with(std::uint64_t id) const override;
  [[nodiscard]] Status amend(JobId id, const Terms& terms,
                             std::optional<std::string> label) override;
  [[nodiscard]] Status cancel(JobId id) override;
  [[nodiscard]] Status pause(JobId id) override;
  [[nodiscard]] Status resume(JobId id) override;
  [[nodiscard]] Result<std::vector<HistoryEntry>> history(JobId id, std::uint64_t before_seq,
                                                          std::size_t limit) override;
  [[nodiscard]] Result<std::size_t> release_feed() override {
    if (trouble) return *trouble;
    return std::exchange(held_back, 0);
  }
  [[nodiscard]] DeskHealth health() const override { return state; }
  [[nodiscard]] std::vector<Metric> metrics() override { return samples; }

  Terms terms;
  Epochs renew_min = 17280;
  Epoch now = 5'000'000;
  ChainTime chain_time;
  std::map<JobId, JobStatus> kept;
  std::vector<RequestStatus> requests;
  std::vector<HistoryEntry> entries;  ///< Sorted by seq.
  DeskHealth state;
  std::size_t held_back = 0;  ///< Copies that release_feed() releases.
  std::vector<Metric> samples;
  std::optional<Error> trouble;  ///< What every change and every history() ends in.

 private:
  OrderReceipt take(const Order& order);
  Status set_state(JobId id, JobState state);
};

}  // namespace raas::testing
