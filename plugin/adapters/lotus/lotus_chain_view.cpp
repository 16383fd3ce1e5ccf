#include "adapters/lotus/lotus_chain_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace raas {
namespace {

using lotus::Method;
using lotus::Trouble;

/// SplitMix64: spreads the ticks of many plugins that lost one node at the same moment.
std::uint64_t mixed(std::uint64_t value) {
  value += 0x9e3779b97f4a7c15ULL;
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ULL;
  value = (value ^ (value >> 27)) * 0x94d049bb133111ebULL;
  return value ^ (value >> 31);
}

/// 1, 2, 4, 8, 10 epochs, each up to half as much more.
Epochs backoff_epochs(std::uint32_t setbacks, std::uint64_t jitter) {
  constexpr Epochs epochs_max = 10;
  const Epochs base = std::min(epochs_max, Epochs{1} << std::min<std::uint32_t>(setbacks - 1, 4));
  return std::min(epochs_max,
                  base + static_cast<Epochs>(jitter % (static_cast<std::uint64_t>(base) / 2 + 1)));
}

/// Whether the node has said something about the call, if only that it does not serve it.
bool is_settled(const lotus::Answer& answer) {
  if (answer.has_value()) return true;
  switch (answer.error().trouble) {
    case Trouble::no_such_method:
    case Trouble::bad_request:
    case Trouble::application: return true;
    case Trouble::no_answer:
    case Trouble::busy:
    case Trouble::broken: return false;
  }
  return false;
}

}  // namespace

LotusChainView::LotusChainView(const LotusOptions& options, Transport& transport, Events& events)
    : options_(options),
      events_(events),
      time_(options.network),
      caller_(transport, options.calls),
      health_(options.health),
      reader_(options.reading, caller_, events) {}

void LotusChainView::watch(const Replica& replica) {
  reader_.watch(replica, epoch_now_.value_or(lotus::never));
}

ChainReport LotusChainView::advance(Now now) {
  // What was restored before the first call may have been told just before the plugin stopped.
  if (!epoch_now_) reader_.set_told_at(time_.epoch_at(now.unix_ms));
  epoch_now_ = time_.epoch_at(now.unix_ms);
  // A host's wall clock may jump back.
  if (last_tick_) last_tick_ = std::min(*last_tick_, *epoch_now_);
  do {
    caller_.advance(
        now, [this](const lotus::Call& call, const lotus::Answer& answer) { take(call, answer); });
  } while (caller_.is_idle() && step(now));
  return {.readings = reader_.take_readings(), .next_monotonic_ms = next_monotonic_ms(now)};
}

bool LotusChainView::step(Now now) {
  switch (phase_) {
    case Phase::resting:
      if (last_tick_ && *epoch_now_ < next_tick()) return false;
      begin_tick(now);
      return true;
    case Phase::probing: end_probe(); return true;
    case Phase::looking: judge_look(); return true;
    case Phase::reading: end_tick(reader_.end_tick()); return true;
  }
  return false;
}

void LotusChainView::begin_tick(Now now) {
  ++ticks_;
  last_tick_ = epoch_now_;
  asked_unix_ms_ = now.unix_ms;
  look_trouble_ = {};
  if (is_probed_) {
    look();
    return;
  }
  // Two calls at once, so that they go out as a batch: that shows whether the node takes those.
  phase_ = Phase::probing;
  has_params_answer_ = false;
  caller_.queue({.method = Method::network_params, .params = "[]", .subject = {}});
  caller_.queue({.method = Method::chain_head, .params = "[]", .subject = {}});
}

void LotusChainView::end_probe() {
  if (!caller_.uses_batches() && !probes_single_) {
    probes_single_ = true;
    has_params_answer_ = false;
    caller_.queue({.method = Method::network_params, .params = "[]", .subject = {}});
    return;
  }
  if (!has_params_answer_) {
    end_failed_look();
    return;
  }
  is_probed_ = true;
  events_.emit({Level::info,
                "node_capability",
                {{"batches", caller_.uses_batches() ? "yes" : "no"},
                 {"genesis_unix_s", std::to_string(time_.genesis_unix_ms / 1000)},
                 {"epoch_s", std::to_string(time_.epoch_ms / 1000)}}});
  look();
}

