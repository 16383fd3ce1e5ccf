#include "adapters/lotus/lotus_chain_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace raas {
namespace {

using lotus::Node;

/// A tick that has taken this long is cut short: its tipset is an old one by now.
constexpr Epochs tick_epochs_max = 60;

/// A node is left alone for no longer; a clock that jumped back does not make it more.
constexpr Epochs setback_epochs_max = 10;

/// While no node can be believed they are looked at so often, to see when that ends: 5 minutes, as
/// long as a head may be old.
constexpr Epochs distrust_look_epochs = 10;

/// The clocks may drift apart by less; an hour more or less decides nothing.
constexpr Epochs clock_jump_min = epochs_per_hour;

/// Of replicas, for the events of a tick: so many are gone through in some milliseconds.
constexpr std::uint32_t entries_searched_max = 250000;

lotus::NodeOptions node_options(const LotusOptions& options, std::size_t number) {
  lotus::NodeOptions node{.calls = options.calls,
                          .health = options.health,
                          .needs_sectors = options.reading.rule == lotus::Rule::proving};
  node.calls.seed = options.seed ^ (number - 1) << 32U;
  return node;
}

}  // namespace

LotusChainView::LotusChainView(const LotusOptions& options, Transport& transport, Events& events)
    : LotusChainView(options, std::array{&transport}, events) {}

LotusChainView::LotusChainView(const LotusOptions& options, std::span<Transport* const> transports,
                               Events& events)
    : options_(options),
      events_(events),
      time_(options.network),
      reader_(options.reading, events),
      feed_(events) {
  for (std::size_t number = 1; number <= transports.size(); ++number) {
    nodes_.emplace_back(number, node_options(options, number), *transports[number - 1], events);
  }
}

void LotusChainView::watch(const Replica& replica) {
  reader_.watch(replica, agreed_ ? epoch_at(now_) : lotus::never);
}

void LotusChainView::resume_time(const ChainTime& time) {
  time_ = time;
  knows_time_ = true;
}

ChainReport LotusChainView::advance(Now now) {
  now_ = now;
  epoch_now_ = time_.epoch_at(now.unix_ms);
  // A host's wall clock may jump back.
  if (last_tick_) last_tick_ = std::min(*last_tick_, *epoch_now_);
  search_events();
  reader_.begin_slice();
  do {
    talk(now);
  } while (is_idle() && step(now));
  // What events are about is found before they count as read.
  return {.readings = reader_.take_readings(),
          .more = std::any_of(nodes_.begin(), nodes_.end(),
                              [](const Node& node) { return node.caller().has_more(); }),
          .next_monotonic_ms = search_.is_over() ? next_monotonic_ms(now) : now.monotonic_ms,
          .cursor = search_.is_over() ? feed_.take_cursor() : std::string()};
}

void LotusChainView::talk(Now now) {
  const bool is_late =
      phase_ == Phase::reading && *epoch_now_ - last_tick_.value_or(0) > tick_epochs_max;
  for (Node& node : nodes_) {
    if (is_late) node.caller().drop_queued();
    node.caller().advance(
        now,
        [&](const lotus::Call& call, const lotus::Answer& answer) { take(node, call, answer); },
        [this] { return reader_.is_slice_full(); });
  }
}

bool LotusChainView::is_idle() const {
  return std::all_of(nodes_.begin(), nodes_.end(),
                     [](const Node& node) { return node.caller().is_idle(); });
}

bool LotusChainView::step(Now now) {
  switch (phase_) {
    case Phase::resting:
      if (last_tick_ && *epoch_now_ < next_tick()) return false;
      begin_tick(now);
      return true;
    case Phase::looking:
      if (!step_looks()) judge_looks();
      return true;
    case Phase::reading: end_tick(); return true;
  }
  return false;
}

void LotusChainView::begin_tick(Now now) {
  last_tick_ = epoch_now_;
  phase_ = Phase::looking;
  for (Node& node : nodes_) {
    if (node.is_due(*epoch_now_)) {
      node.begin_look(now, *epoch_now_);
    } else {
      node.skip_look();
    }
  }
}

