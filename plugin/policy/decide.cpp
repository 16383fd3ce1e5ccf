#include "policy/decide.h"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

#include "policy/agenda.h"
#include "policy/backoff.h"
#include "policy/epoch_math.h"
#include "policy/module.h"
#include "policy/slots.h"
#include "policy/standing.h"
#include "policy/summary.h"
#include "policy/withdraw.h"

namespace raas {
namespace {

/// What the modules together say of one slot.
struct SlotNeed {
  const SlotState* slot = nullptr;
  Reason reason = Reason::replication;
  bool replace = false;
  bool recheck = false;
  bool waits = false;        ///< Its copy may come back, or the bad news may be wrong.
  std::string because = {};  ///< Of a replacement or of what it waits for.
};

class Planner {
 public:
  Planner(const Policy& policy, const Job& job, const Observation& seen)
      : policy_(policy),
        job_(job),
        seen_(seen),
        layout_(lay_out(policy, job, seen)),
        agenda_(policy, seen) {}

  [[nodiscard]] Plan plan() &&;

 private:
  [[nodiscard]] bool rests();
  void act();
  void withdraw(std::vector<Withdrawal> more);
  void look_at_copies();
  void read_until_believed(const Replica& replica);
  [[nodiscard]] SlotNeed need_of(const SlotState& slot);
  void serve(const SlotNeed& need, std::uint64_t& left);
  [[nodiscard]] Action action_for(const SlotNeed& need) const;
  void recheck(ReplicaId replica);
  void wait_for(const SlotState& slot, const std::string& what);
  [[nodiscard]] std::uint64_t room(const std::vector<SlotNeed>& needs) const;
  [[nodiscard]] bool is_too_late() const;
  [[nodiscard]] std::string enough_text() const;

