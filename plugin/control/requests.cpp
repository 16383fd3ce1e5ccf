#include "control/requests.h"

#include <algorithm>
#include <limits>

namespace raas {
namespace {

constexpr std::size_t cid_bytes_kept_max = 256;
constexpr std::uint32_t copies_max = 100;

std::string client_of(const ContractRequest& request) {
  return request.contract + "/" + std::to_string(request.id);
}

std::string text_of(const ContractRequest& request) {
  return "request " + std::to_string(request.id) + " of " + request.contract;
}

}  // namespace

Status Requests::load() {
  for (const auto& [name, text] : book_.cursors()) {
    if (!name.starts_with(request_name_prefix)) continue;
    auto request = ContractRequest::parse(name, text);
    if (!request) return std::move(request).error();
    const ByKey::key_type key{request->contract, request->id};
    if (request->job != 0 && !request->is_withdrawn) by_job_[request->job] = key;
    requests_[key] = *std::move(request);
  }
  for (Registrations* follower : ports_.registrations) {
    const auto cursor = book_.cursor(follower->cursor_name());
    if (!cursor) continue;
    if (auto resumed = follower->resume(*cursor); !resumed) {
      return std::move(resumed).error().within(follower->cursor_name());
    }
  }
  return {};
}

Requests::Step Requests::advance(Now now) {
  Step step;
  step.next_monotonic_ms = std::numeric_limits<Millis>::max();
  for (Registrations* follower : ports_.registrations) {
    const RegistrationNews news = follower->advance(now);
    if (news.withdrawn_from) withdraw(follower->contract(), *news.withdrawn_from);
    for (const Registration& told : news.registrations) {
      const JobId job = take(follower->contract(), told);
      if (job != 0) step.jobs.push_back(job);
    }
    if (!news.cursor.empty()) book_.put(Cursor{follower->cursor_name(), news.cursor});
    step.next_monotonic_ms = std::min(step.next_monotonic_ms, news.next_monotonic_ms);
    step.is_waiting = step.is_waiting || follower->health().is_asking;
    watch_health(*follower);
  }
  return step;
}

void Requests::withdraw(const std::string& contract, std::uint64_t from_id) {
  for (auto at = requests_.lower_bound({contract, from_id});
       at != requests_.end() && at->first.first == contract; ++at) {
    ContractRequest request = at->second;
    if (request.is_withdrawn) continue;
    request.is_withdrawn = true;
    JobCell* cell = book_.find(request.job);
    request.was_cancelled = cell != nullptr && cell->job.state == JobState::cancelled;
    put(request);
    if (cell == nullptr || request.was_cancelled) continue;
    cell->job.state = JobState::cancelled;
    book_.put(cell->job);
    book_.look_now(request.job);
    journal_.write(
        {.level = Level::warn,
         .event = "request_withdrawn",
         .job = request.job,
         .slot = 0,
         .key = {},
         .because = text_of(request) + " was reorganised away",
         .fields = {{"contract", request.contract}, {"request", std::to_string(request.id)}}});
  }
}

JobId Requests::take(const std::string& contract, const Registration& told) {
  ContractRequest request{.contract = contract,
                          .id = told.request_id,
                          .cid_bytes = told.cid_bytes.substr(0, cid_bytes_kept_max),
                          .payload = told.payload,
                          .height = told.height,
                          .job = 0,
                          .is_withdrawn = false,
                          .was_cancelled = false,
                          .refusal = {}};
  const RegistrationBounds bounds{.copies_max = copies_max,
                                  .renew_below_epochs_min = 2 * options_.policy.sealing_max_epochs};
  const auto made = terms_of(told, options_.default_terms, bounds);
  if (made) {
    request.job = take_job(request, *made);
  } else {
    request.refusal = made.error().text();
    journal_.log(Level::warn, "request_refused",
                 {{"contract", request.contract},
                  {"request", std::to_string(request.id)},
                  {"because", request.refusal}});
  }
  put(request);
  return request.job;
}

/// Whether it is the request that a reorganisation took back after its client had cancelled it:
/// that it is on chain again is no new wish.
bool Requests::was_cancelled(const ContractRequest& request, const Job& job,
                             const Terms& terms) const {
  const auto before = requests_.find({request.contract, request.id});
  return before != requests_.end() && before->second.was_cancelled &&
         before->second.job == job.id && before->second.cid_bytes == request.cid_bytes &&
         job.terms == terms;
}

// Of the same client and the same data there can be a job only if the request was told before, and
// taken back.
JobId Requests::take_job(const ContractRequest& request, const RegisteredTerms& made) {
  Job job;
  job.client = client_of(request);
  if (const JobCell* known = book_.find(book_.job_of(request.payload, job.client)))
    job = known->job;
  if (was_cancelled(request, job, made.terms)) return job.id;
  const bool is_new = job.id == 0;
  if (is_new) {
    job.id = book_.next_job_id();
    job.payload = request.payload;
    // Hosts know data by the text that their clients use.
    const bool is_text = Cid::parse(request.cid_bytes).has_value();
    job.payload_text = is_text ? request.cid_bytes : request.payload.text();
    job.origin = JobOrigin::contract;
    job.label = options_.contract_label;
    job.registered_epoch = moment_.epoch;
  }
  job.terms = made.terms;
  job.state = JobState::active;
  book_.put(job);
  book_.look_now(job.id);
  journal_.write({.event = is_new ? "job_created" : "job_resumed",
                  .job = job.id,
                  .slot = 0,
                  .key = {},
                  .because = text_of(request) + (made.note.empty() ? "" : "; " + made.note),
                  .fields = {{"client", job.client},
                             {"copies", std::to_string(job.terms.copies_target)},
                             {"submitted", std::to_string(request.height)}},
                  .told = {{"cid", job.payload_text}}});
  return job.id;
}

void Requests::put(const ContractRequest& request) {
  const ByKey::key_type key{request.contract, request.id};
  if (request.job != 0) {
    if (request.is_withdrawn) {
      by_job_.erase(request.job);
    } else {
      by_job_[request.job] = key;
    }
  }
  requests_[key] = request;
  book_.put(Cursor{request.name(), request.text()});
}

void Requests::watch_health(const Registrations& follower) {
  const RegistrationHealth& health = follower.health();
  const bool was_well = !unavailable_.contains(follower.contract());
  if (health.because.empty() == was_well) return;
  if (was_well) {
    unavailable_.insert(follower.contract());
    journal_.log(Level::warn, "contract_unavailable",
                 {{"contract", follower.contract()}, {"because", health.because}});
  } else {
    unavailable_.erase(follower.contract());
    journal_.log(
        Level::info, "contract_available",
        {{"contract", follower.contract()}, {"followed_to", std::to_string(health.followed_to)}});
  }
}

const ContractRequest* Requests::of_job(JobId job) const {
  const auto found = by_job_.find(job);
  return found == by_job_.end() ? nullptr : &requests_.at(found->second);
}

std::vector<ContractRequest> Requests::find(const Cid& payload) const {
  std::vector<ContractRequest> found;
  for (const auto& [key, request] : requests_) {
    if (request.payload == payload) found.push_back(request);
  }
  return found;
}

std::vector<ContractRequest> Requests::find(std::uint64_t id) const {
  std::vector<ContractRequest> found;
  for (const auto& [key, request] : requests_) {
    if (key.second == id) found.push_back(request);
  }
  return found;
}

}  // namespace raas
