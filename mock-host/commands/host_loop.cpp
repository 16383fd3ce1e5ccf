#include "commands/host_loop.h"

#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <limits>

#include "commands/json_reader.h"

namespace mock {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr ChainMs never = std::numeric_limits<ChainMs>::max();
constexpr ChainMs pump_step_min =
    1000;  ///< A plugin that is due at once, again and again, lets time pass.
constexpr Epochs advance_max = 1000000000;
constexpr std::chrono::seconds stand_still_max{5};
constexpr std::chrono::seconds wait_max{1};
constexpr std::chrono::seconds drain_time{5};
constexpr std::chrono::milliseconds drain_step{20};
constexpr ChainMs drain_deadline = 30000;
constexpr Speed fastest{.factor = 0, .is_max = true};

}  // namespace

HostLoop::HostLoop(Host& host, Inbox& inbox, const Options& options)
    : host_(host),
      inbox_(inbox),
      time_(host.config().aggregator.chain.genesis_unix, host.aggregator().now(), options.speed,
            SteadyClock::now()),
      control_(host) {
  if (options.epochs) end_ = time_.now() + *options.epochs * epoch_ms;
}

void HostLoop::ask_to_stop() {
  is_asked_to_stop_ = true;
  inbox_.nudge();
}

void HostLoop::run() {
  time_.stand_still_until(SteadyClock::now());
  while (!is_over()) {
    inbox_.run_all();
    const auto real = SteadyClock::now();
    if (!host_.has_disk_room()) {
      wait_for_disk_room(real);
    } else if (is_pump_due()) {
      pump();
    } else if (must_stand_still(real) || !move_time(real)) {
      wait(real);
    }
  }
  if (advance_)
    std::exchange(advance_, std::nullopt)->respond(error_answer(503, "clock: the host stops"));
}

bool HostLoop::is_over() const {
  return is_asked_to_stop_ || (end_ && time_.now() >= *end_);
}

void HostLoop::serve(const HttpRequest& request, const Respond& respond) {
  const bool is_reading = request.method == "GET" || request.method == "HEAD";
  if (!is_reading) {
    if (const auto shortage = host_.disk().shortage(request.body.size()))
      return respond(error_answer(507, *shortage));
  }
  if (request.path() == "/mock/clock") return serve_clock(request, respond);
  if (auto answer = control_.answer(request, time_)) return respond(std::move(*answer));
  respond(host_.answer(request, time_.clock()));
}

void HostLoop::serve_clock(const HttpRequest& request, const Respond& respond) {
  if (request.method != "POST") return respond(wrong_method_answer("POST"));
  boost::system::error_code failure;
  const auto body = boost::json::parse(request.body, failure);
  if (failure) return respond(error_answer(400, "body: not JSON: " + failure.message()));
  JsonComplaint complaint;
  Epochs advance = 0;
  std::optional<Speed> speed;
  {
    ObjectReader reader(body, "", complaint);
    reader.number("advance_epochs", advance, 1, advance_max);
    if (const auto* value = reader.take("speed"); value != nullptr) {
      const bool is_max = value->is_string() && value->as_string() == "max";
      boost::system::error_code not_a_number;
      const double factor = is_max ? 0 : value->to_number<double>(not_a_number);
      if (not_a_number || factor < 0 || factor > speed_max)
        reader.complain("speed", in_words(*value) + ", expected \"max\" or a number from 0 to 1e9");
      speed = Speed{.factor = factor, .is_max = is_max};
    }
  }
  if (complaint.first()) return respond(refusal_answer(*complaint.first()));
  if (advance_) return respond(error_answer(409, "clock: another client is moving it"));
  if (speed) time_.set_speed(*speed, SteadyClock::now());
  if (advance > 0) return begin_advance(advance, respond);
  respond(*control_.answer({.target = "/mock/state"}, time_));
}

