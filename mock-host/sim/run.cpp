#include "sim/run.h"

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "plugin_api.h"
#include "sim/node_course.h"
#include "sim/plugin_limits.h"

namespace mock {
namespace {

constexpr std::int64_t epoch_ms = 30000;
constexpr int pumps_at_one_epoch_max = 100000;
constexpr std::uint32_t destroy_ms = 10000;

AggregatorOptions aggregator_options(const Scenario& scenario) {
  AggregatorOptions options;
  options.database.clear();  // The aggregator itself is never restarted.
  options.chain = scenario.chain;
  options.chain.seed = scenario.run.seed;
  options.population = scenario.population;
  options.population.seed = scenario.run.seed;
  options.population.count = scenario.run.providers;
  options.pace = scenario.pace;
  options.pace.seed = scenario.run.seed;
  options.first_deal_duration = scenario.first_deal_duration;
  return options;
}

/// Warnings and worse of the plugin go to stderr.
void show_log(raas_log_level level, std::string_view event, std::string_view message) {
  if (level < RAAS_LOG_ERROR) return;
  std::fprintf(stderr, "plugin: %.*s %.*s\n", static_cast<int>(event.size()), event.data(),
               static_cast<int>(message.size()), message.data());
}

}  // namespace

SimRun::SimRun(const Setup& setup)
    : setup_(setup),
      begin_(setup.scenario.chain.start_epoch),
      end_(begin_ + setup.scenario.run.epochs),
      store_(setup.scenario.run.seed, setup.scenario.run.jobs),
      aggregator_(aggregator_options(setup.scenario), store_),
      rpc_(aggregator_.chain(), node_options(setup.scenario)),
      node_(rpc_, aggregator_.chain(), troubles_of(setup.scenario)),
      scope_(setup.options.quiet ? LogSink() : LogSink(show_log)),
      tables_(aggregator_, node_, scope_,
              {.providers = true, .rpc = true, .rpc_in_flight_max = 64}),
      judge_(aggregator_, limits_of(setup.scenario.plugin_config)),
      trace_(setup.options.trace, aggregator_),
      weather_(setup.scenario.run.seed, setup.scenario.weather, aggregator_.providers(), begin_),
      course_(setup.scenario.events, begin_),
      providers_(aggregator_, setup.scenario.run.seed),
      progress_(setup.options.quiet) {
  aggregator_.book().observe(trace_);
}

HostClock SimRun::clock() const {
  const Epoch now = aggregator_.now();
  return {.unix_ms = (aggregator_.chain().options().genesis_unix * 1000) + now * epoch_ms,
          .monotonic_ms = (now - begin_) * epoch_ms};
}

Outcome<void> SimRun::start() {
  const auto& options = setup_.options;
  const PluginChoice choice{.name = "raas",
                            .file = options.plugin,
                            .directory = options.plugin.parent_path(),
                            .sha256 = {},
                            .enabled = true};
  auto loaded = load_plugin(choice, tables_.extension_ids());
  if (!loaded) return loaded.error();
  library_ = *loaded;
  if (auto started = start_instance(); !started) return started;
  clients_.emplace(Clients::Parts{aggregator_, store_, *plugin_, judge_, trace_}, setup_.scenario);
  aggregator_.book().observe(*clients_);
  return {};
}

Outcome<void> SimRun::start_instance() {
  // Always in the same place: the clients keep a reference.
  plugin_.emplace(
      PluginInstance::Parts{library_, tables_, scope_, aggregator_.outbox()},
      PluginInstance::Options{.config = setup_.scenario.plugin_config,
                              .state_dir = setup_.state_dir,
                              .pump_idle_ms = setup_.scenario.pump_idle_epochs * epoch_ms},
      [this] {
        const std::lock_guard lock(wake_lock_);
        woken_ = true;
        wake_signal_.notify_one();
      });
  return plugin_->start(clock());
}

void SimRun::wait_for_wake() {
  using namespace std::chrono_literals;
  std::unique_lock lock(wake_lock_);
  wake_signal_.wait_for(lock, 5s, [this] { return woken_; });
  woken_ = false;
}

Outcome<void> SimRun::settle() {
  if (aggregator_.now() < rests_until_) return {};
  rests_until_ = aggregator_.now() + setup_.scenario.pump_gap_epochs;
  const auto now = clock();
  bool due = plugin_->next_pump_ms() <= now.monotonic_ms;
  for (int pumps = 0; due || plugin_->wants_pump(now); ++pumps) {
    if (pumps == pumps_at_one_epoch_max) {
      return Refusal{RAAS_E_INTERNAL, "epoch " + std::to_string(aggregator_.now()) +
                                          ": the plugin does not come to rest"};
    }
    due = false;
    const auto pumped = plugin_->pump(now);
    if (!pumped) return pumped.error();
    aggregator_.commit();
    // Only a plugin with a network of its own waits for something that is not in our hands.
    if (pumped->waiting && !plugin_->wants_pump(now)) wait_for_wake();
  }
  return {};
}

Epoch SimRun::next_stop() const {
  const Epoch now = aggregator_.now();
  const auto pump_epoch = begin_ + (plugin_->next_pump_ms() + epoch_ms - 1) / epoch_ms;
  Epoch next = std::min(end_, std::max(pump_epoch, rests_until_));
  for (const auto& event : {aggregator_.next_event(), weather_.next_event(), course_.next_event(),
                            clients_->next_event()}) {
    if (event) next = std::min(next, *event);
  }
  return std::max(next, now + 1);
}

Outcome<void> SimRun::run() {
  if (auto settled = settle(); !settled) return settled;
  while (aggregator_.now() < end_) {
    aggregator_.advance_to(next_stop());
    if (auto happened = let_happen(); !happened) return happened;
    aggregator_.commit();
    if (auto settled = settle(); !settled) return settled;
    judge_.look_around();
    if (setup_.options.stop_at_first && !judge_.violations_so_far().empty()) {
      end_ = aggregator_.now();
    }
    progress_.show(aggregator_.now() - begin_, setup_.scenario.run.epochs, judge_);
  }
  return {};
}

Outcome<void> SimRun::let_happen() {
  for (const auto& event : weather_.take(aggregator_.now())) {
    event.returns ? providers_.come_back(event.provider) : providers_.leave(event.provider);
    trace_.weather(event);
  }
  for (const auto& turn : course_.take(aggregator_.now())) {
    const auto& happening = setup_.scenario.events[turn.event];
    trace_.event(happening, turn);
    if (auto applied = apply(happening, turn); !applied) return applied;
  }
  clients_->act(clock());
  return {};
}

Outcome<void> SimRun::apply(const Happening& happening, const Turn& turn) {
  providers_.apply(happening, turn);
  clients_->apply(happening, turn);
  hinder(happening, !turn.ends);
  const bool stops = happening.kind == HappeningKind::restart;
  if (!stops && happening.kind != HappeningKind::kill) return {};
  if (stops) {
    auto stopped = plugin_->stop(clock(), clock().monotonic_ms + epoch_ms);
    if (!stopped) return stopped;
  }
  if (!plugin_->destroy(destroy_ms)) {
    return Refusal{RAAS_E_INTERNAL, "destroy did not return in time"};
  }
  if (!stops) aggregator_.staging().lose_all();
  return start_instance();
}

void SimRun::hinder(const Happening& happening, bool begins) {
  const bool is_back = !begins;
  if (happening.kind == HappeningKind::no_funds) {
    means_.has_funds = is_back;
    judge_.hindered(Hindrance::no_funds, begins);
  } else if (happening.kind == HappeningKind::no_datacap) {
    means_.has_datacap = is_back;
    judge_.hindered(Hindrance::no_datacap, begins);
  } else if (happening.kind == HappeningKind::node) {
    const bool lies = happening.trouble == NodeTrouble::lying;
    return judge_.hindered(lies ? Hindrance::node_lies : Hindrance::node_silent, begins);
  }
  aggregator_.book().set_means(means_);
}

Outcome<std::string> SimRun::report(double wall_seconds) {
  JudgeNotes notes;
  notes.seed = setup_.scenario.run.seed;
  notes.epochs = setup_.scenario.run.epochs;
  const auto listing = list_jobs(*plugin_, clock());
  if (!listing) return listing.error();
  notes.jobs_by_state = listing->by_state;
  notes.payloads_known_to_plugin = listing->payloads;
  notes.rpc_calls = rpc_.calls();
  notes.rpc_replies_spoiled = node_.spoiled();
  notes.rpc_replies_bent = node_.bent();
  notes.misuses = scope_.misuses();
  for (const auto& refusal : clients_->refusals()) notes.misuses.push_back(refusal);
  if (auto stopped = plugin_->stop(clock(), clock().monotonic_ms + epoch_ms); !stopped) {
    notes.misuses.push_back("stop: " + stopped.error().text);
  }
  if (!plugin_->destroy(destroy_ms)) notes.misuses.emplace_back("destroy did not return in time");
  notes.host_calls = scope_.calls();
  notes.wall_seconds = wall_seconds;
  return judge_.report(notes);
}

}  // namespace mock
