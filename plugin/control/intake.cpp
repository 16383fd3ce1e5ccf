#include "control/intake.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace raas {
namespace {

constexpr const char* cursor_name = "hooks_seq";

}  // namespace

void Intake::resume() {
  const std::string stored = book_.cursor(cursor_name).value_or("0");
  std::from_chars(stored.data(), stored.data() + stored.size(), written_seq_);
}

// A batch beyond the limit is taken by an empty queue, else it could never be delivered.
bool Intake::has_room_for(std::size_t events) const {
  return empty() || waiting() + events <= options_.hook_queue_max;
}

void Intake::take(HookEvent&& event) {
  if (event.seq > written_seq_) queue_.push_back(std::move(event));
}

std::vector<Fetch> Intake::drain(const SliceLimit& limit) {
  std::vector<Fetch> fetches;
  if (empty()) return fetches;
  const std::size_t until = written_ + std::min(limit.count, waiting());
  for (bool is_full = false; written_ < until && !is_full; ++written_) {
    const HookEvent& event = queue_[written_];
    if (const auto* deal = std::get_if<HostDeal>(&event.told)) {
      write(*deal);
    } else {
      fetches.push_back(std::get<Fetch>(event.told));
    }
    written_seq_ = std::max(written_seq_, event.seq);
    is_full = book_.staged_rows() >= limit.staged_rows;
  }
  if (empty()) {
    queue_.clear();
    written_ = 0;
    if (queue_.capacity() > 16 * queue_kept) {  // a flood is over
      queue_.shrink_to_fit();
      queue_.reserve(queue_kept);
    }
  }
  book_.put(Cursor{cursor_name, std::to_string(written_seq_)});
  return fetches;
}

void Intake::write(const HostDeal& deal) {
  if (!deal.key.empty()) {
    if (const auto key = IntentKey::parse(deal.key, options_.key_namespace)) {
      ledger_.apply(*key, deal);
      return;
    }
  }
  const auto payload = Cid::parse(deal.payload_text);
  if (!payload) {
    journal_.log(Level::warn, "hook_event_refused",
                 {{"cid", deal.payload_text}, {"because", payload.error().text()}});
    return;
  }
  const std::vector<JobId> jobs = book_.jobs_of(*payload);
  for (const JobId job : jobs) ledger_.adopt(job, deal);
  if (jobs.empty() && options_.enrolment == Enrolment::every_deal) enroll(*payload, deal);
}

void Intake::enroll(const Cid& payload, const HostDeal& deal) {
  const bool failed = is_terminal(deal.state) && deal.state != HostDealState::active;
  if (failed) return;
  Job job;
  job.id = book_.next_job_id();
  job.payload = payload;
  job.payload_text = deal.payload_text;
  job.piece = deal.piece;
  job.terms = options_.default_terms;
  job.origin = JobOrigin::enrolled;
  job.registered_epoch = moment_.epoch;
  book_.put(job);
  journal_.write({.event = "job_created",
                  .job = job.id,
                  .slot = 0,
                  .key = {},
                  .because = "enrolled with the host's deal",
                  .fields = {{"copies", std::to_string(job.terms.copies_target)}},
                  .told = {{"cid", job.payload_text}}});
  ledger_.adopt(job.id, deal);
}

}  // namespace raas
