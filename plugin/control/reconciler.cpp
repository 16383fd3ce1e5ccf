#include "control/reconciler.h"

#include <algorithm>

#include "policy/decide.h"
#include "policy/duration.h"
#include "policy/placement.h"
#include "policy/standing.h"

namespace raas {
namespace {

constexpr Epochs directory_age_max_epochs = epochs_per_hour;
constexpr Epochs listing_retry_epochs = 2;
constexpr Epochs no_place_retry_epochs = epochs_per_hour;
constexpr Epochs full_retry_epochs = 20;
constexpr Epochs follow_up_epochs = epochs_per_day;

std::uint64_t mixed(std::uint64_t x) {  // splitmix64's finalizer
  x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 27U)) * 0x94d049bb133111ebU;
  return x ^ (x >> 31U);
}

std::uint64_t tie_break_of(const IntentKey& key) {
  return mixed(key.job * 0x9e3779b97f4a7c15U + (std::uint64_t{key.slot} << 32U) + key.generation);
}

bool holds_a_place(Standing standing) {
  return standing == Standing::healthy || standing == Standing::expiring ||
         standing == Standing::pending || standing == Standing::faulty ||
         standing == Standing::unknown;
}

}  // namespace

std::vector<JobId> Reconciler::due_jobs(std::size_t limit, bool& left_over) const {
  std::vector<JobId> due;
  const std::vector<Epoch>& looks = book_.looks();
  for (std::size_t i = 0; i < looks.size(); ++i) {
    if (looks[i] > moment_.epoch) continue;
    left_over = due.size() == limit;
    if (left_over) break;
    due.push_back(i + 1);
  }
  return due;
}

Epoch Reconciler::next_epoch() const {
  const std::vector<Epoch>& looks = book_.looks();
  const auto first = std::min_element(looks.begin(), looks.end());
  return first == looks.end() || *first == Book::never_due ? no_epoch : *first;
}

bool Reconciler::reconcile_due(std::size_t limit) {
  bool left_over = false;
  std::vector<Need> needs;
  for (const JobId id : due_jobs(limit, left_over)) {
    JobCell& cell = *book_.find(id);
    if (!knows_hosts_deals(cell)) {
      book_.look_at(id, moment_.epoch + listing_retry_epochs);
      continue;
    }
    follow_up_requests(cell);
    const Plan plan = look(cell, needs);
    record_small_changes(cell, plan);
    book_.look_at(id, next_look(cell, plan));
  }
  std::sort(needs.begin(), needs.end(),
            [](const Need& a, const Need& b) { return a.urgency < b.urgency; });
  for (const Need& need : needs) serve(need);
  return left_over;
}

Epoch Reconciler::next_look(const JobCell& cell, const Plan& plan) const {
  if (cell.job.state == JobState::cancelled && cell.intents.empty()) return Book::never_due;
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
  const auto deals = ports_.deals.list_deals(cell.job.payload_text, options_.deals_listed_max);
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
    }
    Intent quiet = *still;
    quiet.ask_after = moment_.epoch + follow_up_epochs;
    if (over > moment_.epoch) quiet.ask_after = std::min(quiet.ask_after, over);
    book_.keep(quiet);
  }
}

