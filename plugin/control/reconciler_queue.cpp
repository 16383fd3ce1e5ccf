// What of the reconciler serves those that wait.
#include <algorithm>
#include <utility>

#include "control/reconciler.h"
#include "policy/decide.h"
#include "policy/duration.h"

namespace raas {
namespace {

constexpr Epochs no_place_retry_epochs = epochs_per_hour;

}  // namespace

std::string Reconciler::limit_reached(const WaitingAction& next, const Piece& piece) {
  const Claim kept = kept_.before(next.urgency);
  std::string limit;
  if (book_.in_flight() + kept.deals >= options_.policy.in_flight_max) {
    limit = std::to_string(book_.in_flight()) + " requests are in flight, " +
            std::to_string(options_.policy.in_flight_max) + " are allowed";
  } else {
    limit = budget_.objection(options_.policy, moment_.epoch, piece.padded_size, kept);
  }
  if (!limit.empty() && kept.deals != 0) {
    limit += "; " + std::to_string(kept.deals) + " more wait for a reading and come before it";
  }
  return limit;
}

bool Reconciler::serve_waiting(const SliceLimit& limit) {
  if (!std::exchange(is_serving_, true)) {
    check_outages();
    kept_.give_up_long_kept(moment_.epoch);
    left_alone_.clear();
  }
  limit_.clear();
  for (std::size_t served = 0; !queue_.empty(); ++served) {
    if (served == limit.count) return true;
    if (served > 0 && book_.staged_rows() >= limit.staged_rows) return true;
    JobCell& cell = *book_.find(queue_.front().urgency.job);
    limit_ = limit_reached(queue_.front(), cell.job.piece);
    if (!limit_.empty()) break;
    const WaitingAction next = queue_.take();
    if (!doubt_.empty() && guard_.concerns(cell.job.id)) {
      hold_back(next);
    } else if (guard_.outages().holds(options_.policy, next.replaces, moment_.tip)) {
      left_alone_.insert(cell.job.id);
      hold_back(next);
    } else if (next.decided_epoch != moment_.epoch) {
      // What was decided may not be needed any more, or must be known anew: a minute or two, in
      // which its place must not go to whoever can wait.
      if (look_at_job(cell)) kept_.keep(next.urgency, cell.job.piece.padded_size, moment_.epoch);
    } else {
      serve(cell, next.urgency.slot);
    }
  }
  is_serving_ = false;
  for (auto& [job, actions] : std::exchange(held_back_, {})) {
    queue_.replace(job, std::move(actions));
  }
  return false;
}

std::size_t Reconciler::waiting() const {
  std::size_t actions = queue_.size();
  for (const auto& [job, held] : held_back_) actions += held.size();
  return actions;
}

void Reconciler::hold_back(const WaitingAction& action) {
  held_back_[action.urgency.job].push_back(action);
}

std::string Reconciler::waits_for(JobId job) const {
  if (!queue_.has(job) && !held_back_.contains(job)) return {};
  if (!doubt_.empty() && guard_.concerns(job)) return doubt_;
  if (left_alone_.contains(job)) {
    return "its provider is out with most of its copies, left alone for " +
           std::to_string(options_.policy.outage_hold_epochs) + " epochs";
  }
  return limit_.empty() ? "its turn" : limit_;
}

// Decided once more, which tells the action in full, with what was served of the job before it.
void Reconciler::serve(JobCell& cell, SlotNumber slot) {
  const Observation seen = seen_of(cell);
  const Plan plan = decide(options_.policy, cell.job, seen);
  const auto action = std::find_if(plan.actions.begin(), plan.actions.end(),
                                   [slot](const Action& each) { return each.slot == slot; });
  if (action == plan.actions.end()) return;  // Something came in between: not needed any more.
  const auto provider = placer_.choose(cell, *action);
  if (provider) {
    record(cell, *action, inputs_of(options_.policy, cell.job, seen, plan, *action), *provider);
  } else {
    complain_of_no_place(cell, *action, provider.error());
  }
}

void Reconciler::record(JobCell& cell, const Action& action, Inputs inputs, ActorId provider) {
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
  budget_.spend(moment_.epoch, provider, intent.piece.padded_size);
  journal_.write({.event = "action_planned",
                  .job = cell.job.id,
                  .slot = action.slot,
                  .key = intent.key.text(options_.key_namespace),
                  .because = action.because,
                  .fields = {{"provider", provider_text(provider)},
                             {"action", std::string(name_of(action.reason))}},
                  .inputs = std::move(inputs)});
}

void Reconciler::complain_of_no_place(JobCell& cell, const Action& action, const Error& why) {
  const bool told_already = cell.next.ends_with(why.text());
  cell.next = "no provider for slot " + std::to_string(action.slot) + ": " + why.text();
  const Epoch planned = book_.looks().of(cell.job.id);
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