  const Policy& policy_;
  const Job& job_;
  const Observation& seen_;
  Layout layout_;
  Agenda agenda_;
  Plan plan_;
  std::string waiting_;          ///< Why the first slot that waits does so.
  Epoch renewal_at_ = no_epoch;  ///< The first one.
};

Plan Planner::plan() && {
  plan_.copies_lasting = layout_.lasting;
  plan_.copies_in_flight = layout_.in_flight;
  if (!rests()) act();
  // What is withdrawn counts until it is gone, and may leave room then.
  if (!plan_.withdrawals.empty()) agenda_.soon();
  plan_.next_look = agenda_.next_look();
  return std::move(plan_);
}

/// Whether nothing at all is to be made for the job now.
bool Planner::rests() {
  const bool is_over = job_.state == JobState::cancelled || job_.state == JobState::done;
  const bool is_chain_known = seen_.chain_trusted && is_known(seen_.tip);
  if (job_.state == JobState::cancelled) {
    // The client's word needs no chain.
    plan_.because = "the job is cancelled";
    plan_.withdrawals = withdraw_all(seen_, plan_.because);
    if (is_chain_known) look_at_copies();
    return true;
  }
  if (job_.state == JobState::paused) {
    plan_.withdrawals = withdraw_all(seen_, "the job is paused");
  } else {
    plan_.withdrawals = withdraw_outdated(job_, seen_);
  }
  if (!is_chain_known) {
    plan_.because = is_known(seen_.tip) ? "the chain is not trusted now" : "no tipset was read yet";
    agenda_.soon();
    return true;
  }
  plan_.job_done = is_known(job_.terms.end_epoch) && seen_.tip >= job_.terms.end_epoch;
  if (plan_.job_done || is_over) {
    plan_.because = plan_.job_done
                        ? "the job ended at epoch " + std::to_string(job_.terms.end_epoch)
                        : "the job is done";
    plan_.withdrawals = withdraw_all(seen_, plan_.because);
    look_at_copies();
    return true;
  }
  agenda_.at_tip(job_.terms.end_epoch);
  if (job_.state == JobState::paused) {
    look_at_copies();
    plan_.because = "the job is paused; " + copies_text(job_.terms, layout_);
    return true;
  }
  return false;
}

/// Besides what is withdrawn already.
void Planner::withdraw(std::vector<Withdrawal> more) {
  std::vector<Withdrawal>& all = plan_.withdrawals;
  for (Withdrawal& one : more) {
    const auto has_its_key = [&one](const Withdrawal& other) { return other.key == one.key; };
    if (std::none_of(all.begin(), all.end(), has_its_key)) all.push_back(std::move(one));
  }
  std::sort(all.begin(), all.end(),
            [](const Withdrawal& a, const Withdrawal& b) { return a.key < b.key; });
}

void Planner::act() {
  plan_.moves = layout_.moves;
  withdraw(withdraw_unneeded(job_, seen_, layout_));
  look_at_copies();

  std::vector<SlotNeed> needs;
  for (const SlotState& slot : layout_.slots) {
    if (!slot.in_flight()) needs.push_back(need_of(slot));
  }
  // Where there is not room for all, slots whose copy is gone come before those whose copy still is
  // there.
  std::stable_partition(needs.begin(), needs.end(), [](const SlotNeed& need) {
    return need.slot->view.holder == nullptr || need.slot->view.standing == Standing::lost ||
           need.slot->view.standing == Standing::expired ||
           need.slot->view.standing == Standing::failed;
  });
  std::uint64_t left = room(needs);
  for (const SlotNeed& need : needs) serve(need, left);

  if (!plan_.actions.empty()) {
    plan_.because = waiting_;
    return;
  }
  plan_.because = copies_text(job_.terms, layout_);
  if (!waiting_.empty()) {
    plan_.because += "; " + waiting_;
  } else if (is_known(renewal_at_)) {
    plan_.because += "; first renewal due at epoch " + std::to_string(renewal_at_);
  }
}

/// What changes by itself with copies that are on their way, and readings that are missing: also of
/// a job that is over, since it may come back.
void Planner::look_at_copies() {
  for (const Replica& replica : seen_.replicas) {
    const Epoch until = waited_for_until(policy_, replica);
    const bool is_overdue = is_known(until) && seen_.tip > until;
    switch (standing_of(policy_, job_.terms, replica, seen_.tip)) {
      case Standing::pending:
        agenda_.at_tip(later_by(until, is_known(until) ? 1 : 0));
        if (is_negative(replica.facts.finding)) read_until_believed(replica);
        break;
      case Standing::unknown:
        if (is_overdue || is_negative(replica.facts.finding)) recheck(replica.id);
        break;
      case Standing::lost: read_until_believed(replica); break;
      case Standing::healthy:
      case Standing::expiring:
      case Standing::faulty:
      case Standing::expired:
      case Standing::failed: break;
    }
  }
  for (const Intent& intent : seen_.intents) {
    if (!is_in_flight(intent.state)) continue;
    agenda_.at_clock(later_by(later_by(intent.start_epoch_max, policy_.start_margin_epochs), 1));
  }
}

/// Whether it holds a slot or not: what is believed to be gone is forgotten, and forgotten for two
/// wrong hours a day apart it would be one copy too many. So it is for one that is not sealed yet,
/// which nobody reads otherwise before its start epoch.
void Planner::read_until_believed(const Replica& replica) {
  if (is_gone_for_good(policy_, replica.facts)) return;
  const Epoch again = later_by(replica.facts.read_at, policy_.reading_age_max_epochs + 1);
  if (again <= seen_.tip) return recheck(replica.id);
  agenda_.at_tip(again);
}

SlotNeed Planner::need_of(const SlotState& slot) {
  SlotNeed need{.slot = &slot};
  for (const Module& module : modules()) {
    Verdict verdict = module.examine(policy_, job_, seen_, slot.view);
    agenda_.at_tip(verdict.look_at);
    if (module.reason == Reason::renewal && is_known(verdict.look_at)) {
      renewal_at_ =
          is_known(renewal_at_) ? std::min(renewal_at_, verdict.look_at) : verdict.look_at;
    }
    if (verdict.replace) {
      need.replace = true;
      need.reason = module.reason;
      need.because = std::move(verdict.because);
      return need;
    }
    need.recheck = need.recheck || verdict.recheck;
    const Standing standing = slot.view.standing;
    if (module.reason == Reason::repair && is_known(verdict.look_at)) {
      need.waits = standing == Standing::faulty || standing == Standing::lost;
    }
    if (need.because.empty()) need.because = std::move(verdict.because);
  }
  return need;
}

void Planner::serve(const SlotNeed& need, std::uint64_t& left) {
  const SlotState& slot = *need.slot;
  if (!need.replace && !need.recheck) {
    if (!need.because.empty()) wait_for(slot, need.because);
    return;
  }
  if (is_waiting(policy_, slot.not_before, seen_.now)) {
    agenda_.at_clock(slot.not_before);
    wait_for(slot, "waits until epoch " + std::to_string(slot.not_before) + " after " +
                       std::to_string(slot.failures) + " failures");
    return;
  }
  if (!need.replace) {
    // A copy in doubt still counts as a lasting one: only its reading can make room.
    const bool in_doubt =
        slot.view.standing == Standing::healthy || slot.view.standing == Standing::unknown;
    if (left == 0 && !in_doubt && !need.waits) return;
    recheck(slot.view.holder->id);
    wait_for(slot, need.because);
    return;
  }
  if (left == 0) {
    wait_for(slot, need.because + ", but " + enough_text());
    return;
  }
  if (is_too_late()) {
    wait_for(slot, need.because + ", but the job ends in " +
                       std::to_string(span_between(seen_.now, job_.terms.end_epoch)) +
                       " epochs and sealing takes up to " +
                       std::to_string(policy_.sealing_max_epochs));
    return;
  }
  if (slot.generation == std::numeric_limits<std::uint32_t>::max()) {
    wait_for(slot, "has no key left");
    return;
  }
  --left;
  plan_.actions.push_back(action_for(need));
}

Action Planner::action_for(const SlotNeed& need) const {
  const Replica* holder = need.slot->view.holder;
  Action action{.slot = need.slot->view.number,
                .generation = need.slot->generation + 1,
                .reason = need.reason,
                .replaces = holder == nullptr ? 0 : holder->id,
                .because = need.because};
  if (need.reason == Reason::replication) {
    action.because = copies_text(job_.terms, layout_) + ", " + need.because;
  }
  return action;
}

void Planner::recheck(ReplicaId replica) {
  agenda_.soon();
  std::vector<ReplicaId>& asked = plan_.rechecks;
  if (std::find(asked.begin(), asked.end(), replica) == asked.end()) asked.push_back(replica);
}

void Planner::wait_for(const SlotState& slot, const std::string& what) {
  if (waiting_.empty()) waiting_ = "slot " + std::to_string(slot.view.number) + ": " + what;
}

/// How many copies may be made now.
std::uint64_t Planner::room(const std::vector<SlotNeed>& needs) const {
  std::uint64_t counted = layout_.counted();
  if (counted >= job_.terms.copies_min) return 0;
  // A copy that is not proven or gone, but not for long, is waited for. Without it an old fault of
  // another slot, long made good for by a spare, would be repaired in its place and at once.
  for (const SlotNeed& need : needs) {
    if (need.waits && !need.replace) ++counted;
  }
  const std::uint64_t wanted = std::min(job_.terms.copies_target, job_.terms.copies_max);
  return wanted > counted ? wanted - counted : 0;
}

std::string Planner::enough_text() const {
  if (layout_.counted() >= job_.terms.copies_min) {
    return "copies are made only when there are fewer than " +
           std::to_string(job_.terms.copies_min);
  }
  return std::to_string(std::min(job_.terms.copies_target, job_.terms.copies_max)) +
         " copies are the limit";
}

bool Planner::is_too_late() const {
  return is_known(job_.terms.end_epoch) &&
         span_between(seen_.now, job_.terms.end_epoch) < policy_.sealing_max_epochs;
}

}  // namespace

Plan decide(const Policy& policy, const Job& job, const Observation& seen) {
  return Planner(policy, job, seen).plan();
}

}  // namespace raas