Plan Reconciler::look(JobCell& cell, std::vector<Need>& needs) {
  const Observation seen{.tip = moment_.tip,
                         .now = moment_.epoch,
                         .chain_trusted = ports_.chain.health().trusted,
                         .replicas = cell.replicas,
                         .intents = cell.intents};
  Plan plan = decide(options_.policy, cell.job, seen);
  for (const Action& action : plan.actions) {
    needs.push_back({.urgency = urgency_of(cell.job, seen, plan, action),
                     .action = action,
                     .inputs = inputs_of(options_.policy, cell.job, seen, plan, action)});
  }
  cell.copies_lasting = plan.copies_lasting;
  cell.copies_in_flight = plan.copies_in_flight;
  cell.next = next_text(plan);
  for (const ReplicaId replica : plan.rechecks) ports_.chain.recheck(replica);
  return plan;
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
  for (const Withdrawal& withdrawal : plan.withdrawals) {
    const Intent* intent = book_.intent(withdrawal.key);
    if (intent == nullptr) continue;
    if (intent->state == IntentState::requested) {
      executor_.cancel(intent->request_id);  // the host's answer ends the intent
      continue;
    }
    ledger_.end(
        withdrawal.key,
        {.state = IntentState::cancelled, .fault = Fault::none, .because = withdrawal.because});
  }
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
    if (holds_a_place(standing)) continue;
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

void Reconciler::serve(const Need& need) {
  JobCell& cell = *book_.find(need.urgency.job);
  if (book_.in_flight() >= options_.policy.in_flight_max) {
    cell.next = "waiting: " + std::to_string(book_.in_flight()) + " requests are in flight, " +
                std::to_string(options_.policy.in_flight_max) + " are allowed";
    book_.look_at(cell.job.id, moment_.epoch + full_retry_epochs);
    return;
  }
  const auto provider = choose_provider(cell, need.action);
  if (provider) {
    record(cell, need, *provider);
  } else {
    complain_of_no_place(cell, need.action, provider.error());
  }
}

void Reconciler::record(JobCell& cell, const Need& need, ActorId provider) {
  const Action& action = need.action;
  Intent intent;
  intent.key = {.job = cell.job.id, .slot = action.slot, .generation = action.generation};
  intent.reason = action.reason;
  intent.replaces = action.replaces;
  intent.provider = provider;
  intent.recorded_epoch = moment_.epoch;
  intent.start_epoch_max = moment_.epoch + options_.policy.sealing_max_epochs;
  intent.duration_epochs = deal_duration(options_.policy, cell.job.terms, moment_.epoch);
  intent.piece = cell.job.piece;
  intent.has_price_max = cell.job.terms.price_max.has_value();
  if (intent.has_price_max) intent.price_max = *cell.job.terms.price_max;
  intent.verified = cell.job.terms.verified;
  intent.because = action.because;
  slot_of(cell.job, action.slot).generation = action.generation;
  book_.put(cell.job);
  book_.put(intent);
  journal_.write({.event = "action_planned",
                  .job = cell.job.id,
                  .slot = action.slot,
                  .key = intent.key.text(options_.key_namespace),
                  .because = action.because,
                  .fields = {{"provider", provider_text(provider)},
                             {"action", std::string(name_of(action.reason))}},
                  .inputs = need.inputs});
}

Result<ActorId> Reconciler::choose_provider(const JobCell& cell, const Action& action) {
  if (!ports_.directory.exists()) return no_provider;
  refresh_candidates();
  std::vector<ActorId> taken;
  const Replica* replaced = book_.replica(action.replaces);
  for (const Replica& replica : cell.replicas) {
    const Standing standing = standing_of(options_.policy, cell.job.terms, replica, moment_.tip);
    if (holds_a_place(standing)) taken.push_back(replica.provider);
  }
  for (const Intent& intent : cell.intents) {
    if (intent.provider != no_provider) taken.push_back(intent.provider);
  }
  const IntentKey key{.job = cell.job.id, .slot = action.slot, .generation = action.generation};
  PlacementQuestion question{.candidates = candidates_,
                             .providers_taken = taken,
                             .now = moment_.epoch,
                             .piece_padded_size = cell.job.piece.padded_size,
                             .tie_break = tie_break_of(key)};
  auto chosen = place(options_.policy, cell.job.terms, question);
  if (chosen || action.reason != Reason::renewal || replaced == nullptr) return chosen;
  // Where nobody else will do, the copy is renewed where it is.
  std::erase(taken, replaced->provider);
  question.providers_taken = taken;
  auto same = place(options_.policy, cell.job.terms, question);
  return same ? same : chosen;
}

void Reconciler::refresh_candidates() {
  const bool fresh = candidates_read_epoch_ != no_epoch &&
                     moment_.epoch - candidates_read_epoch_ < directory_age_max_epochs;
  if (!fresh) {
    auto listed = ports_.directory.list();
    if (listed) {
      candidates_ = std::move(*listed);
      candidates_read_epoch_ = moment_.epoch;
    } else {
      journal_.log(Level::warn, "directory_unavailable", {{"because", listed.error().text()}});
    }
  }
  for (Candidate& candidate : candidates_) {
    candidate.rests_until = book_.provider(candidate.provider).rests_until;
    candidate.in_flight = book_.in_flight_at(candidate.provider);
  }
}

void Reconciler::complain_of_no_place(JobCell& cell, const Action& action, const Error& why) {
  const bool told_already = cell.next.ends_with(why.text());
  cell.next = "no provider for slot " + std::to_string(action.slot) + ": " + why.text();
  const Epoch planned = book_.looks()[cell.job.id - 1];
  book_.look_at(cell.job.id, std::min(planned, moment_.epoch + no_place_retry_epochs));
  if (told_already) return;
  journal_.write({.level = Level::warn,
                  .event = "no_provider",
                  .job = cell.job.id,
                  .slot = action.slot,
                  .key = {},
                  .because = why.text(),
                  .fields = {{"action", std::string(name_of(action.reason))}}});
}

}  // namespace raas
