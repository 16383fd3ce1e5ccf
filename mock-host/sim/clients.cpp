#include "sim/clients.h"

#include "aggregator/draw.h"
#include "plugin_api.h"

namespace mock {
namespace {

constexpr Epochs think_max = 240;
constexpr Epochs ask_again = 120;

}  // namespace

Clients::Clients(const Parts& parts, const ClientOptions& options, std::uint64_t seed)
    : parts_(parts), options_(options), seed_(seed) {
  const Epoch start = parts_.aggregator.now();
  for (std::size_t number = 0; number < parts_.store.payloads().size(); ++number) {
    const auto after = draw_between(draw(seed_, "arrival", number), 1, options_.arrive_within);
    plan(start + after, Step::upload, number);
  }
}

void Clients::plan(Epoch epoch, Step step, std::size_t number) {
  due_.emplace(epoch, std::pair{step, number});
}

void Clients::deal_changed(const DealRecord& record) {
  if (record.state != DealState::published || record.requested()) return;
  const auto found = waiting_.find(record.terms.payload_cid);
  if (found == waiting_.end()) return;
  const auto after = draw_between(draw(seed_, "think", found->second), 1, think_max);
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
    switch (step) {
      case Step::upload: upload(number); break;
      case Step::enrol: enrol(number, now); break;
      case Step::drop: parts_.store.set_held(parts_.store.payloads()[number].cid, false); break;
    }
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
  plan(parts_.aggregator.now() + options_.store_keeps, Step::drop, number);
}

void Clients::enrol(std::size_t number, const HostClock& now) {
  const auto& cid = parts_.store.payloads()[number].cid;
  RegisteredJob job;
  job.payload_cid = cid;
  job.copies_min = job.copies_target = job.copies_max = options_.copies;
  job.renew_below_epochs = options_.renew_below_epochs;
  job.repair_after_epochs = options_.repair_after_epochs;
  const auto answer = parts_.plugin.handle({.method = "POST",
                                            .target = "/register_jobs",
                                            .headers = {{"Content-Type", "application/json"}},
                                            .body = registration_body(job)},
                                           now);
  const auto status = answer ? answer->status : 500u;
  parts_.trace.client(cid, "registers: " + std::to_string(status));
  if (status >= 200 && status < 300) {
    ++registered_;
    return parts_.judge.job_registered(job);
  }
  if (status >= 500 || status == 429) {
    return plan(parts_.aggregator.now() + ask_again, Step::enrol, number);
  }
  refusals_.push_back("registration of " + cid + " was refused with " + std::to_string(status) +
                      ": " + answer->body);
}

}  // namespace mock
