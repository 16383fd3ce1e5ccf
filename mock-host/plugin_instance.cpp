#include "plugin_instance.h"

#include <algorithm>
#include <chrono>
#include <future>
#include <memory>
#include <thread>

#include "aggregator/tables/abi_values.h"
#include "hook_delivery.h"

namespace mock {
namespace {

constexpr double slow_pump_ms = 50;
constexpr std::int64_t hook_retry_ms = 1000;

raas_tick tick_of(const HostClock& now) {
  return {sizeof(raas_tick), 0, now.unix_ms, now.monotonic_ms};
}

}  // namespace

PluginInstance::PluginInstance(const Parts& parts, Options options, std::function<void()> on_wake)
    : parts_(parts),
      options_(std::move(options)),
      on_wake_(std::move(on_wake)),
      plugin_(*parts.plugin.entry->table, parts.scope.gate()) {}

PluginInstance::~PluginInstance() {
  if (plugin_.self() != nullptr) destroy(default_destroy_ms);
}

void PluginInstance::wake(void* self) {
  auto& instance = *static_cast<PluginInstance*>(self);
  instance.woken_.store(true);
  if (instance.on_wake_) instance.on_wake_();
}

Outcome<void> PluginInstance::create(const HostClock& now) {
  if (const auto made = plugin_.create(*parts_.tables.host()); !made.is_ok()) {
    return refusal_of(made);
  }
  raas_init init{};
  init.struct_size = sizeof init;
  init.wake_fd = -1;
  init.config = str_of(options_.config);
  init.state_dir = str_of(options_.state_dir);
  init.now = tick_of(now);
  init.wake = &PluginInstance::wake;
  init.wake_ctx = this;
  if (const auto ready = plugin_.init(init); !ready.is_ok()) return refusal_of(ready);
  hooks_ = plugin_.extension<raas_plugin_hooks>(RAAS_PLUGIN_HOOKS_ID);
  api_ = plugin_.extension<raas_plugin_api>(RAAS_PLUGIN_API_ID);
  if (hooks_ != nullptr && api_ != nullptr) return {};
  return Refusal{RAAS_E_UNSUPPORTED,
                 "the plugin lacks " RAAS_PLUGIN_HOOKS_ID " or " RAAS_PLUGIN_API_ID};
}

Outcome<void> PluginInstance::start(const HostClock& now) {
  if (plugin_.self() != nullptr) return Refusal{RAAS_E_MISUSE, "the instance was started before"};
  if (auto made = create(now); !made) {
    destroy(default_destroy_ms);
    return made;
  }
  parts_.outbox.deliver_again();
  if (const auto started = plugin_.start(tick_of(now)); !started.is_ok()) {
    return refusal_of(started);
  }
  next_pump_ms_ = now.monotonic_ms;
  return {};
}

void PluginInstance::deliver(const HostClock& now) {
  if (now.monotonic_ms < hooks_not_before_ms_) return;
  while (parts_.outbox.has_next()) {
    const auto batch = parts_.outbox.next_batch(options_.batch_max);
    const auto taken = plugin_.served("hook", [&](raas_error* error) {
      return call_hook(*hooks_, plugin_.self(), batch, parts_.scope, error);
    });
    if (taken.status == RAAS_E_RETRY) {
      const auto after = static_cast<std::int64_t>(taken.retry_after_ms);
      hooks_not_before_ms_ = now.monotonic_ms + (after > 0 ? after : hook_retry_ms);
      next_pump_ms_ = std::min(next_pump_ms_, hooks_not_before_ms_);
      return;
    }
    if (!taken.is_ok()) {
      parts_.scope.log(
          RAAS_LOG_HOST_MISUSE, "hook_refused",
          "status=" + std::to_string(taken.status) + " because=\"" + taken.text + "\"");
    }
    parts_.outbox.delivered(batch.size());
  }
}

Outcome<PumpOutcome> PluginInstance::pump(const HostClock& now) {
  if (plugin_.self() == nullptr) return Refusal{RAAS_E_MISUSE, "there is no instance to be pumped"};
  next_pump_ms_ = now.monotonic_ms + options_.pump_idle_ms;
  deliver(now);
  woken_.store(false);
  raas_pump_result result{};
  result.struct_size = sizeof result;
  result.next_deadline_ms = next_pump_ms_;
  const auto begun = std::chrono::steady_clock::now();
  const auto pumped = plugin_.pump(tick_of(now), result);
  count(
      std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begun).count());
  if (!pumped.is_ok()) return refusal_of(pumped);
  next_pump_ms_ = std::clamp(result.next_deadline_ms, now.monotonic_ms, next_pump_ms_);
  parts_.outbox.forget_up_to(result.hooks_durable_seq);
  more_ = (result.flags & RAAS_PUMP_MORE) != 0;
  return PumpOutcome{.more = more_,
                     .drained = (result.flags & RAAS_PUMP_DRAINED) != 0,
                     .waiting = (result.flags & RAAS_PUMP_WAITING) != 0};
}

