#include "support/memory_desk.h"

namespace raas::testing {

namespace {

Error unknown_job(JobId id) {
  return Error(Code::not_found, "job: no job " + std::to_string(id));
}

}  // namespace

MemoryDesk::MemoryDesk() {
  state.chain_trusted = true;
  state.tip = 4'999'100;
  state.head = 5'000'000;
  state.last_pump_unix_ms = chain_time.unix_ms_at(now);
  state.pumps = 17;
}

OrderReceipt MemoryDesk::take(const Order& order) {
  for (auto& [id, status] : kept) {
    Job& job = status.job;
    if (job.client != order.client || job.payload != order.payload) continue;
    const bool same = job.terms == order.terms && job.state == JobState::active;
    job.terms = order.terms;
    job.state = JobState::active;
    return {id, same ? OrderOutcome::unchanged : OrderOutcome::updated};
  }
  const JobId id = kept.empty() ? 1 : kept.rbegin()->first + 1;
  JobStatus status;
  status.job.id = id;
  status.job.client = order.client;
  status.job.payload = order.payload;
  status.job.payload_text = order.payload_text;
  status.job.piece = order.piece;
  status.job.terms = order.terms;
  status.job.registered_epoch = now;
  status.job.label = order.label;
  status.next = "copies are missing";
  status.next_look = now + 1;
  kept.emplace(id, std::move(status));
  return {id, OrderOutcome::created};
}

Result<std::vector<OrderReceipt>> MemoryDesk::place(const std::vector<Order>& orders) {
  if (trouble) return *trouble;
  std::vector<OrderReceipt> receipts;
  for (const Order& order : orders) receipts.push_back(take(order));
  return receipts;
}

Result<JobStatus> MemoryDesk::job(JobId id) const {
  const auto found = kept.find(id);
  if (found == kept.end()) return unknown_job(id);
  return found->second;
}

JobPage MemoryDesk::jobs(const JobFilter& filter, JobId after, std::size_t limit) const {
  JobPage page;
  for (const auto& [id, status] : kept) {
    if (filter.state && status.job.state != *filter.state) continue;
    if (filter.client && status.job.client != *filter.client) continue;
    ++page.total;
    if (id <= after) continue;
    if (page.jobs.size() < limit) {
      page.jobs.push_back(status);
    } else {
      page.next_after = page.jobs.back().job.id;
    }
  }
  return page;
}

std::vector<JobStatus> MemoryDesk::jobs_of(const Cid& payload) const {
  std::vector<JobStatus> found;
  for (const auto& [id, status] : kept) {
    if (status.job.payload == payload) found.push_back(status);
  }
  return found;
}

std::vector<RequestStatus> MemoryDesk::requests_of(const Cid& payload) const {
  std::vector<RequestStatus> found;
  for (const RequestStatus& each : requests) {
    if (each.request.payload == payload) found.push_back(each);
  }
  return found;
}

std::vector<RequestStatus> MemoryDesk::requests_with(std::uint64_t id) const {
  std::vector<RequestStatus> found;
  for (const RequestStatus& each : requests) {
    if (each.request.id == id) found.push_back(each);
  }
  return found;
}

Status MemoryDesk::amend(JobId id, const Terms& new_terms, std::optional<std::string> label) {
  if (trouble) return *trouble;
  const auto found = kept.find(id);
  if (found == kept.end()) return unknown_job(id);
  found->second.job.terms = new_terms;
  if (label) found->second.job.label = *label;
  return {};
}

Status MemoryDesk::set_state(JobId id, JobState new_state) {
  if (trouble) return *trouble;
  const auto found = kept.find(id);
  if (found == kept.end()) return unknown_job(id);
  JobState& job_state = found->second.job.state;
  if (job_state == JobState::done || job_state == JobState::cancelled) {
    return Error(Code::rejected, "job: it is over");
  }
  job_state = new_state;
  return {};
}

Status MemoryDesk::cancel(JobId id) {
  return set_state(id, JobState::cancelled);
}

Status MemoryDesk::pause(JobId id) {
  return set_state(id, JobState::paused);
}

Status MemoryDesk::resume(JobId id) {
  return set_state(id, JobState::active);
}

Result<std::vector<HistoryEntry>> MemoryDesk::history(JobId id, std::uint64_t before_seq,
                                                      std::size_t limit) {
  if (trouble) return *trouble;
  std::vector<HistoryEntry> found;
  for (auto entry = entries.rbegin(); entry != entries.rend() && found.size() < limit; ++entry) {
    if (entry->job == id && (before_seq == 0 || entry->seq < before_seq)) found.push_back(*entry);
  }
  return found;
}

}  // namespace raas::testing