bool LotusChainView::step_looks() {
  bool has_gone_on = false;
  for (Node& node : nodes_) has_gone_on = node.step() || has_gone_on;
  return has_gone_on;
}

void LotusChainView::judge_looks() {
  learn_time();
  for (Node& node : nodes_) node.end_look(time_);
  choose_nodes();
  const bool was_trusted = health_.trusted;
  health_ = joint_health();
  report_trust(was_trusted);
  if (first_ == nullptr || !first_->health().head_advanced()) {
    phase_ = Phase::resting;
    return;
  }
  confirm_clock();
  tip_highest_ = std::max(tip_highest_, first_->finalized().height);
  phase_ = Phase::reading;
  const auto source = [](Node& node) {
    return lotus::Source{&node.caller(), &node.capabilities()};
  };
  reader_.read_at(first_->finalized(), source(*first_),
                  second_ != nullptr ? std::optional(source(*second_)) : std::nullopt);
  ask_events();
}

void LotusChainView::ask_events() {
  if (!first_->capabilities().serves(lotus::Method::actor_events)) return;
  std::vector<ActorId> providers;
  for (const auto& [provider, miner] : reader_.list().miners()) providers.push_back(provider);
  feed_.ask(first_->finalized(), first_->head().height, std::move(providers), first_->caller());
}

void LotusChainView::note_events(const lotus::EventNews& news) {
  if (news.is_gap) reader_.read_all_again();
  search_.add(news);
  search_events();
}

/// Events only make what they are about due: the state is what counts.
void LotusChainView::search_events() {
  search_.step(reader_.list(), entries_searched_max,
               [this](const lotus::ActorEvent& event, bool is_early, ReplicaId replica) {
                 if (is_early) {
                   warn_early(event, replica);
                 } else {
                   reader_.recheck(replica);
                 }
               });
}

void LotusChainView::warn_early(const lotus::ActorEvent& event, ReplicaId replica) {
  ++early_warnings_;
  events_.emit({Level::info,
                "early_warning",
                {{"replica", std::to_string(replica)},
                 {"event", event.type},
                 {"height", std::to_string(event.height)}}});
}

/// The first node in order says what time it is on this network; later ones are measured by it.
void LotusChainView::learn_time() {
  if (knows_time_) return;
  for (const Node& node : nodes_) {
    if (!node.params()) continue;
    time_.genesis_unix_ms = node.params()->genesis_unix_ms.value_or(time_.genesis_unix_ms);
    time_.epoch_ms = node.params()->epoch_ms.value_or(time_.epoch_ms);
    knows_time_ = true;
    return;
  }
}

void LotusChainView::choose_nodes() {
  first_ = nullptr;
  second_ = nullptr;
  for (Node& node : nodes_) {
    if (!node.is_well()) continue;
    if (first_ == nullptr) {
      if (node.finalized().height >= tip_highest_) first_ = &node;
    } else if (node.can_confirm() && node.head().height >= first_->finalized().height) {
      second_ = &node;
      break;
    }
  }
}

/// What was restored before the first time may have been told just before the plugin stopped.
void LotusChainView::confirm_clock() {
  if (!agreed_) reader_.set_told_at(*epoch_now_);
  agreed_ = Agreement{*epoch_now_, now_.monotonic_ms};
}

Epoch LotusChainView::epoch_at(Now now) const {
  const Epoch shown = time_.epoch_at(now.unix_ms);
  if (!agreed_) return shown;
  const Epoch expected =
      agreed_->epoch + (now.monotonic_ms - agreed_->monotonic_ms) / time_.epoch_ms;
  const bool is_jump = shown > expected + clock_jump_min || shown < expected - clock_jump_min;
  return is_jump ? expected : shown;
}

ChainHealth LotusChainView::joint_health() const {
  if (first_ != nullptr) return first_->health().state();
  for (const Node& node : nodes_) {
    // One that did not answer this time is believed a little longer.
    if (node.health().state().trusted && !node.is_well()) return node.health().state();
  }
  ChainHealth health = nodes_.front().health().state();
  if (!health.trusted && nodes_.size() == 1) return health;
  health.trusted = false;
  health.because.clear();
  for (const Node& node : nodes_) {
    const ChainHealth& its = node.health().state();
    const std::string why =
        its.trusted
            ? fmt::format("finalized tipset is {}, another node's was {}", its.tip, tip_highest_)
            : its.because;
    health.because +=
        fmt::format("{}node {}: {}", health.because.empty() ? "" : "; ", node.number(), why);
  }
  return health;
}

