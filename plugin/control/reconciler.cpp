// What of the reconciler looks at jobs.
#include "control/reconciler.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "policy/decide.h"
#include "policy/reputation.h"
#include "policy/standing.h"

namespace raas {
namespace {

constexpr Epochs listing_retry_epochs = 2;
constexpr Epochs queue_retry_epochs = 20;
constexpr Epochs follow_up_epochs = epochs_per_day;

}  // namespace

Epoch Reconciler::next_epoch() const {
  const Epoch first = book_.looks().first();
  const bool any = first != LookTimes::never_due;
  if (queue_.empty()) return any ? first : no_epoch;
  const Epoch again = moment_.epoch + queue_retry_epochs;
  return any ? std::min(first, again) : again;
}

bool Reconciler::reconcile_due(const SliceLimit& limit) {
  check_feed();
  bool left_over = false;
  for (const JobId id : book_.looks().due(moment_.epoch, limit.count, left_over)) {
    held_back_.erase(id);  // it is decided anew
    look_at_job(*book_.find(id));
    if (book_.staged_rows() >= limit.staged_rows) return true;
  }
  // The most urgent of all can only be told when all were looked at.
  return left_over || serve_waiting(limit);
}

void Reconciler::look_at_all() {
  for (JobId id = 1; id <= book_.job_id_max(); ++id) {
    if (book_.looks().of(id) != LookTimes::never_due) book_.look_now(id);
  }
}

bool Reconciler::look_at_job(JobCell& cell) {
  const JobId id = cell.job.id;
  if (!knows_hosts_deals(cell)) {
    queue_.replace(id, {});
    book_.look_at(id, moment_.epoch + listing_retry_epochs);
    return false;
  }
  follow_up_requests(cell);
  const Plan plan = look(cell);
  record_small_changes(cell, plan);
  book_.look_at(id, next_look(cell, plan));
  const bool is_open = !plan.rechecks.empty() && plan.actions.empty();
  if (!is_open) kept_.give_up(id);
  return is_open;
}

Epoch Reconciler::next_look(const JobCell& cell, const Plan& plan) const {
  const bool has_doubtful_copy =
      std::any_of(cell.replicas.begin(), cell.replicas.end(), [this](const Replica& replica) {
        return is_negative(replica.facts.finding) &&
               !is_gone_for_good(options_.policy, replica.facts);
      });
  if (cell.job.state == JobState::cancelled && cell.intents.empty() && !has_doubtful_copy) {
    return LookTimes::never_due;
  }
  Epoch next = std::max(plan.next_look, moment_.epoch + 1);
  for (const Intent& intent : cell.intents) {
    if (intent.state != IntentState::requested) continue;
    next = std::min(next, std::max(intent.ask_after, moment_.epoch + 1));
  }
  return next;
}

// A job without any copy or past intent may be of data that the host has stored long ago.
bool Reconciler::knows_hosts_deals(JobCell& cell) {
  if (!cell.replicas.empty() || !cell.job.slots.empty()) return true;
  if (cell.job.state == JobState::cancelled) return true;
  const auto deals =
      ports_.deals.list_deals(payload_text_for_host(cell.job), options_.deals_listed_max);
  if (!deals) {
    journal_.log(Level::warn, "host_cannot_tell",
                 {{"job", std::to_string(cell.job.id)}, {"because", deals.error().text()}});
    return false;
  }
  for (const HostDeal& deal : *deals) {
    if (deal.key.empty()) ledger_.adopt(cell.job.id, deal);
  }
  return true;
}

// Updates are hints: a request that is quiet for a day, or over its time, is looked up at the host.
void Reconciler::follow_up_requests(JobCell& cell) {
  const std::vector<Intent> intents = cell.intents;
  for (const Intent& intent : intents) {
    if (intent.state != IntentState::requested || intent.ask_after > moment_.epoch) continue;
    const Epoch over = intent.start_epoch_max + options_.policy.start_margin_epochs + 1;
    const Intent* still = &intent;
    if (intent.ask_after != no_epoch) {  // else it was asked for just now
      if (executor_.poll(intent.key)) ledger_.apply_silence(intent.key);
      still = book_.intent(intent.key);
      if (still == nullptr || !is_in_flight(still->state)) {
        executor_.cancel(intent.request_id);
        continue;
      }
      if (still->state != IntentState::requested) continue;  // forgotten: asked again now
    }
    Intent quiet = *still;
    quiet.ask_after = moment_.epoch + follow_up_epochs;
    if (over > moment_.epoch) quiet.ask_after = std::min(quiet.ask_after, over);
    book_.keep(quiet);
  }
}

Observation Reconciler::seen_of(const JobCell& cell) const {
  return {.tip = moment_.tip,
          .now = moment_.epoch,
          .chain_trusted = ports_.chain.health().trusted,
          .doubted_until = doubted_until_,
          .replicas = cell.replicas,
          .intents = cell.intents};
}

Plan Reconciler::look(JobCell& cell) {
  const Observation seen = seen_of(cell);
  Plan plan = decide(options_.policy, cell.job, seen);
  std::vector<WaitingAction> actions;
  const std::uint32_t reliability = plan.actions.empty() ? 0 : holders_reliability(cell);
  for (const Action& action : plan.actions) {
    actions.push_back({.urgency = urgency_of(cell.job, seen, plan, action, reliability),
                       .replaces = action.replaces,
                       .decided_epoch = moment_.epoch});
  }
  queue_.replace(cell.job.id, std::move(actions));
  cell.copies_lasting = plan.copies_lasting;
  cell.copies_in_flight = plan.copies_in_flight;
  cell.next = next_text(plan);
  for (const ReplicaId replica : plan.rechecks) ports_.chain.recheck(replica);
  return plan;
}

/// Of the least reliable provider that proves a copy of the job, by what we have met at it.
std::uint32_t Reconciler::holders_reliability(const JobCell& cell) const {
  constexpr std::uint32_t nothing_told_ppm = 500000;
  std::uint32_t least = std::numeric_limits<std::uint32_t>::max();
  for (const Replica& replica : cell.replicas) {
    if (replica.facts.finding != Finding::proven) continue;
    const ProviderRecord met = book_.provider(replica.provider);
    least = std::min(least, reliability_ppm(nothing_told_ppm,
                                            {.made = met.deals_made, .failed = met.deals_failed}));
  }
  return least;
}

void Reconciler::record_small_changes(JobCell& cell, const Plan& plan) {
  for (const Move& move : plan.moves) {
    const Replica* replica = book_.replica(move.replica);
    if (replica == nullptr) continue;
    Replica moved = *replica;
    moved.slot = move.slot;
    book_.put(moved);
    journal_.write({.event = "copy_moved",
                    .job = cell.job.id,
                    .slot = move.slot,
                    .key = {},
                    .because = "a spare copy fills the slot",
                    .fields = {{"replica", std::to_string(move.replica)}}});
  }
  for (const Withdrawal& withdrawal : plan.withdrawals) executor_.withdraw(withdrawal);
  if (plan.job_done && cell.job.state != JobState::done) {
    cell.job.state = JobState::done;
    book_.put(cell.job);
    journal_.write({.event = "job_done",
                    .job = cell.job.id,
                    .slot = 0,
                    .key = {},
                    .because = "its end date has passed",
                    .fields = {{"end_epoch", std::to_string(cell.job.terms.end_epoch)}}});
  }
  prune(cell);
}

// A copy that is gone is kept until its slot has a successor, so that the reason for it stays
// visible.
void Reconciler::prune(const JobCell& cell) {
  std::vector<ReplicaId> gone;
  for (const Replica& replica : cell.replicas) {
    const Standing standing = standing_of(options_.policy, cell.job.terms, replica, moment_.tip);
    // One that may come back is not forgotten, else it would be one too many then.
    if (occupies_provider(options_.policy, standing, replica.facts)) continue;
    const bool replaced =
        std::any_of(cell.replicas.begin(), cell.replicas.end(), [&](const Replica& other) {
          return other.id != replica.id && other.slot == replica.slot &&
                 other.facts.finding == Finding::proven &&
                 standing_of(options_.policy, cell.job.terms, other, moment_.tip) ==
                     Standing::healthy;
        });
    const bool spare = replica.slot == 0 || replica.slot > cell.job.terms.copies_target;
    const bool over = cell.job.state == JobState::done || cell.job.state == JobState::cancelled;
    if (replaced || spare || over) gone.push_back(replica.id);
  }
  for (const ReplicaId replica : gone) {
    journal_.write({.level = Level::debug,
                    .event = "copy_dropped",
                    .job = cell.job.id,
                    .slot = 0,
                    .key = {},
                    .because = "gone and replaced, or not needed",
                    .fields = {{"replica", std::to_string(replica)}}});
    ledger_.remove(replica);
  }
}

void Reconciler::restore_budget() {
  std::vector<const Intent*> fresh;
  for (const Intent* intent : book_.intents()) {
    const Epochs age = moment_.epoch - intent->recorded_epoch;
    if (age >= 0 && age < epochs_per_hour) fresh.push_back(intent);
  }
  std::sort(fresh.begin(), fresh.end(),
            [](const Intent* a, const Intent* b) { return a->recorded_epoch < b->recorded_epoch; });
  for (const Intent* intent : fresh) {
    budget_.spend(intent->recorded_epoch, intent->provider, intent->piece.padded_size);
  }
}

void Reconciler::check_feed() {
  const std::size_t copies = book_.replica_count();
  const bool was_doubted = !doubt_.empty();
  doubt_.clear();
  if (guard_.is_suspect(options_.policy, moment_.epoch, copies)) {
    doubt_ = std::to_string(guard_.bad_copies(options_.policy, moment_.epoch)) + " of " +
             std::to_string(copies) + " copies are said to be gone within " +
             std::to_string(options_.policy.feed_hold_epochs) + " epochs, more than " +
             std::to_string(options_.policy.feed_bad_share_max_percent) + " % is not believed";
  }
  if (was_doubted == !doubt_.empty()) return;
  if (was_doubted) {
    // Most came back, so the last ones that did not may only not have been read again yet.
    doubted_until_ = moment_.tip;
    look_at_all();
    journal_.log(Level::info, "feed_believed", {});
  } else {
    journal_.log(Level::error, "feed_doubted", {{"because", doubt_}});
  }
}

void Reconciler::check_outages() {
  const OutageWatch::Directory directory{
      .copies_at = [this](ActorId provider) { return book_.replicas_at(provider); },
      .organisation_of = [this](ActorId provider) { return placer_.organisation_of(provider); }};
  for (const OutageNews& news : guard_.outages().update(options_.policy, directory)) {
    const Fields fields{{"who", news.name},
                        {"providers", std::to_string(news.providers)},
                        {"copies_down", std::to_string(news.copies_down)},
                        {"copies", std::to_string(news.copies)}};
    if (news.is_over) {
      journal_.log(Level::info, "outage_over", fields);
    } else {
      journal_.log(Level::warn, "outage_began", fields);
    }
  }
}

}  // namespace raas
