#include "entry/instance.h"

#include <raas/cpp/structs.h>

#include <algorithm>

#include "adapters/host/translate.h"
#include "entry/parts.h"

namespace raas::entry {
namespace {

constexpr std::uint64_t queue_full_retry_ms = 1000;

Now now_of(const raas_tick& tick) {
  return {.unix_ms = tick.unix_ms, .monotonic_ms = tick.monotonic_ms};
}

using abi::is_text;
using abi::str_of;

bool is_request(const raas_api_request& request) {
  if (request.struct_size < sizeof(raas_api_request)) return false;
  if (request.now.struct_size < sizeof(raas_tick)) return false;
  if (!is_text(request.method) || !is_text(request.target) || !is_text(request.body)) return false;
  if (request.headers == nullptr) return request.header_count == 0;
  const std::span headers(request.headers, request.header_count);
  return std::all_of(headers.begin(), headers.end(), [](const raas_header& header) {
    return is_text(header.name) && is_text(header.value);
  });
}

// Names an event by its place in the batch, and by its seq where it can be read.
Answer bad_event(std::size_t place, const std::uint64_t* seq, const std::string& because) {
  std::string name = "[" + std::to_string(place) + "]";
  if (seq != nullptr) name += " seq " + std::to_string(*seq);
  return {RAAS_E_INVALID, "hook: event " + name + ": " + because, 0};
}

Answer queue_is_full() {
  return {RAAS_E_RETRY, "hook: the queue is full", queue_full_retry_ms};
}

}  // namespace

Instance::Call::Call(Instance& instance) : instance_(instance), call_(instance.gate_) {
  if (entered() && instance_.parts_) instance_.parts_->events.enter_call();
}

Instance::Call::~Call() {
  if (entered() && instance_.parts_) instance_.parts_->events.leave_call();
}

Instance::Instance(const raas_host_table* host) : host_(*host), checked_host_(host_, gate_) {}
Instance::~Instance() = default;

Answer Instance::in_stage(std::initializer_list<Stage> allowed, const char* function) {
  const std::string breach = gate_.breach_by_host(function, allowed);
  return breach.empty() ? Answer() : misused(breach);
}

Answer Instance::misused(const std::string& what) {
  const std::string text = "host misused: " + what;
  const std::string event = "host_misuse";
  // Past the checks: this may be the thread of a call that overlaps another one.
  host_.log(host_.ctx, RAAS_LOG_HOST_MISUSE, str_of(event), str_of(text));
  return {RAAS_E_MISUSE, text, 0};
}

Answer Instance::init(const raas_init& params) {
  if (Answer answer = in_stage({Stage::created}, "init"); answer.status != RAAS_OK) return answer;
  gate_.set_stage(Stage::broken);
  if (Answer answer = abi::checked(&params, "init", sizeof params); !answer.is_ok()) return answer;
  if (!is_text(params.config) || !is_text(params.state_dir) ||
      params.now.struct_size < sizeof(raas_tick)) {
    return {RAAS_E_INVALID, "init: config or state_dir is NULL with a length, or now is too small",
            0};
  }
  Answer answer = Parts::build(checked_host_.table(), params, parts_);
  if (answer.is_ok()) gate_.set_stage(Stage::ready);
  return answer;
}

Answer Instance::start(const raas_tick& now) {
  if (Answer answer = in_stage({Stage::ready}, "start"); answer.status != RAAS_OK) return answer;
  parts_->set_now(now_of(now));
  gate_.set_stage(Stage::running);
  return {};
}

Answer Instance::pump(const raas_tick& now, raas_pump_result& ret) {
  if (Answer answer = in_stage({Stage::running, Stage::draining}, "pump");
      answer.status != RAAS_OK) {
    return answer;
  }
  parts_->set_now(now_of(now));
  const PumpOutcome outcome = parts_->service.pump(now_of(now));
  ret.flags = (outcome.more ? static_cast<std::uint32_t>(RAAS_PUMP_MORE) : 0U) |
              (outcome.drained ? static_cast<std::uint32_t>(RAAS_PUMP_DRAINED) : 0U) |
              (outcome.waiting ? static_cast<std::uint32_t>(RAAS_PUMP_WAITING) : 0U);
  ret.next_deadline_ms = outcome.next_monotonic_ms;
  ret.hooks_durable_seq = outcome.hooks_durable_seq;
  return {};
}

Answer Instance::stop(const raas_tick& now) {
  if (Answer answer = in_stage({Stage::running}, "stop"); answer.status != RAAS_OK) return answer;
  parts_->set_now(now_of(now));
  parts_->service.stop();
  gate_.set_stage(Stage::draining);
  return {};
}

Answer Instance::on_deals(std::span<const raas_deal_event* const> events) {
  if (!serves()) return in_stage({Stage::running}, "on_deal_created or on_request_update");
  if (!parts_->service.has_room_for(events.size())) return queue_is_full();
  Answer answer;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const raas_deal_event* event = events[i];
    if (event == nullptr || event->struct_size < sizeof(raas_deal_event)) {
      answer = bad_event(i, nullptr, "NULL or too small");
    } else if (event->deal == nullptr) {
      answer = bad_event(i, &event->seq, "without a deal");
    } else if (auto deal = host_deal_of(*event->deal)) {
      parts_->service.take_event({.seq = event->seq, .told = std::move(*deal)});
    } else {
      answer = bad_event(i, &event->seq, deal.error().text());
    }
  }
  return answer;
}

Answer Instance::on_fetches(std::span<const raas_fetch_event* const> events) {
  if (!serves()) return in_stage({Stage::running}, "on_data_update");
  if (!parts_->service.has_room_for(events.size())) return queue_is_full();
  Answer answer;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const raas_fetch_event* event = events[i];
    if (event == nullptr || event->struct_size < sizeof(raas_fetch_event)) {
      answer = bad_event(i, nullptr, "NULL or too small");
    } else if (event->fetch == nullptr) {
      answer = bad_event(i, &event->seq, "without a fetch");
    } else if (auto fetch = fetch_of(*event->fetch)) {
      parts_->service.take_event({.seq = event->seq, .told = std::move(*fetch)});
    } else {
      answer = bad_event(i, &event->seq, fetch.error().text());
    }
  }
  return answer;
}

Answer Instance::handle(const raas_api_request& request, raas_api_response& ret) {
  if (!serves()) return in_stage({Stage::running}, "handle");
  if (!is_request(request)) {
    return {RAAS_E_INVALID, "handle: the request is malformed", 0};
  }
  if (Answer answer = abi::checked(&request, "handle"); !answer.is_ok()) return answer;
  parts_->set_now(now_of(request.now));
  ApiRequest asked;
  asked.method = abi::view_of(request.method);
  asked.target = abi::view_of(request.target);
  asked.body = abi::view_of(request.body);
  for (std::size_t i = 0; i < request.header_count; ++i) {
    const raas_header& header = request.headers[i];
    asked.headers.push_back({abi::view_of(header.name), abi::view_of(header.value)});
  }
  ApiResponse response = parts_->api.handle(asked);
  response_body_ = std::move(response.body);
  response_fields_.clear();
  for (auto& header : response.headers) response_fields_.emplace_back(header.name, header.value);
  response_headers_.clear();
  for (const auto& [name, value] : response_fields_) {
    response_headers_.push_back({str_of(name), str_of(value)});
  }
  ret.status = static_cast<std::uint32_t>(response.status);
  ret.headers = response_headers_.data();
  ret.header_count = response_headers_.size();
  ret.body = str_of(response_body_);
  return {};
}

}  // namespace raas::entry
