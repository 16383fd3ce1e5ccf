#include "entry/instance.h"

#include <algorithm>
#include <cstddef>

#include "adapters/host/translate.h"
#include "entry/known_part.h"
#include "entry/parts.h"

namespace raas::entry {
namespace {

constexpr std::uint64_t queue_full_retry_ms = 1000;

Now now_of(const raas_tick& tick) {
  return {.unix_ms = tick.unix_ms, .monotonic_ms = tick.monotonic_ms};
}

raas_str view_of(const std::string& text) {
  return {text.data(), text.size()};
}

std::string_view view_of(raas_str text) {
  return {text.ptr, text.len};
}

bool is_text(raas_str text) {
  return text.ptr != nullptr || text.len == 0;
}

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

}  // namespace

Instance::Call::Call(Instance& instance)
    : instance_(instance), entered_(!instance.in_call_.test_and_set()) {
  if (entered_ && instance_.parts_) instance_.parts_->events.enter_call();
}

Instance::Call::~Call() {
  if (!entered_) return;
  if (instance_.parts_) instance_.parts_->events.leave_call();
  instance_.in_call_.clear();
}

Instance::Instance(const raas_host_table* host) : host_(host) {}
Instance::~Instance() = default;

Answer Instance::in_phase(std::initializer_list<Phase> allowed, const char* function) {
  if (std::find(allowed.begin(), allowed.end(), phase_) != allowed.end()) return {};
  static constexpr const char* names[] = {"created", "ready", "running", "draining", "broken"};
  return misused(std::string(function) + "() called while " +
                 names[static_cast<std::size_t>(phase_)]);
}

Answer Instance::misused(const std::string& what) {
  const std::string text = "host misused: " + what;
  const std::string event = "host_misuse";
  host_->log(host_->ctx, RAAS_LOG_HOST_MISUSE, view_of(event), view_of(text));
  return {RAAS_E_MISUSE, text, 0};
}

Answer Instance::init(const raas_init& params) {
  if (Answer answer = in_phase({Phase::created}, "init"); answer.status != RAAS_OK) return answer;
  phase_ = Phase::broken;
  if (params.struct_size < sizeof(raas_init)) {
    return {RAAS_E_INVALID,
            "init: struct_size: found " + std::to_string(params.struct_size) + ", expected " +
                std::to_string(sizeof(raas_init)),
            0};
  }
  if (Answer answer = all_known(params, "init"); answer.status != RAAS_OK) return answer;
  if (!is_text(params.config) || !is_text(params.state_dir) ||
      params.now.struct_size < sizeof(raas_tick)) {
    return {RAAS_E_INVALID, "init: config or state_dir is NULL with a length, or now is too small",
            0};
  }
  Answer answer = Parts::build(*host_, params, parts_);
  if (answer.status == RAAS_OK) phase_ = Phase::ready;
  return answer;
}

Answer Instance::start(const raas_tick& now) {
  if (Answer answer = in_phase({Phase::ready}, "start"); answer.status != RAAS_OK) return answer;
  parts_->set_now(now_of(now));
  phase_ = Phase::running;
  return {};
}

Answer Instance::pump(const raas_tick& now, raas_pump_result& ret) {
  if (Answer answer = in_phase({Phase::running, Phase::draining}, "pump");
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
  if (Answer answer = in_phase({Phase::running}, "stop"); answer.status != RAAS_OK) return answer;
  parts_->set_now(now_of(now));
  parts_->service.stop();
  phase_ = Phase::draining;
  return {};
}

Answer Instance::offer(std::vector<HookEvent> taken, Answer answer) {
  if (parts_->service.offer(std::move(taken))) return answer;
  return {RAAS_E_RETRY, "hook: the queue is full", queue_full_retry_ms};
}

Answer Instance::on_deals(std::span<const raas_deal_event* const> events) {
  if (!serves()) return in_phase({Phase::running}, "on_deal_created or on_request_update");
  std::vector<HookEvent> taken;
  Answer answer;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const raas_deal_event* event = events[i];
    if (event == nullptr || event->struct_size < sizeof(raas_deal_event)) {
      answer = bad_event(i, nullptr, "NULL or too small");
    } else if (event->deal == nullptr) {
      answer = bad_event(i, &event->seq, "without a deal");
    } else if (auto deal = host_deal_of(*event->deal)) {
      taken.push_back({.seq = event->seq, .told = std::move(*deal)});
    } else {
      answer = bad_event(i, &event->seq, deal.error().text());
    }
  }
  return offer(std::move(taken), std::move(answer));
}

Answer Instance::on_fetches(std::span<const raas_fetch_event* const> events) {
  if (!serves()) return in_phase({Phase::running}, "on_data_update");
  std::vector<HookEvent> taken;
  Answer answer;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const raas_fetch_event* event = events[i];
    if (event == nullptr || event->struct_size < sizeof(raas_fetch_event)) {
      answer = bad_event(i, nullptr, "NULL or too small");
    } else if (event->fetch == nullptr) {
      answer = bad_event(i, &event->seq, "without a fetch");
    } else if (auto fetch = fetch_of(*event->fetch)) {
      taken.push_back({.seq = event->seq, .told = std::move(*fetch)});
    } else {
      answer = bad_event(i, &event->seq, fetch.error().text());
    }
  }
  return offer(std::move(taken), std::move(answer));
}

Answer Instance::handle(const raas_api_request& request, raas_api_response& ret) {
  if (!serves()) return in_phase({Phase::running}, "handle");
  if (!is_request(request)) {
    return {RAAS_E_INVALID, "handle: the request is malformed", 0};
  }
  if (Answer answer = all_known(request, "handle"); answer.status != RAAS_OK) return answer;
  parts_->set_now(now_of(request.now));
  ApiRequest asked;
  asked.method = view_of(request.method);
  asked.target = view_of(request.target);
  asked.body = view_of(request.body);
  for (std::size_t i = 0; i < request.header_count; ++i) {
    asked.headers.push_back({view_of(request.headers[i].name), view_of(request.headers[i].value)});
  }
  ApiResponse response = parts_->api.handle(asked);
  response_body_ = std::move(response.body);
  response_fields_.clear();
  for (auto& header : response.headers) response_fields_.emplace_back(header.name, header.value);
  response_headers_.clear();
  for (const auto& [name, value] : response_fields_) {
    response_headers_.push_back({view_of(name), view_of(value)});
  }
  ret.status = static_cast<std::uint32_t>(response.status);
  ret.headers = response_headers_.data();
  ret.header_count = response_headers_.size();
  ret.body = view_of(response_body_);
  return {};
}

}  // namespace raas::entry
