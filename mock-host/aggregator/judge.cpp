#include "aggregator/judge.h"

#include <algorithm>

#include "aggregator/decimal.h"
#include "aggregator/judge_state.h"

namespace mock {
namespace {

constexpr std::size_t violations_max = 200;

std::string at_epoch(Epoch epoch) {
  return "epoch " + std::to_string(epoch) + ": ";
}

}  // namespace

Judge::Judge(Aggregator& aggregator, const JudgeLimits& limits)
    : state_(std::make_unique<State>(aggregator, limits)) {
  aggregator.book().observe(*this);
  aggregator.journal().observe(*this);
  aggregator.staging().observe(*this);
  for (const auto& [id, record] : aggregator.book().all()) {
    state_->agenda.copy_changed(record);
    if (record.requested()) state_->keys.insert(record.terms.key);
    state_->seen.insert(id);
    ++state_->deals_made[record.terms.reason];
  }
}

Judge::~Judge() = default;

void Judge::job_registered(const RegisteredJob& job) {
  auto& judged = state_->jobs[job.payload_cid];
  const Epoch now = state_->aggregator.now();
  const bool has_ended = judged.job.end_epoch != no_epoch && judged.job.end_epoch <= now;
  const bool was_over = judged.cancelled || has_ended;
  const bool wants_others = judged.job.copies_min != job.copies_min ||
                            judged.job.repair_after_epochs != job.repair_after_epochs;
  // What is wanted now says nothing of the time before.
  if (judged.registered_epoch == no_epoch || was_over || wants_others) {
    judged.registered_epoch = now;
  }
  if (was_over) judged.paused = false;
  judged.terms_epoch = now;
  judged.job = job;
  judged.cancelled = false;
  state_->agenda.job_changed(job.payload_cid);
}

void Judge::job_cancelled(const std::string& payload_cid) {
  const auto found = state_->jobs.find(payload_cid);
  if (found == state_->jobs.end()) return;
  found->second.cancelled = true;
  state_->agenda.job_changed(payload_cid);
}

void Judge::job_paused(const std::string& payload_cid, bool paused) {
  const auto found = state_->jobs.find(payload_cid);
  if (found == state_->jobs.end()) return;
  auto& judged = found->second;
  const Epoch now = state_->aggregator.now();
  if (paused && !judged.paused) judged.paused_since = now;
  judged.paused = paused;
  if (!paused) judged.registered_epoch = now;
  state_->agenda.job_changed(payload_cid);
}

void Judge::sector_turned(ActorId miner, SectorNumber sector) {
  state_->agenda.sector_turned(miner, sector);
}

void Judge::deal_changed(const DealRecord& record) {
  state_->agenda.copy_changed(record);
  if (state_->seen.insert(record.id).second) state_->on_accepted(record);
  if (record.requested()) state_->count_in_flight(record);
  if (record.provider != 0 && state_->provider_checked.insert(record.id).second) {
    state_->on_provider_known(record);
  }
  if (record.state == DealState::active) return state_->on_active(record);
  if (is_terminal(record.state)) state_->on_gone(record);
}

const std::vector<std::string>& Judge::violations_so_far() const {
  return state_->violations;
}

const std::vector<std::string>& Judge::violations() const {
  return state_->violations_reported;
}

void Judge::State::violation(const std::string& text) {
  if (violations.size() < violations_max) violations.push_back(at_epoch(aggregator.now()) + text);
}

void Judge::State::on_accepted(const DealRecord& record) {
  ++deals_made[record.terms.reason];
  if (!record.requested()) return;
  if (!keys.insert(record.terms.key).second) {
    ++duplicate_deals;
    violation("key " + record.terms.key + " has two deals");
  }
  check_budget(record);
  const auto judged = jobs.find(record.terms.payload_cid);
  if (judged == jobs.end()) return;
  check_request(record, judged->second);
  note_service(record, judged->second);
  note_replacement(record, judged->second.job);
}

void Judge::State::on_provider_known(const DealRecord& record) {
  if (!record.requested()) return;
  check_provider_limits(record);
  const auto& name = record.terms.key;
  for (const RecordId id : aggregator.book().of_payload(record.terms.payload_cid)) {
    const auto& other = *aggregator.book().find(id);
    if (id == record.id || other.provider != record.provider) continue;
    if (!copies.is_in_flight(other) && !copies.is_healthy(other)) continue;
    ++duplicate_deals;
    violation("request " + name + " makes a second copy of " + record.terms.payload_cid + " at " +
              provider_text(record.provider));
  }
  const auto judged = jobs.find(record.terms.payload_cid);
  if (judged == jobs.end()) return;
  const auto& job = judged->second.job;
  if (std::find(job.providers_excluded.begin(), job.providers_excluded.end(), record.provider) !=
      job.providers_excluded.end()) {
    violation("request " + name + " goes to excluded " + provider_text(record.provider));
  }
  const auto* profile = aggregator.providers().find(record.provider);
  if (profile == nullptr || job.price_max.empty()) return;
  const auto price = std::to_string(profile->price_now(record.terms.verified));
  if (compare_decimals(price, job.price_max) > 0) {
    violation("request " + name + " pays " + price + ", at most " + job.price_max + " is allowed");
  }
}

CopyCount Judge::count() const {
  CopyCount count;
  const auto& book = state_->aggregator.book();
  for (const auto& [payload, judged] : state_->jobs) {
    if (judged.cancelled) continue;
    std::set<ActorId> healthy;
    for (const RecordId id : book.of_payload(payload)) {
      const auto& record = *book.find(id);
      if (state_->copies.is_in_flight(record)) ++count.pending;
      if (state_->copies.is_healthy(record)) healthy.insert(record.provider);
    }
    count.asked += judged.job.copies_target;
    count.healthy += std::min<std::uint64_t>(healthy.size(), judged.job.copies_target);
  }
  return count;
}

}  // namespace mock
