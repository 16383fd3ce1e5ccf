#include "control/executor.h"

#include <algorithm>
#include <tuple>
#include <vector>

#include "policy/standing.h"
#include "policy/withdraw.h"

namespace raas {
namespace {

constexpr Epochs doubt_again_epochs = 2;
constexpr Epochs fetch_look_epochs = 10;
constexpr Epochs fetch_retry_min_epochs = 20;
constexpr Epochs fetch_retry_max_epochs = epochs_per_hour * 6;
constexpr Epochs recheck_wait_epochs = 5;

Epochs epochs_of(Millis ms, const ChainTime& time) {
  return std::max<Epochs>(1, (ms + time.epoch_ms - 1) / time.epoch_ms);
}

}  // namespace

void Executor::doubt_all() {
  for (const Intent* intent : book_.intents()) doubts_.insert(intent->key);
}

void Executor::take(const std::vector<Fetch>& fetches) {
  for (const Fetch& fetch : fetches) {
    bool is_waited_for = false;
    for (auto& [job, staging] : stagings_) {
      if (staging.fetch_id != fetch.id) continue;
      is_waited_for = true;
      write(staging, fetch, job);
    }
    // Of an instance before this one, or of before stop().
    if (!is_waited_for) let_go(fetch);
  }
}

void Executor::let_go(const Fetch& fetch) {
  if (fetch.state == FetchState::ready) ports_.data.release(fetch.data_handle);
}

void Executor::release_all() {
  for (const auto& [job, staging] : stagings_) {
    if (staging.data_handle != 0) ports_.data.release(staging.data_handle);
  }
  stagings_.clear();
}

bool Executor::poll(const IntentKey& key) {
  const auto deal = ports_.deals.find_request(key.text(options_.key_namespace));
  if (deal) {
    ledger_.apply(key, *deal);
    return true;
  }
  if (deal.error().code() != Code::not_found) return false;
  ledger_.apply_unknown(key);
  return true;
}

void Executor::withdraw(const Withdrawal& withdrawal) {
  const auto in_flight = [this, &withdrawal]() -> const Intent* {
    const Intent* intent = book_.intent(withdrawal.key);
    return intent != nullptr && is_in_flight(intent->state) ? intent : nullptr;
  };
  const Intent* intent = in_flight();
  if (intent == nullptr) return;
  if (intent->state != IntentState::requested) {
    // It may have been asked for, and only the answer was lost.
    if (!poll(withdrawal.key)) return;
    intent = in_flight();
    if (intent == nullptr) return;
  }
  if (intent->state == IntentState::requested) return cancel(intent->request_id);
  ledger_.end(
      withdrawal.key,
      {.state = IntentState::cancelled, .fault = Fault::none, .because = withdrawal.because});
}

void Executor::act() {
  resolve_doubts();
  for (const std::uint64_t request : cancellations_) {
    if (auto done = ports_.deals.cancel(request);
        !done && done.error().code() == Code::unavailable) {
      journal_.log(Level::debug, "cancel_refused",
                   {{"request", std::to_string(request)}, {"because", done.error().text()}});
    }
  }
  cancellations_.clear();
  std::vector<IntentKey> keys;
  for (const auto& [key, unused] : book_.unasked()) keys.push_back(key);
  to_fetch_.clear();
  for (const IntentKey& key : keys) step(key);
  fetch_most_urgent();
  release_unused();
}

void Executor::wait_no_more() {
  for (auto& [job, staging] : stagings_) staging.look_again = moment_.epoch;
  std::vector<Intent> put_off;
  for (const Intent* intent : book_.intents()) {
    if (intent->ask_after > moment_.epoch) put_off.push_back(*intent);
  }
  for (const Intent& intent : put_off) postpone(intent, 0);
}

void Executor::resolve_doubts() {
  for (auto at = doubts_.begin(); at != doubts_.end();) {
    const IntentKey key = *at;
    const bool told = book_.intent(key) == nullptr || poll(key);
    if (!told) {
      journal_.log(Level::warn, "host_cannot_tell", {{"key", key.text(options_.key_namespace)}});
      return;
    }
    at = doubts_.erase(at);
  }
}

void Executor::step(const IntentKey& key) {
  const Intent* known = book_.intent(key);
  if (known == nullptr || known->state == IntentState::requested) return;
  if (doubts_.contains(key) || known->ask_after > moment_.epoch) return;
  const Intent intent = *known;
  if (moment_.epoch >= intent.start_epoch_max) {
    if (moment_.sure < intent.start_epoch_max) return;
    ledger_.end(key, {.state = IntentState::failed,
                      .fault = Fault::none,
                      .because = "could not be asked for before its start epoch " +
                                 std::to_string(intent.start_epoch_max)});
    return;
  }
  // The client changed the terms: it is withdrawn when the job is looked at.
  if (!objection_to(intent, book_.find(key.job)->job.terms).empty()) return;
  if (!is_staged(intent) || !is_still_needed(intent)) return;
  ask_deal(intent, stagings_[key.job].data_handle);
}

bool Executor::is_staged(const Intent& intent) {
  const auto found = stagings_.find(intent.key.job);
  if (found == stagings_.end()) {
    to_fetch_.push_back(intent.key);
    return false;
  }
  Staging& staging = found->second;
  if (staging.state == FetchState::ready) return true;
  if (staging.look_again > moment_.epoch) return false;
  if (staging.state == FetchState::failed) {
    to_fetch_.push_back(intent.key);
    return false;
  }
  const auto fetch = ports_.data.get_fetch(staging.fetch_id);
  if (fetch) {
    write(staging, *fetch, intent.key.job);
    return staging.state == FetchState::ready;
  }
  staging.look_again = moment_.epoch + fetch_look_epochs;
  if (fetch.error().code() == Code::not_found) ask_fetch(intent, staging);
  return false;
}

// What failed waits beside the staging: data that cannot be had must not keep that of others out.
void Executor::fetch_most_urgent() {
  auto room = static_cast<std::ptrdiff_t>(options_.fetches_max);
  for (const auto& [job, staging] : stagings_) room -= staging.state == FetchState::failed ? 0 : 1;
  if (room <= 0) return;
  std::vector<std::tuple<std::uint32_t, Epoch, IntentKey>> by_urgency;
  for (const IntentKey& key : to_fetch_) {
    by_urgency.emplace_back(book_.find(key.job)->copies_lasting, book_.intent(key)->recorded_epoch,
                            key);
  }
  std::sort(by_urgency.begin(), by_urgency.end());
  for (const auto& [copies, recorded, key] : by_urgency) {
    if (room == 0) return;
    Staging& staging = stagings_[key.job];
    // Asked for another slot of the same job just now.
    if (staging.state == FetchState::running || staging.look_again > moment_.epoch) continue;
    const Intent intent = *book_.intent(key);
    ask_fetch(intent, staging);
    if (staging.state == FetchState::running) --room;
  }
}

void Executor::ask_fetch(const Intent& intent, Staging& staging) {
  const JobCell* cell = book_.find(intent.key.job);
  std::vector<FetchSource> sources;
  for (const Replica& replica : cell->replicas) {
    if (replica.facts.finding != Finding::proven) continue;
    sources.push_back({.provider = replica.provider, .piece = replica.piece, .deal = replica.deal});
  }
  const auto id = ports_.data.fetch(payload_text_for_host(cell->job), sources);
  if (id) {
    staging.fetch_id = *id;
    staging.state = FetchState::running;
    staging.look_again = moment_.epoch + fetch_look_epochs;
    if (intent.state == IntentState::recorded) {
      Intent fetching = intent;
      fetching.state = IntentState::fetching;
      book_.keep(fetching);
    }
    return;
  }
  const HostRefusal& refusal = id.error();
  const bool may_take_it_later = refusal.error.code() == Code::unavailable;
  const Epochs advised = epochs_of(refusal.retry_after_ms, ports_.chain.time());
  // That the host is busy says nothing of this data: the next one need not wait for longer.
  const Epochs wait =
      has_failed(staging, may_take_it_later ? std::max(advised, fetch_retry_min_epochs)
                                            : std::max(advised, longer_each_time(staging)));
  postpone(intent, wait);
  journal_.write({.level = may_take_it_later ? Level::warn : Level::error,
                  .event = "fetch_refused",
                  .job = intent.key.job,
                  .slot = 0,
                  .key = {},
                  .because = refusal.error.text(),
                  .fields = {{"again_in_epochs", std::to_string(wait)}}});
}

/// The first wait is 20 minutes; each further one is twice as long.
Epochs Executor::longer_each_time(Staging& staging) {
  staging.failures = std::min(staging.failures + 1, 10U);
  return fetch_retry_min_epochs << staging.failures;
}

Epochs Executor::has_failed(Staging& staging, Epochs wait) {
  wait = std::min(wait, fetch_retry_max_epochs);
  staging.look_again = moment_.epoch + wait;
  staging.fetch_id = 0;
  staging.state = FetchState::failed;
  return wait;
}

void Executor::write(Staging& staging, const Fetch& fetch, JobId job) {
  if (fetch.state == FetchState::running) {
    staging.look_again = moment_.epoch + fetch_look_epochs;
    return;
  }
  if (fetch.state == FetchState::ready) {
    staging.state = FetchState::ready;
    staging.data_handle = fetch.data_handle;
    return;
  }
  const Epochs wait = has_failed(staging, longer_each_time(staging));
  journal_.write({.level = Level::warn,
                  .event = "fetch_failed",
                  .job = job,
                  .slot = 0,
                  .key = {},
                  .because = fetch.message.empty() ? "the host gave no reason" : fetch.message,
                  .fields = {{"again_in_epochs", std::to_string(wait)}}});
}

// Hours may lie between the decision and the data: a faulty copy may have come back meanwhile.
bool Executor::is_still_needed(const Intent& intent) {
  if (intent.reason != Reason::repair || intent.replaces == 0) return true;
  const Replica* replaced = book_.replica(intent.replaces);
  if (replaced == nullptr || replaced->facts.finding == Finding::dead) return true;
  const Epochs age = moment_.tip - replaced->facts.read_at;
  if (age <= options_.policy.reading_age_max_epochs) return true;
  ports_.chain.recheck(replaced->id);
  postpone(intent, recheck_wait_epochs);
  return false;
}

void Executor::ask_deal(const Intent& intent, std::uint64_t data_handle) {
  const JobCell* cell = book_.find(intent.key.job);
  DealRequest request;
  request.key = intent.key.text(options_.key_namespace);
  request.payload_text = payload_text_for_host(cell->job);
  request.piece = intent.piece;
  request.provider = intent.provider;
  request.data_handle = data_handle;
  request.duration_epochs = intent.duration_epochs;
  request.start_epoch_max = intent.start_epoch_max;
  if (intent.has_price_max) request.price_max = intent.price_max;
  request.verified = intent.verified;
  request.label = request.payload_text;
  request.reason = intent.reason;
  if (intent.provider == no_provider) {
    request.providers_excluded = cell->job.terms.providers_excluded;
    for (const Replica& replica : cell->replicas) {
      if (is_gone_for_good(options_.policy, replica.facts)) continue;
      request.providers_excluded.push_back(replica.provider);
    }
    std::sort(request.providers_excluded.begin(), request.providers_excluded.end());
  }
  const auto id = ports_.deals.make_deal(request);
  if (!id) {
    refuse(intent, id.error());
    return;
  }
  Intent asked = intent;
  asked.state = IntentState::requested;
  asked.request_id = *id;
  asked.ask_after = no_epoch;
  book_.put(asked);
  book_.look_now(intent.key.job);
  journal_.write({.event = "deal_requested",
                  .job = intent.key.job,
                  .slot = intent.key.slot,
                  .key = request.key,
                  .because = intent.because,
                  .fields = {{"reason", std::string(name_of(intent.reason))},
                             {"provider", provider_text(intent.provider)},
                             {"request", std::to_string(*id)},
                             {"start_epoch_max", std::to_string(intent.start_epoch_max)},
                             {"duration_epochs", std::to_string(intent.duration_epochs)}}});
}

void Executor::refuse(const Intent& intent, const HostRefusal& refusal) {
  if (refusal.error.code() == Code::unavailable) {
    postpone(intent, std::max<Epochs>(10, epochs_of(refusal.retry_after_ms, ports_.chain.time())));
    journal_.log(
        refusal.no_funds ? Level::error : Level::warn,
        refusal.no_funds ? "no_funds" : "deal_postponed",
        {{"key", intent.key.text(options_.key_namespace)}, {"because", refusal.error.text()}});
    return;
  }
  const bool conflict = refusal.error.code() == Code::corrupt;
  ledger_.end(intent.key, {.state = IntentState::failed,
                           .fault = conflict ? Fault::none : Fault::provider,
                           .because = refusal.error.text()});
}

void Executor::postpone(const Intent& intent, Epochs by) {
  const Intent* known = book_.intent(intent.key);
  if (known == nullptr) return;
  Intent later = *known;
  later.ask_after = moment_.epoch + by;
  book_.keep(later);
}

void Executor::release_unused() {
  for (auto at = stagings_.begin(); at != stagings_.end();) {
    if (is_needed(at->first) || is_on_its_way(at->second)) {
      ++at;
      continue;
    }
    if (at->second.data_handle != 0) ports_.data.release(at->second.data_handle);
    at = stagings_.erase(at);
  }
}

bool Executor::is_needed(JobId job) const {
  const auto first = book_.unasked().lower_bound(IntentKey{.job = job});
  return first != book_.unasked().end() && first->first.job == job;
}

// Data that nobody waits for any more arrives all the same, and would lie in the staging for good.
bool Executor::is_on_its_way(Staging& unused) {
  if (unused.state != FetchState::running) return false;
  if (unused.look_again > moment_.epoch) return true;
  const auto fetch = ports_.data.get_fetch(unused.fetch_id);
  unused.look_again = moment_.epoch + fetch_look_epochs;
  if (!fetch) return fetch.error().code() != Code::not_found;
  unused.state = fetch->state;
  unused.data_handle = fetch->data_handle;
  return fetch->state == FetchState::running;
}

Epoch Executor::next_epoch() const {
  Epoch next = no_epoch;
  const auto earlier = [&next](Epoch epoch) {
    next = next == no_epoch ? epoch : std::min(next, epoch);
  };
  if (!doubts_.empty()) earlier(moment_.epoch + doubt_again_epochs);
  for (const auto& [job, staging] : stagings_) {
    const bool is_looked_at = staging.state == FetchState::running && !is_needed(job);
    if (is_looked_at) earlier(std::max(staging.look_again, moment_.epoch + 1));
  }
  for (const auto& [key, unused] : book_.unasked()) {
    const Intent* intent = book_.intent(key);
    const auto staging = stagings_.find(key.job);
    Epoch at = std::max(intent->ask_after, moment_.epoch + 1);
    if (staging != stagings_.end() && staging->second.state != FetchState::ready) {
      at = std::max(at, staging->second.look_again);
    }
    earlier(at);
  }
  return next;
}

}  // namespace raas
