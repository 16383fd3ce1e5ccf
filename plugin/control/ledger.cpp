#include "control/ledger.h"

#include <algorithm>

#include "policy/backoff.h"
#include "policy/reputation.h"
#include "policy/settle.h"
#include "policy/standing.h"

namespace raas {
namespace {

ChainRecord record_of(const HostDeal& deal) {
  if (deal.deal) return ChainRecord::deal;
  if (deal.claim) return ChainRecord::claim;
  return deal.sector ? ChainRecord::sector : ChainRecord::none;
}

bool is_same_copy(const Replica& replica, const HostDeal& deal) {
  const bool chosen_since = replica.provider == no_provider && replica.record == ChainRecord::none;
  if (replica.provider != deal.provider && !chosen_since) return false;
  const ChainRecord record = record_of(deal);
  if (replica.record == ChainRecord::none || record == ChainRecord::none) {
    return replica.record == record || replica.facts.finding == Finding::unsealed;
  }
  if (replica.record != record) return false;
  if (record == ChainRecord::sector) return replica.sector == deal.sector;
  return replica.deal == (deal.deal ? *deal.deal : *deal.claim);
}

bool has_failed(HostDealState state) {
  return is_terminal(state) && state != HostDealState::active;
}

std::string failure_text(const HostDeal& deal) {
  return deal.message.empty() ? "the host gave no reason" : deal.message;
}

void remember(ProviderRecord& record, bool was_made) {
  const Experience met =
      remembered({.made = record.deals_made, .failed = record.deals_failed}, was_made);
  record.deals_made = met.made;
  record.deals_failed = met.failed;
}

HostStage stage_of(HostDealState state) {
  switch (state) {
    case HostDealState::accepted:
    case HostDealState::recorded:
    case HostDealState::proposed:
    case HostDealState::other_running: return HostStage::running;
    case HostDealState::published:
    case HostDealState::sealing: return HostStage::published;
    case HostDealState::active: return HostStage::active;
    case HostDealState::failed: return HostStage::failed;
    case HostDealState::cancelled: return HostStage::cancelled;
    case HostDealState::expired: return HostStage::expired;
    case HostDealState::other_terminal: return HostStage::ended;
  }
  return HostStage::not_told;
}

}  // namespace

Slot& slot_of(Job& job, SlotNumber number) {
  const auto at = std::lower_bound(job.slots.begin(), job.slots.end(), number,
                                   [](const Slot& slot, SlotNumber n) { return slot.number < n; });
  if (at != job.slots.end() && at->number == number) return *at;
  return *job.slots.insert(at, Slot{.number = number});
}

void Ledger::apply(const IntentKey& key, const HostDeal& deal) {
  if (book_.find(key.job) == nullptr) {
    journal_.log(Level::warn, "unknown_job", {{"key", deal.key}});
    return;
  }
  const Intent* intent = book_.intent(key);
  if (intent == nullptr) {
    // Ended on our side already; if the host made the copy after all, it is a copy like any other.
    if (!has_failed(deal.state) && record_of(deal) != ChainRecord::none)
      adopt(key.job, deal, key.slot);
    return;
  }
  if (!has_failed(deal.state)) follow(*intent, deal);
  settle_by(key, {.stage = stage_of(deal.state), .fault = deal.fault, .message = deal.message});
}

void Ledger::apply_unknown(const IntentKey& key) {
  settle_by(key, {.stage = HostStage::not_known});
}

// Writes down how far the host is, and the copy as soon as it has a record on chain.
void Ledger::follow(Intent intent, const HostDeal& deal) {
  const Intent before = intent;
  intent.state = IntentState::requested;
  intent.data_handle = 0;
  intent.request_id = deal.request_id;
  if (intent.provider == no_provider) intent.provider = deal.provider;
  if (record_of(deal) != ChainRecord::none && deal.provider != no_provider) {
    const Replica* known = book_.replica(intent.replica);
    Replica replica = known != nullptr ? *known : Replica{};
    replica.job = intent.key.job;
    replica.slot = known != nullptr ? known->slot : intent.key.slot;
    replica.made_by_us = true;
    if (replica.start_epoch == no_epoch) replica.start_epoch = intent.start_epoch_max;
    if (replica.end_epoch == no_epoch) {
      replica.end_epoch = intent.start_epoch_max + intent.duration_epochs;
    }
    intent.replica = put_replica(replica, deal);
  }
  if (!(intent == before)) book_.put(intent);
  if (before.state != IntentState::requested) tell_found(intent);
}

// The host was asked, and the process ended before that was written down.
void Ledger::tell_found(const Intent& intent) {
  journal_.write({.event = "deal_requested",
                  .job = intent.key.job,
                  .slot = intent.key.slot,
                  .key = intent.key.text(options_.key_namespace),
                  .because = "the host has it already",
                  .fields = {{"reason", std::string(name_of(intent.reason))},
                             {"provider", provider_text(intent.provider)},
                             {"request", std::to_string(intent.request_id)}}});
}

void Ledger::settle_by(const IntentKey& key, HostDealSummary told) {
  const Intent* known = book_.intent(key);
  if (known == nullptr) return;
  const Intent intent = *known;
  const Replica* copy = book_.replica(intent.replica);
  if (copy != nullptr) {
    told.copy = standing_of(options_.policy, book_.find(key.job)->job.terms, *copy, moment_.tip);
    // As for copies that were proven: what is said to be gone is not believed at once.
    const bool is_doubtful =
        is_negative(copy->facts.finding) && !is_gone_for_good(options_.policy, copy->facts);
    if (is_doubtful) told.copy = Standing::unknown;
  }
  const Settlement settlement = settle(options_.policy, intent, told, moment_.sure);
  switch (settlement.outcome) {
    case Outcome::in_flight: return;
    case Outcome::awaiting_chain:
      if (told.stage == HostStage::not_known) tell_forgotten(intent, "its deal is waited for");
      return;
    case Outcome::ask_again: ask_again(intent); return;
    case Outcome::settled:
      if (copy != nullptr) take_over(intent, *copy);
      return;
    case Outcome::failed:
      end(key,
          {.state = IntentState::failed, .fault = settlement.fault, .because = settlement.because});
      return;
    case Outcome::cancelled:
      end(key,
          {.state = IntentState::cancelled, .fault = Fault::none, .because = settlement.because});
      return;
  }
}

// The host has forgotten what it had accepted: the same key, the same request, once more.
void Ledger::ask_again(Intent intent) {
  intent.state = IntentState::recorded;
  intent.request_id = 0;
  intent.ask_after = no_epoch;
  book_.put(intent);
  tell_forgotten(intent, "it is asked again");
}

void Ledger::tell_forgotten(const Intent& intent, const std::string& consequence) {
  journal_.write(
      {.level = Level::warn,
       .event = "request_forgotten",
       .job = intent.key.job,
       .slot = intent.key.slot,
       .key = intent.key.text(options_.key_namespace),
       .because = "the host does not know a request that it had accepted: " + consequence,
       .fields = {}});
}

ReplicaId Ledger::put_replica(Replica replica, const HostDeal& deal) {
  const Replica before = replica;
  replica.provider = deal.provider;
  if (record_of(deal) != ChainRecord::none) replica.record = record_of(deal);
  if (deal.deal || deal.claim) replica.deal = deal.deal ? *deal.deal : *deal.claim;
  if (deal.sector) replica.sector = deal.sector;
  if (!deal.piece.cid.empty()) replica.piece = deal.piece;
  if (deal.start_epoch != no_epoch) replica.start_epoch = deal.start_epoch;
  if (deal.end_epoch != no_epoch) replica.end_epoch = deal.end_epoch;
  if (replica.facts.finding == Finding::unknown && deal.state != HostDealState::active) {
    replica.facts = {.finding = Finding::unsealed, .since = moment_.epoch};
  }
  if (replica.facts.finding == Finding::unsealed && deal.state == HostDealState::active) {
    replica
        .facts = {};  // what the host says is not what the chain says: not known until it is read
  }
  if (replica.start_epoch == no_epoch) {
    replica.start_epoch = moment_.epoch + options_.policy.sealing_max_epochs;
  }
  if (replica.id == 0) replica.id = book_.next_replica_id();
  if (replica == before) return replica.id;
  book_.put(replica);
  // The piece of an aggregate is not the client's own.
  learn_piece(replica.job, deal.inclusion ? deal.inclusion->segment : replica.piece);
  if (replica.record != ChainRecord::none) ports_.chain.watch(replica);
  book_.look_now(replica.job);
  return replica.id;
}

void Ledger::adopt(JobId job, const HostDeal& deal, SlotNumber slot) {
  JobCell* cell = book_.find(job);
  const auto known = std::find_if(cell->replicas.begin(), cell->replicas.end(),
                                  [&](const Replica& r) { return is_same_copy(r, deal); });
  if (has_failed(deal.state)) {
    if (known != cell->replicas.end() && known->facts.finding == Finding::unsealed) {
      journal_.write({.event = "copy_failed",
                      .job = job,
                      .slot = known->slot,
                      .key = {},
                      .because = failure_text(deal),
                      .fields = {}});
      remove(known->id);
    }
    return;
  }
  if (known != cell->replicas.end()) {
    put_replica(*known, deal);
    return;
  }
  Replica found;
  found.job = job;
  found.slot = slot;
  found.made_by_us = slot != 0;
  const ReplicaId id = put_replica(found, deal);
  journal_.write(
      {.event = "copy_adopted",
       .job = job,
       .slot = slot,
       .key = deal.key,
       .because = "the host has made this deal",
       .fields = {{"replica", std::to_string(id)},
                  {"provider", provider_text(deal.provider)},
                  {"deal", std::to_string(deal.deal.value_or(deal.claim.value_or(0)))}}});
}

void Ledger::learn_piece(JobId id, const Piece& piece) {
  if (piece.cid.empty()) return;
  JobCell* cell = book_.find(id);
  if (!cell->job.piece.cid.empty()) return;
  cell->job.piece = piece;
  book_.put(cell->job);
}

void Ledger::apply(const Reading& reading) {
  const Replica* known = book_.replica(reading.replica);
  if (known == nullptr) return;
  Replica replica = *known;
  const Finding before = replica.facts.finding;
  replica.facts = reading.facts;
  if (reading.sector) replica.sector = reading.sector;
  if (reading.start_epoch != no_epoch) replica.start_epoch = reading.start_epoch;
  if (reading.end_epoch != no_epoch) replica.end_epoch = reading.end_epoch;
  if (reading.piece) replica.piece = *reading.piece;
  take_down(*known, replica);
  JobCell* cell = book_.find(replica.job);
  book_.look_now(replica.job);
  if (is_bad_turn(before, replica)) {
    guard_.turned_bad(replica.id, replica.job, moment_.epoch);
  } else if (is_there(replica.facts.finding)) {
    guard_.turned_good(replica.id);
  }
  watch_outage(guard_.outages(), replica);
  if (before != replica.facts.finding) {
    journal_.write({.level = Level::debug,
                    .event = "finding_changed",
                    .job = replica.job,
                    .slot = replica.slot,
                    .key = {},
                    .because = "was " + std::string(name_of(before)) + ", is " +
                               std::string(name_of(replica.facts.finding)),
                    .fields = {{"replica", std::to_string(replica.id)},
                               {"provider", provider_text(replica.provider)},
                               {"since", std::to_string(replica.facts.since)},
                               {"read_at", std::to_string(replica.facts.read_at)}}});
  }
  learn_piece(replica.job, replica.piece);
  for (const Intent& intent : cell->intents) {
    if (intent.replica != replica.id) continue;
    settle_by(intent.key, {});
    break;
  }
}

// A restart may forget that the same was read once more: it is read again before it is acted upon.
void Ledger::take_down(const Replica& known, const Replica& read) {
  if (read == known) return;
  Replica same = read;
  same.facts = known.facts;
  const bool is_news = !(same == known) || !says_the_same(options_.policy, known.facts, read.facts);
  is_news ? book_.put(read) : book_.keep(read);
}

void Ledger::take_over(Intent intent, const Replica& replica) {
  intent.state = IntentState::settled;
  book_.put(intent);
  JobCell* cell = book_.find(intent.key.job);
  Slot& slot = slot_of(cell->job, intent.key.slot);
  if (slot.failures != 0 || slot.not_before != no_epoch) {
    slot.failures = 0;
    slot.not_before = no_epoch;
    book_.put(cell->job);
  }
  ProviderRecord record = book_.provider(replica.provider);
  record.failures_in_row = 0;
  remember(record, true);
  book_.put(record);
  journal_.write({.event = "copy_active",
                  .job = intent.key.job,
                  .slot = intent.key.slot,
                  .key = intent.key.text(options_.key_namespace),
                  .because = "proven on chain",
                  .fields = {{"replica", std::to_string(replica.id)},
                             {"provider", provider_text(replica.provider)},
                             {"deal", std::to_string(replica.deal)},
                             {"end_epoch", std::to_string(replica.end_epoch)}}});
  book_.look_now(intent.key.job);
}

void Ledger::end(const IntentKey& key, const Ending& ending) {
  const Intent* known = book_.intent(key);
  if (known == nullptr) return;
  Intent intent = *known;
  const bool failed = ending.state == IntentState::failed;
  intent.state = ending.state;
  intent.because += intent.because.empty() ? ending.because : "; ended: " + ending.because;
  book_.put(intent);
  JobCell* cell = book_.find(key.job);
  const Replica* copy = book_.replica(intent.replica);
  if (copy != nullptr && copy->facts.finding != Finding::proven) remove(copy->id);
  if (failed) {
    Slot& slot = slot_of(cell->job, key.slot);
    slot.failures += 1;
    slot.not_before =
        moment_.epoch + slot_backoff(options_.policy, slot.failures, key.job * 1000003U + key.slot);
    book_.put(cell->job);
  }
  if (failed && ending.fault == Fault::provider && intent.provider != no_provider) {
    ProviderRecord record = book_.provider(intent.provider);
    record.failures_in_row += 1;
    remember(record, false);
    record.rests_until = moment_.epoch + provider_rest(options_.policy, record.failures_in_row);
    book_.put(record);
  }
  journal_.write({.level = failed ? Level::warn : Level::info,
                  .event = failed ? "intent_failed" : "intent_cancelled",
                  .job = key.job,
                  .slot = key.slot,
                  .key = key.text(options_.key_namespace),
                  .because = ending.because,
                  .fields = {{"provider", provider_text(intent.provider)}}});
  book_.look_now(key.job);
}

void Ledger::remove(ReplicaId replica) {
  guard_.outages().is_up(replica);
  ports_.chain.forget(replica);
  book_.remove(replica);
}

}  // namespace raas
