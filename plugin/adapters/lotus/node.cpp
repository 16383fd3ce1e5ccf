#include "adapters/lotus/node.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace raas::lotus {
namespace {

constexpr Epochs probe_interval_epochs = epochs_per_day;
constexpr Epochs probe_retry_epochs = epochs_per_hour;
constexpr std::uint32_t lapses_max = 3;
constexpr Epochs lapse_rest_epochs = epochs_per_hour;

/// 1, 2, 4, 8, 10 epochs, each up to half as much more.
Epochs setback_epochs(std::uint32_t setbacks, std::uint64_t random) {
  constexpr Epochs epochs_max = 10;
  const Epochs base = std::min(epochs_max, Epochs{1} << std::min<std::uint32_t>(setbacks - 1, 4));
  return std::min(epochs_max,
                  base + static_cast<Epochs>(random % (static_cast<std::uint64_t>(base) / 2 + 1)));
}

/// Whether the node has said something about the call, if only that it does not serve it.
bool is_settled(const Answer& answer) {
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

bool is_tipset(Method method) {
  return method == Method::chain_head || method == Method::finalized_tipset;
}

}  // namespace

Node::Node(std::size_t number, const NodeOptions& options, Transport& transport, Events& events)
    : number_(number),
      options_(options),
      events_(events),
      caller_(transport, options.calls),
      health_(options.health) {}

void Node::begin_look(Now now, Epoch epoch) {
  ++looks_;
  if (epoch < looked_at_) {  // the host's clock came back from where these were set
    probe_at_ = std::min(probe_at_, epoch);
    confirms_from_ = std::min(confirms_from_, epoch);
  }
  looked_at_ = epoch;
  asked_unix_ms_ = now.unix_ms;
  is_asked_ = true;
  is_fresh_ = false;
  head_.reset();
  finalized_.reset();
  failed_ = 0;
  if (is_probed_) report_capabilities();
  if (is_probed_ && epoch < probe_at_) {
    look();
  } else {
    probe();
  }
}

void Node::skip_look() {
  is_asked_ = false;
  is_fresh_ = false;
}

/// All at once, so that it goes out as a batch: that shows whether the node takes those. Later only
/// what the node did not serve: what it serves no more shows by itself.
void Node::probe() {
  stage_ = Stage::probing;
  has_params_answer_ = false;
  caller_.queue({.method = Method::network_params, .params = "[]", .subject = {}});
  ask_tipsets();
  for (const Method method : probed_methods()) {
    const bool is_known = capabilities_.was_heard_of(method) && capabilities_.serves(method);
    if (is_probed_ && is_known) continue;
    caller_.queue({.method = method, .params = "[]", .subject = {}, .is_probe = true});
  }
}

void Node::look() {
  stage_ = Stage::looking;
  ask_tipsets();
}

/// For those that have not come yet.
void Node::ask_tipsets() {
  if (!head_) caller_.queue({.method = Method::chain_head, .params = "[]", .subject = {}});
  if (!finalized_) {
    caller_.queue({.method = Method::finalized_tipset, .params = "[]", .subject = {}});
  }
}

bool Node::step() {
  switch (stage_) {
    case Stage::resting: return false;
    case Stage::probing: end_probe(); return true;
    case Stage::looking: stage_ = Stage::resting; return true;
  }
  return false;
}

void Node::end_probe() {
  if (!caller_.uses_batches() && !probes_single_) {
    probes_single_ = true;
    probe();
    return;
  }
  if (!has_params_answer_ && !is_probed_) {
    stage_ = Stage::resting;
    head_.reset();  // It says too little of itself to be believed.
    return;
  }
  probe_at_ = looked_at_ + (has_params_answer_ ? probe_interval_epochs : probe_retry_epochs);
  is_probed_ = true;
  report_capabilities();
  look();
}

void Node::take(const Call& call, const Answer& answer) {
  switch (stage_) {
    case Stage::probing:
      static_cast<void>(capabilities_.learn(call.method, answer));
      if (call.method == Method::network_params) take_params(answer);
      if (answer.has_error()) {
        if (!is_settled(answer)) note_trouble(call, answer.error());
      } else if (is_tipset(call.method)) {
        take_tipset(call, answer);
      }
      break;
    case Stage::looking: take_tipset(call, answer); break;
    case Stage::resting: break;
  }
}

void Node::take_params(const Answer& answer) {
  has_params_answer_ = is_settled(answer);
  if (!has_params_answer_) return;
  params_ = NetworkParams{};
  if (answer.has_error()) return;
  if (auto params = decode_network_params(**answer)) params_ = *params;
}

void Node::take_tipset(const Call& call, const Answer& answer) {
  if (answer.has_error()) {
    note_trouble(call, answer.error());
    return;
  }
  auto tipset = decode_tipset(**answer);
  if (!tipset) {
    caller_.count_error();
    note_trouble(call, {Trouble::broken, tipset.error().text()});
    return;
  }
  (call.method == Method::chain_head ? head_ : finalized_) = std::move(*tipset);
}

void Node::end_look(const ChainTime& time) {
  if (!is_asked_) return;
  if (failed_ != 0) {
    events_.emit({Level::warn,
                  "rpc_failed",
                  {{"node", std::to_string(number_)},
                   {"calls", std::to_string(failed_)},
                   {"first", first_failure_}}});
  }
  if (!head_ || !finalized_) {
    health_.saw_nothing(first_failure_);
    set_back();
    return;
  }
  is_fresh_ = true;
  setbacks_ = 0;
  look_at_ = no_epoch;
  health_.saw(*head_, *finalized_, asked_unix_ms_, time);
}

void Node::set_back() {
  ++setbacks_;
  const std::uint64_t random = mixed(options_.calls.seed ^ looks_);
  look_at_ = looked_at_ + setback_epochs(setbacks_, random);
}

void Node::lapse() {
  if (++lapses_ < lapses_max) return;
  lapses_ = lapses_max - 1;
  confirms_from_ = looked_at_ + lapse_rest_epochs;
}

void Node::learn(const Call& call, const Answer& answer) {
  if (!capabilities_.learn(call.method, answer)) return;
  // What is served has changed under us. A method that is there but turned off (`application`)
  // looks to a probe as if it were on.
  const bool is_off = answer.has_error() && answer.error().trouble == Trouble::application;
  if (!is_off) probe_at_ = looked_at_;
  report_capabilities();
}

void Node::note_trouble(const Call& call, const CallError& error) {
  if (failed_++ == 0) first_failure_ = fmt::format("{}: {}", name_of(call.method), error.text);
}

void Node::report_capabilities() {
  const Mode mode = capabilities_.mode();
  const std::string missing = capabilities_.missing();
  const bool is_blind = mode == Mode::market && options_.needs_sectors;
  Event event{is_blind ? Level::error : Level::info,
              "node_capability",
              {{"node", std::to_string(number_)},
               {"mode", std::string(name_of(mode))},
               {"batches", caller_.uses_batches() ? "yes" : "no"},
               {"missing", missing.empty() ? "nothing" : missing}}};
  if (is_blind) {
    event.fields.emplace_back("because",
                              "faults are seen only when a sector is terminated, 42 days later: "
                              "use a node that serves more");
  }
  std::string text;
  for (const auto& [key, value] : event.fields) text.append(value).push_back(' ');
  if (text == std::exchange(reported_, text)) return;
  events_.emit(event);
}

}  // namespace raas::lotus