/// From event to event up to there, and only then the answer.
void HostLoop::begin_advance(Epochs epochs, const Respond& respond) {
  host_.take_in_blocks();
  advance_ = Advance{time_.now() + epochs * epoch_ms, time_.speed(), respond};
  time_.set_speed(fastest, SteadyClock::now());
}

void HostLoop::end_advance_if_there() {
  if (!advance_ || time_.now() < advance_->until || is_pump_due() || is_plugin_waiting_) return;
  const Advance done = *std::exchange(advance_, std::nullopt);
  time_.set_speed(done.speed_after, SteadyClock::now());
  done.respond(*control_.answer({.target = "/mock/state"}, time_));
}

bool HostLoop::is_pump_due() const {
  const PluginInstance* plugin = host_.plugin();
  if (plugin == nullptr) return false;
  const HostClock clock = time_.clock();
  return plugin->wants_pump(clock) ||
         clock.monotonic_ms >= std::max(plugin->next_pump_ms(), pumped_ + pump_step_min);
}

void HostLoop::pump() {
  host_.settle();
  const auto outcome = host_.plugin()->pump(time_.clock());
  host_.commit();
  is_plugin_waiting_ = outcome && outcome->waiting;
  is_drained_ = outcome && outcome->drained;
  pumped_ = time_.now();
  pumped_real_ = SteadyClock::now();
  end_advance_if_there();
}

bool HostLoop::must_stand_still(RealTime real) const {
  const bool is_fast = time_.speed().is_max || time_.speed().factor > 1;
  return is_fast && is_plugin_waiting_ && real < pumped_real_ + stand_still_max;
}

ChainMs HostLoop::next_due() const {
  ChainMs due = never;
  if (const auto event = host_.aggregator().next_event()) due = *event * epoch_ms;
  if (const PluginInstance* plugin = host_.plugin(); plugin != nullptr) {
    due = std::min(due, std::max(plugin->next_pump_ms(), pumped_ + pump_step_min));
  }
  return std::max(due, time_.now());
}

/// False if there is nowhere to go yet.
bool HostLoop::move_time(RealTime real) {
  ChainMs limit = time_.horizon(real).value_or(never);
  if (end_) limit = std::min(limit, *end_);
  if (advance_) limit = std::min(limit, advance_->until);
  const ChainMs next = std::min(limit, next_due());
  if (next == never || next <= time_.now()) {
    end_advance_if_there();
    return false;
  }
  time_.move_to(next);
  if (time_.epoch() > host_.aggregator().now()) {
    host_.aggregator().advance_to(time_.epoch());
    host_.settle();
  }
  end_advance_if_there();
  return true;
}

void HostLoop::wait(RealTime real) {
  if (must_stand_still(real)) {
    inbox_.wait_until(pumped_real_ + stand_still_max);
    if (SteadyClock::now() >= pumped_real_ + stand_still_max) is_plugin_waiting_ = false;
    return time_.stand_still_until(SteadyClock::now());
  }
  auto until = real + wait_max;
  if (const auto due = next_due(); due != never) {
    if (const auto then = time_.real_time_of(due)) until = std::min(until, *then);
  }
  if (advance_ || time_.speed().is_max) until = std::min(until, real + drain_step);
  inbox_.wait_until(until);
}

void HostLoop::wait_for_disk_room(RealTime real) {
  inbox_.wait_until(real + wait_max);
  time_.stand_still_until(SteadyClock::now());
}

bool HostLoop::drain() {
  PluginInstance* plugin = host_.plugin();
  if (plugin == nullptr) return true;
  const auto limit = SteadyClock::now() + drain_time;
  is_drained_ = !plugin->stop(time_.clock(), time_.clock().monotonic_ms + drain_deadline);
  while (!is_drained_ && SteadyClock::now() < limit) {
    pump();
    inbox_.wait_until(std::min(limit, SteadyClock::now() + drain_step));
    inbox_.run_all();
  }
  host_.aggregator().commit();
  return plugin->destroy(static_cast<std::uint32_t>(std::chrono::milliseconds(drain_time).count()));
}

}  // namespace mock