void LotusChainView::look() {
  phase_ = Phase::looking;
  head_.reset();
  finalized_.reset();
  caller_.queue({.method = Method::chain_head, .params = "[]", .subject = {}});
  caller_.queue({.method = Method::finalized_tipset, .params = "[]", .subject = {}});
}

void LotusChainView::judge_look() {
  if (!head_ || !finalized_) {
    end_failed_look();
    return;
  }
  const bool was_trusted = health_.state().trusted;
  health_.saw(*head_, *finalized_, asked_unix_ms_, time_);
  report_trust(was_trusted);
  if (!health_.state().trusted || !health_.head_advanced()) {
    end_tick({});
    return;
  }
  phase_ = Phase::reading;
  reader_.read_at(*finalized_);
}

void LotusChainView::end_failed_look() {
  const bool was_trusted = health_.state().trusted;
  health_.saw_nothing(look_trouble_.first);
  report_trust(was_trusted);
  look_trouble_.is_busy = true;
  end_tick(look_trouble_);
}

void LotusChainView::end_tick(const lotus::TickTrouble& trouble) {
  phase_ = Phase::resting;
  setbacks_ = trouble.is_busy ? setbacks_ + 1 : 0;
  if (trouble.failed == 0) return;
  events_.emit({Level::warn,
                "rpc_failed",
                {{"calls", std::to_string(trouble.failed)}, {"first", trouble.first}}});
}

void LotusChainView::report_trust(bool was_trusted) {
  const ChainHealth& health = health_.state();
  if (was_judged_ && was_trusted == health.trusted) return;
  was_judged_ = true;
  Event event{health.trusted ? Level::info : Level::warn,
              health.trusted ? "chain_trusted" : "chain_not_trusted",
              {{"head", std::to_string(health.head)}, {"tip", std::to_string(health.tip)}}};
  if (!health.trusted) event.fields.emplace_back("because", health.because);
  events_.emit(event);
}

void LotusChainView::take(const lotus::Call& call, const lotus::Answer& answer) {
  switch (phase_) {
    case Phase::probing:
      if (answer.has_error()) note_trouble(call, answer.error());
      if (call.method == Method::network_params) take_params(answer);
      break;
    case Phase::looking: take_tipset(call, answer); break;
    case Phase::reading: reader_.take(call, answer); break;
    case Phase::resting: break;
  }
}

void LotusChainView::take_params(const lotus::Answer& answer) {
  has_params_answer_ = is_settled(answer);
  if (answer.has_error()) return;
  const auto params = lotus::decode_network_params(**answer);
  if (!params) return;
  time_.genesis_unix_ms = params->genesis_unix_ms.value_or(options_.network.genesis_unix_ms);
  time_.epoch_ms = params->epoch_ms.value_or(options_.network.epoch_ms);
}

void LotusChainView::take_tipset(const lotus::Call& call, const lotus::Answer& answer) {
  if (answer.has_error()) {
    note_trouble(call, answer.error());
    return;
  }
  auto tipset = lotus::decode_tipset(**answer);
  if (!tipset) {
    caller_.count_error();
    note_trouble(call, {Trouble::broken, tipset.error().text()});
    return;
  }
  (call.method == Method::chain_head ? head_ : finalized_) = std::move(*tipset);
}

void LotusChainView::note_trouble(const lotus::Call& call, const lotus::CallError& error) {
  if (look_trouble_.failed++ != 0) return;
  look_trouble_.first = fmt::format("{}: {}", name_of(call.method), error.text);
}

Epoch LotusChainView::next_tick() const {
  if (!last_tick_) return epoch_now_.value_or(0);
  if (setbacks_ != 0) return *last_tick_ + backoff_epochs(setbacks_, mixed(options_.seed ^ ticks_));
  return *last_tick_ + (reader_.wants_soon() ? 1 : options_.look_epochs);
}

Millis LotusChainView::next_monotonic_ms(Now now) const {
  if (!caller_.is_idle()) return std::max(now.monotonic_ms, caller_.next_timeout_ms());
  return now.monotonic_ms + std::max<Millis>(1, time_.unix_ms_at(next_tick()) - now.unix_ms);
}

}  // namespace raas