void PluginInstance::count(double took_ms) {
  ++figures_.pumps;
  if (took_ms > slow_pump_ms) ++figures_.slow_pumps;
  figures_.longest_ms = std::max(figures_.longest_ms, took_ms);
}

bool PluginInstance::wants_pump(const HostClock& now) const {
  const bool hooks = parts_.outbox.has_next() && now.monotonic_ms >= hooks_not_before_ms_;
  return more_ || hooks || woken_.load() || parts_.tables.has_reply();
}

Outcome<ApiResponse> PluginInstance::handle(const ApiRequest& request, const HostClock& now) {
  if (plugin_.self() == nullptr) return Refusal{RAAS_E_MISUSE, "there is no instance to be asked"};
  std::vector<raas_header> headers;
  for (const auto& [name, value] : request.headers) {
    headers.push_back({str_of(name), str_of(value)});
  }
  raas_api_request asked{};
  asked.struct_size = sizeof asked;
  asked.method = str_of(request.method);
  asked.target = str_of(request.target);
  asked.headers = headers.data();
  asked.header_count = headers.size();
  asked.body = str_of(request.body);
  asked.now = tick_of(now);
  raas_api_response answered{};
  answered.struct_size = sizeof answered;
  const auto handled = plugin_.served("handle", [&](raas_error* error) {
    return api_->handle(plugin_.self(), &asked, &answered, error);
  });
  if (!handled.is_ok()) return refusal_of(handled);
  ApiResponse response;
  response.status = answered.status;
  response.body = view_of(answered.body);
  for (std::size_t at = 0; at < answered.header_count; ++at) {
    response.headers.emplace_back(view_of(answered.headers[at].name),
                                  view_of(answered.headers[at].value));
  }
  return response;
}

Outcome<void> PluginInstance::stop(const HostClock& now, std::int64_t deadline_ms) {
  if (plugin_.self() == nullptr)
    return Refusal{RAAS_E_MISUSE, "there is no instance to be stopped"};
  const auto stopped = plugin_.stop(tick_of(now), deadline_ms);
  if (stopped.is_ok()) return {};
  return refusal_of(stopped);
}

bool PluginInstance::destroy(std::uint32_t timeout_ms) {
  if (plugin_.self() == nullptr) return true;
  const auto destroy_it = parts_.plugin.entry->table->destroy;
  auto done = std::make_unique<std::promise<void>>();
  auto ended = done->get_future();
  const CallScope::Entry entry(parts_.scope);
  std::thread caller([destroy_it, timeout_ms, &scope = parts_.scope, instance = plugin_.given_up(),
                      done = std::move(done)] {
    scope.go_on_here();
    destroy_it(instance, timeout_ms);
    done->set_value();
  });
  const bool back = ended.wait_for(std::chrono::milliseconds(timeout_ms) + quarantine_grace) ==
                    std::future_status::ready;
  if (back) {
    caller.join();
  } else {
    caller.detach();
    parts_.scope.misuse("destroy() did not return within " + std::to_string(timeout_ms) +
                        " ms: the instance is left alone");
  }
  return back;
}

}  // namespace mock