void LotusChainView::end_tick() {
  phase_ = Phase::resting;
  const lotus::TickTrouble trouble = reader_.end_tick();
  note_events(feed_.end_tick());
  if (trouble.is_busy) first_->set_back();
  if (trouble.is_open && second_ != nullptr) second_->lapse();
  if (trouble.failed == 0) return;
  events_.emit({Level::warn,
                "rpc_failed",
                {{"node", std::to_string(first_->number())},
                 {"calls", std::to_string(trouble.failed)},
                 {"first", trouble.first}}});
}

void LotusChainView::report_trust(bool was_trusted) {
  if (first_ != nullptr && first_->number() != number_in_use_) {
    number_in_use_ = first_->number();
    events_.emit({Level::info, "node_in_use", {{"node", std::to_string(number_in_use_)}}});
  }
  if (was_judged_ && was_trusted == health_.trusted) return;
  was_judged_ = true;
  Event event{health_.trusted ? Level::info : Level::warn,
              health_.trusted ? "chain_trusted" : "chain_not_trusted",
              {{"head", std::to_string(health_.head)}, {"tip", std::to_string(health_.tip)}}};
  if (!health_.trusted) event.fields.emplace_back("because", health_.because);
  events_.emit(event);
}

void LotusChainView::take(Node& node, const lotus::Call& call, const lotus::Answer& answer) {
  switch (phase_) {
    case Phase::looking: node.take(call, answer); break;
    case Phase::reading:
      node.learn(call, answer);
      if (call.method == lotus::Method::actor_events) {
        feed_.take(call, answer);
        break;
      }
      reader_.take(call, answer, &node == first_ ? lotus::Seat::first : lotus::Seat::second);
      break;
    case Phase::resting: break;
  }
}

bool LotusChainView::is_waiting() const {
  return std::any_of(nodes_.begin(), nodes_.end(),
                     [](const Node& node) { return node.caller().is_waiting(); });
}

ChainCounters LotusChainView::counters() const {
  ChainCounters total;
  std::map<std::string, std::uint64_t> calls_by_method;
  for (const Node& node : nodes_) {
    const ChainCounters of_node = node.caller().counters();
    for (const auto& [method, count] : of_node.calls_by_method) calls_by_method[method] += count;
    total.errors += of_node.errors;
    total.bytes_in += of_node.bytes_in;
    total.in_flight += of_node.in_flight;
  }
  total.calls_by_method.assign(calls_by_method.begin(), calls_by_method.end());
  total.disagreements = reader_.disagreements();
  total.early_warnings = early_warnings_;
  return total;
}

Epoch LotusChainView::next_tick() const {
  if (!last_tick_) return epoch_now_.value_or(0);
  Epoch soonest = lotus::never;
  for (const Node& node : nodes_) {
    if (!node.has_setback()) return *last_tick_ + look_interval();
    soonest = std::min(soonest, node.look_at());
  }
  return std::clamp(soonest, *last_tick_ + 1, *last_tick_ + setback_epochs_max);
}

Epochs LotusChainView::look_interval() const {
  if (reader_.wants_soon()) return 1;
  return health_.trusted ? options_.look_epochs
                         : std::min(options_.look_epochs, distrust_look_epochs);
}

Millis LotusChainView::next_monotonic_ms(Now now) const {
  if (is_idle()) {
    return now.monotonic_ms + std::max<Millis>(1, time_.unix_ms_at(next_tick()) - now.unix_ms);
  }
  Millis next = lotus::never;
  for (const Node& node : nodes_) {
    if (!node.caller().is_idle()) next = std::min(next, node.caller().next_monotonic_ms());
  }
  return std::max(now.monotonic_ms, next);
}

}  // namespace raas
