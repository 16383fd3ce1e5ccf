#include "control/service.h"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <utility>

#include "policy/standing.h"

namespace raas {
namespace {

constexpr Millis pump_interval_max_ms = 60000;
constexpr Millis store_retry_ms = 1000;
constexpr std::size_t jobs_between_progress = 250000;
constexpr Epochs setback_min = epochs_per_hour;
constexpr const char* feed_released_cursor = "feed_released_epoch";
constexpr const char* chain_cursor_name = "chain_events";
constexpr const char* chain_time_name = "chain_time";

}  // namespace

Service::Service(const Ports& ports, ServiceOptions options)
    : ports_(ports),
      options_(std::move(options)),
      journal_(book_, ports_.events),
      ledger_(book_, ports_, options_, guard_, journal_),
      executor_(book_, ports_, options_, ledger_, journal_),
      reconciler_(book_, ports_, options_, ledger_, executor_, guard_, journal_),
      intake_(book_, options_, ledger_, journal_),
      requests_(book_, ports_, options_, journal_),
      reporter_(book_, ports_, options_, requests_, journal_),
      auditor_(book_, ports_, options_, requests_, reporter_, journal_),
      census_(book_, options_) {}

Status Service::open(Now now) {
  auto contents = ports_.store.load([this](StoredJob&& stored) { load(std::move(stored)); });
  if (!contents) return contents.error().within("load");
  const std::string intents = std::to_string(contents->intents.size());
  book_.load(std::move(*contents));
  if (const auto cursor = book_.cursor(chain_cursor_name)) ports_.chain.resume(*cursor);
  if (auto resumed = resume_time(); !resumed) return resumed.error().within("load");
  intake_.resume();
  if (auto loaded = requests_.load(); !loaded) return loaded.error().within("load");
  hooks_durable_seq_ = intake_.written_seq();
  executor_.doubt_all();
  set_now(now);
  if (auto loaded = reporter_.load(); !loaded) return loaded.error().within("load");
  reconciler_.restore_budget();
  restore_guard();
  book_.rest();
  (void)census_.ask();  // Who asks first need not wait for the count.
  journal_.log(Level::info, "started",
               {{"jobs", std::to_string(book_.job_count())},
                {"copies", std::to_string(book_.replica_count())},
                {"intents", intents}});
  return {};
}

void Service::load(StoredJob&& stored) {
  for (const Replica& replica : stored.replicas) {
    if (replica.record != ChainRecord::none) ports_.chain.watch(replica);
    watch_outage(guard_.outages(), replica);
    // Without a sector it never was active: that a deal fails to start is no reason for doubt.
    if (!is_negative(replica.facts.finding) || !replica.sector) continue;
    if (is_past_its_end(replica)) continue;
    gone_at_start_.push_back({replica.id, replica.job, replica.facts.since});
  }
  book_.load(std::move(stored));
  if (book_.job_count() % jobs_between_progress != 0) return;
  journal_.log(Level::info, "loading",
               {{"jobs", std::to_string(book_.job_count())},
                {"copies", std::to_string(book_.replica_count())}});
}

Status Service::resume_time() {
  const auto text = book_.cursor(chain_time_name);
  if (!text) return {};
  const auto time = ChainTime::parse(*text);
  if (!time) return time.error().within(chain_time_name);
  ports_.chain.resume_time(*time);
  return {};
}

// Every epoch in the book is counted from one genesis: this state belongs to that network for good.
void Service::keep_time() {
  if (!ports_.chain.knows_time() || book_.cursor(chain_time_name)) return;
  book_.put(Cursor{chain_time_name, ports_.chain.time().text()});
}

// Copies that turned bad shortly before a restart are doubted after it as they were before.
void Service::restore_guard() {
  if (const auto released = book_.cursor(feed_released_cursor)) {
    guard_.release(std::strtoll(released->c_str(), nullptr, 10));
  }
  for (const GoneCopy& copy : std::exchange(gone_at_start_, {})) {
    guard_.turned_bad(copy.replica, copy.job, copy.since);
  }
}

Result<std::size_t> Service::release_feed() {
  const std::size_t bad = guard_.bad_copies(options_.policy, moment_.epoch);
  book_.put(Cursor{std::string(feed_released_cursor), std::to_string(moment_.epoch)});
  if (!commit()) return Error{Code::unavailable, store_trouble_};
  guard_.release(moment_.epoch);
  journal_.log(Level::warn, "feed_released", {{"copies", std::to_string(bad)}});
  return bad;
}

void Service::set_now(Now now) {
  moment_ = {.now = now, .epoch = ports_.chain.epoch_at(now), .tip = ports_.chain.health().tip};
  moment_.sure = ports_.chain.has_confirmed_clock() ? moment_.epoch : no_epoch;
  journal_.set_moment(moment_);
  ledger_.set_moment(moment_);
  executor_.set_moment(moment_);
  reconciler_.set_moment(moment_);
  intake_.set_moment(moment_);
  requests_.set_moment(moment_);
  reporter_.set_moment(moment_);
  auditor_.set_moment(moment_);
  census_.set_moment(moment_);
}

void Service::stop() {
  stopping_ = true;
  executor_.release_all();
}

PumpOutcome Service::pump(Now now) {
  ++pumps_;
  set_now(now);
  // An epoch that is reckoned from the wrong genesis ends deals that are under way.
  const bool can_decide = ports_.chain.knows_time();
  const std::size_t staged_rows = book_.staged_rows();
  const SliceLimit news{.count = options_.events_per_slice,
                        .staged_rows = staged_rows + options_.rows_per_slice * 2 / 3};
  executor_.take(intake_.drain(news));
  ChainReport report = ports_.chain.advance(now);
  set_now(now);  // the tip, or even the network's clock, may be news
  keep_time();
  take_readings(std::move(report.readings), news);
  if (!report.cursor.empty()) book_.put(Cursor{chain_cursor_name, report.cursor});

  const bool is_deciding = can_decide && !stopping_;
  if (is_deciding) notice_setback();
  Requests::Step followed{.jobs = {}, .next_monotonic_ms = now.monotonic_ms + pump_interval_max_ms};
  if (is_deciding) followed = follow_contracts(now);
  const SliceLimit looks{.count = options_.jobs_per_slice,
                         .staged_rows = staged_rows + options_.rows_per_slice};
  const bool more = is_deciding && reconciler_.reconcile_due(looks);
  if (commit() && is_deciding) {
    executor_.act();
    reporter_.act();
    (void)commit();  // outcomes: if they are lost, the host is asked again under the same keys
  }
  PumpOutcome outcome;
  const bool is_news_left = !intake_.empty() || !readings_.empty();
  const bool is_count_left = census_.go_on();
  outcome.more = ((more || is_news_left) && store_ok_) || is_count_left || report.more;
  outcome.waiting = followed.is_waiting || ports_.chain.is_waiting();
  outcome.drained = stopping_ && store_ok_ && !is_news_left;
  outcome.next_monotonic_ms =
      next_monotonic(std::min(report.next_monotonic_ms, followed.next_monotonic_ms), outcome.more);
  outcome.hooks_durable_seq = hooks_durable_seq_;
  return outcome;
}

// A clock that was wrong at the start is found out by the first node that is well. What was put off
// until the epochs that it showed would wait for them.
void Service::notice_setback() {
  const Epoch before = std::exchange(epoch_decided_, moment_.epoch);
  if (before - moment_.epoch < setback_min) return;
  journal_.log(Level::warn, "clock_went_back",
               {{"from", std::to_string(before)}, {"to", std::to_string(moment_.epoch)}});
  reconciler_.look_at_all();
  executor_.wait_no_more();
}

Requests::Step Service::follow_contracts(Now now) {
  Requests::Step step = requests_.advance(now);
  for (const JobId job : step.jobs) reporter_.notice(job);
  const Auditor::Step audit = auditor_.advance(now);
  step.next_monotonic_ms = std::min(step.next_monotonic_ms, audit.next_monotonic_ms);
  step.is_waiting = step.is_waiting || audit.is_waiting;
  const Reporter::Step sending = reporter_.advance(now);
  step.next_monotonic_ms = std::min(step.next_monotonic_ms, sending.next_monotonic_ms);
  step.is_waiting = step.is_waiting || sending.is_waiting;
  return step;
}

// In the order in which the chain told them: of two readings of one copy the newer one counts.
void Service::take_readings(std::vector<Reading> news, const SliceLimit& limit) {
  std::move(news.begin(), news.end(), std::back_inserter(readings_));
  for (std::size_t taken = 0; taken < limit.count && !readings_.empty(); ++taken) {
    take(readings_.front());
    readings_.pop_front();
    if (book_.staged_rows() >= limit.staged_rows) return;
  }
}

void Service::take(const Reading& reading) {
  ledger_.apply(reading);
  if (reading.facts.finding != Finding::proven) return;
  if (const Replica* replica = book_.replica(reading.replica)) reporter_.notice(replica->job);
}

bool Service::commit() {
  const std::uint64_t written = intake_.written_seq();
  const Status done = book_.commit(ports_.store);
  book_.rest();
  if (done) {
    if (!store_ok_) journal_.log(Level::info, "store_available", {});
    store_ok_ = true;
    hooks_durable_seq_ = written;
    return true;
  }
  ++commits_failed_;
  if (store_ok_)
    journal_.log(Level::error, "store_unavailable", {{"because", done.error().text()}});
  store_ok_ = false;
  store_trouble_ = done.error().text();
  return false;
}

Millis Service::next_monotonic(Millis chain_next, bool more) const {
  const Now& now = moment_.now;
  if (more) return now.monotonic_ms;
  Millis next = std::min(now.monotonic_ms + pump_interval_max_ms, chain_next);
  if (!store_ok_) next = std::min(next, now.monotonic_ms + store_retry_ms);
  const ChainTime& time = ports_.chain.time();
  const Millis into_epoch_ms =
      std::clamp<Millis>(now.unix_ms - time.unix_ms_at(moment_.epoch), 0, time.epoch_ms);
  for (const Epoch epoch :
       {reconciler_.next_epoch(), executor_.next_epoch(), reporter_.next_epoch()}) {
    if (epoch == no_epoch) continue;
    const Millis in_ms = (epoch - moment_.epoch) * time.epoch_ms - into_epoch_ms;
    next = std::min(next, now.monotonic_ms + std::max<Millis>(0, in_ms));
  }
  return std::max(next, now.monotonic_ms);
}

}  // namespace raas
