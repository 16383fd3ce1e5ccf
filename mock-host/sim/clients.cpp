#include "sim/clients.h"

#include <boost/json.hpp>

#include "aggregator/draw.h"
#include "plugin_api.h"
#include "sim/client_terms.h"

namespace mock {
namespace {

namespace json = boost::json;

constexpr Epochs think_max = 240;
constexpr Epochs ask_again = 120;

/// The id of the only job in the answer to a registration; 0 = it does not say.
std::uint64_t job_in(const std::string& body) {
  boost::system::error_code failure;
  const auto answer = json::parse(body, failure);
  if (failure) return 0;
  const auto* id = answer.find_pointer("/jobs/0/id", failure);
  return id != nullptr && id->is_int64() ? static_cast<std::uint64_t>(id->get_int64()) : 0;
}

}  // namespace

Clients::Clients(const Parts& parts, const Scenario& scenario)
    : parts_(parts), scenario_(scenario), progress_(parts_.store.payloads().size()) {
  const Epoch start = parts_.aggregator.now();
  for (std::size_t number = 0; number < progress_.size(); ++number) {
    const auto after = draw_between(draw(scenario_.run.seed, "arrival", number), 1,
                                    scenario_.clients.arrive_within);
    plan(start + after, Step::upload, number);
  }
}

void Clients::plan(Epoch epoch, Step step, std::size_t number) {
  due_.emplace(epoch, std::pair{step, number});
}

const std::string& Clients::payload_of(std::size_t number) const {
  return parts_.store.payloads()[number].cid;
}

void Clients::deal_changed(const DealRecord& record) {
  if (record.state != DealState::published || record.requested()) return;
  const auto found = waiting_.find(record.terms.payload_cid);
  if (found == waiting_.end()) return;
  const auto after = draw_between(draw(scenario_.run.seed, "think", found->second), 1, think_max);
  plan(parts_.aggregator.now() + after, Step::enrol, found->second);
  waiting_.erase(found);
}

std::optional<Epoch> Clients::next_event() const {
  if (due_.empty()) return std::nullopt;
  return due_.begin()->first;
}

void Clients::act(const HostClock& now) {
  while (!due_.empty() && due_.begin()->first <= parts_.aggregator.now()) {
    const auto [step, number] = due_.begin()->second;
    due_.erase(due_.begin());
    do_step(step, number, now);
  }
}

void Clients::do_step(Step step, std::size_t number, const HostClock& now) {
  switch (step) {
    case Step::upload: return upload(number);
    case Step::enrol:
    case Step::change: return register_job(step, number, now);
    case Step::pause:
    case Step::resume:
    case Step::cancel: return order(step, number, now);
    case Step::drop: return parts_.store.set_held(payload_of(number), false);
  }
}

void Clients::apply(const Happening& happening, const Turn& turn) {
  if (happening.client >= progress_.size()) return;
  const Epoch now = parts_.aggregator.now();
  if (happening.kind == HappeningKind::change) plan(now, Step::change, happening.client);
  if (happening.kind == HappeningKind::cancel) plan(now, Step::cancel, happening.client);
  if (happening.kind == HappeningKind::pause) {
    plan(now, turn.ends ? Step::resume : Step::pause, happening.client);
  }
}

void Clients::upload(std::size_t number) {
  const auto& payload = parts_.store.payloads()[number];
  parts_.store.set_held(payload.cid, true);
  const auto made = parts_.aggregator.make_first_deal(payload);
  if (!made) {
    parts_.trace.client(payload.cid, "upload is put off: " + made.error().text);
    return plan(parts_.aggregator.now() + ask_again, Step::upload, number);
  }
  waiting_.emplace(payload.cid, number);
  parts_.trace.client(payload.cid, "uploaded");
  plan(parts_.aggregator.now() + scenario_.clients.store_keeps, Step::drop, number);
}

void Clients::register_job(Step step, std::size_t number, const HostClock& now) {
  auto& progress = progress_[number];
  const bool is_first = step == Step::enrol;
  if (!is_first && (progress.job == 0 || progress.has_cancelled)) return;
  const ClientVersion version{.number = number, .changes = progress.changes + (is_first ? 0 : 1)};
  RegisteredJob job = wish_of(scenario_, version, parts_.aggregator.now());
  job.payload_cid = payload_of(number);
  const auto answer = parts_.plugin.handle({.method = "POST",
                                            .target = "/register_jobs",
                                            .headers = {{"Content-Type", "application/json"}},
                                            .body = registration_body(job)},
                                           now);
  if (!was_accepted(answer, step, number)) return;
  progress.changes = version.changes;
  progress.job = job_in(answer->body);
  if (is_first) ++registered_;
  parts_.judge.job_registered(job);
}

void Clients::order(Step step, std::size_t number, const HostClock& now) {
  auto& progress = progress_[number];
  if (progress.job == 0 || progress.has_cancelled) return;
  const auto target = "/jobs/" + std::to_string(progress.job);
  const bool cancels = step == Step::cancel;
  const bool pauses = step == Step::pause;
  const auto answer =
      parts_.plugin.handle({.method = cancels ? "DELETE" : "POST",
                            .target = cancels ? target : target + (pauses ? "/pause" : "/resume"),
                            .headers = {},
                            .body = {}},
                           now);
  if (!was_accepted(answer, step, number)) return;
  progress.has_cancelled = cancels;
  if (cancels) return parts_.judge.job_cancelled(payload_of(number));
  parts_.judge.job_paused(payload_of(number), pauses);
}

bool Clients::was_accepted(const Outcome<ApiResponse>& answer, Step step, std::size_t number) {
  const auto status = answer ? answer->status : 500u;
  const auto& cid = payload_of(number);
  const char* const what = step == Step::enrol    ? "registers"
                           : step == Step::change ? "changes"
                           : step == Step::pause  ? "pauses"
                           : step == Step::resume ? "resumes"
                                                  : "cancels";
  parts_.trace.client(cid, std::string(what) + ": " + std::to_string(status));
  if (status >= 200 && status < 300) return true;
  if (status >= 500 || status == 429) {
    plan(parts_.aggregator.now() + ask_again, step, number);
  } else if (status != 409) {  // What is done or cancelled cannot be paused.
    refusals_.push_back("client of " + cid + " " + what + ", and was refused with " +
                        std::to_string(status) + ": " + answer->body);
  }
  return false;
}

}  // namespace mock
