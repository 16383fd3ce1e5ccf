#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <set>

#include "policy/decide.h"
#include "policy/settle.h"
#include "policy/urgency.h"
#include "unit/policy/print.h"
#include "unit/policy/random_job.h"

namespace raas::test {
namespace {

constexpr int rounds = 5'000;

/// Runs @p check on many drawn jobs; a failure names the draw, which can be repeated.
template <class Check>
void for_all(Check check) {
  for (int round = 0; round < rounds; ++round) {
    BOOST_TEST_CONTEXT("draw " << round) {
      Dice dice(static_cast<std::uint32_t>(round));
      const Job job = dice.job();
      const build::Seen seen = dice.seen();
      check(job, seen, raas::decide({}, job, seen));
    }
  }
}

bool same(const Plan& a, const Plan& b) {
  return a.actions == b.actions && a.withdrawals == b.withdrawals && a.moves == b.moves &&
         a.rechecks == b.rechecks && a.job_done == b.job_done && a.next_look == b.next_look &&
         a.copies_lasting == b.copies_lasting && a.copies_in_flight == b.copies_in_flight &&
         a.because == b.because;
}

const Replica& replica_of(const build::Seen& seen, ReplicaId id) {
  return *std::find_if(seen.replicas.begin(), seen.replicas.end(),
                       [id](const Replica& replica) { return replica.id == id; });
}

/// The world right after control has carried out what it can at once.
void carry_out(const Plan& plan, build::Seen& seen) {
  std::vector<Replica> replicas = seen.replicas;
  std::vector<Intent> intents = seen.intents;
  for (const Move& move : plan.moves) {
    for (Replica& replica : replicas) {
      if (replica.id == move.replica) replica.slot = move.slot;
    }
  }
  std::erase_if(intents, [&](const Intent& intent) {
    return std::any_of(plan.withdrawals.begin(), plan.withdrawals.end(),
                       [&](const Withdrawal& w) { return w.key == intent.key; });
  });
  for (const Action& action : plan.actions) {
    intents.push_back(build::intent(action.slot, action.reason, IntentState::recorded));
    intents.back().key.generation = action.generation;
  }
  const build::Seen before = seen;
  seen = build::seeing(replicas, intents);
  seen.tip = before.tip;
  seen.now = before.now;
  seen.chain_trusted = before.chain_trusted;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(decide_property)

BOOST_AUTO_TEST_CASE(the_same_arguments_give_the_same_plan) {
  for_all([](const Job& job, const build::Seen& seen, const Plan& plan) {
    if (!same(plan, raas::decide({}, job, seen))) BOOST_ERROR("another plan");
  });
}

BOOST_AUTO_TEST_CASE(a_slot_with_something_in_flight_is_left_alone_and_none_is_filled_twice) {
  for_all([](const Job& job, const build::Seen& seen, const Plan& plan) {
    std::set<SlotNumber> busy;
    for (const Intent& intent : seen.intents) busy.insert(intent.key.slot);
    for (const Replica& replica : seen.replicas) {
      if (standing_of({}, job.terms, replica, seen.tip) == Standing::pending)
        busy.insert(replica.slot);
    }
    for (const Action& action : plan.actions) {
      if (!busy.insert(action.slot).second) BOOST_ERROR("slot " << action.slot << " is busy");
      if (action.slot < 1 || action.slot > job.terms.copies_target) BOOST_ERROR("no such slot");
      if (action.because.empty()) BOOST_ERROR("no reason is given");
    }
  });
}

BOOST_AUTO_TEST_CASE(copies_and_actions_together_never_exceed_the_maximum) {
  for_all([](const Job& job, const build::Seen&, const Plan& plan) {
    if (plan.actions.empty()) return;
    const std::uint64_t all = plan.copies_lasting + plan.copies_in_flight + plan.actions.size();
    if (all > job.terms.copies_max || all > job.terms.copies_target) BOOST_ERROR(all << " copies");
    if (plan.copies_lasting + plan.copies_in_flight >= job.terms.copies_min) BOOST_ERROR("enough");
  });
}

BOOST_AUTO_TEST_CASE(the_next_look_is_later_than_now_and_within_the_interval) {
  for_all([](const Job&, const build::Seen& seen, const Plan& plan) {
    if (plan.next_look <= seen.now) BOOST_ERROR("in the past");
    if (plan.next_look > seen.now + Policy{}.look_interval_max_epochs) BOOST_ERROR("too late");
  });
}

BOOST_AUTO_TEST_CASE(nothing_is_made_for_jobs_at_rest_or_without_a_trusted_chain) {
  for_all([](const Job& job, const build::Seen& seen, const Plan& plan) {
    const bool trusted = seen.chain_trusted && seen.tip >= 0;
    if (trusted && job.state == JobState::active && !plan.job_done) return;
    if (!plan.actions.empty()) BOOST_ERROR("acts");
    const bool is_clients_word = job.state == JobState::cancelled || job.state == JobState::paused;
    if (!trusted && !is_clients_word && !plan.withdrawals.empty()) {
      BOOST_ERROR("withdraws");
    }
  });
}

BOOST_AUTO_TEST_CASE(only_a_copy_that_surely_needs_it_is_replaced) {
  for_all([](const Job& job, const build::Seen& seen, const Plan& plan) {
    for (const Action& action : plan.actions) {
      if (action.replaces == 0) continue;
      const Replica& holder = replica_of(seen, action.replaces);
      const Standing standing = standing_of({}, job.terms, holder, seen.tip);
      if (standing == Standing::healthy || standing == Standing::unknown ||
          standing == Standing::pending) {
        BOOST_ERROR("replaces a copy that is " << standing);
      }
      if (action.reason != Reason::repair) continue;
      if (holder.facts.readings < Policy{}.negative_readings_min) BOOST_ERROR("not confirmed");
      if (holder.facts.read_at < seen.tip - Policy{}.reading_age_max_epochs) BOOST_ERROR("stale");
    }
  });
}

BOOST_AUTO_TEST_CASE(each_reason_acts_only_where_the_terms_want_it) {
  for_all([](const Job& job, const build::Seen&, const Plan& plan) {
    for (const Action& action : plan.actions) {
      const bool wanted = action.reason == Reason::repair    ? job.terms.repair
                          : action.reason == Reason::renewal ? job.terms.renew
                                                             : job.terms.replicate;
      if (!wanted) BOOST_ERROR(action.reason << " is off");
    }
  });
}

BOOST_AUTO_TEST_CASE(a_plan_that_was_carried_out_leaves_nothing_to_do) {
  int acted = 0;
  for_all([&](const Job& job, const build::Seen& before, const Plan& first) {
    build::Seen seen = before;
    Plan plan = first;
    acted += first.actions.empty() ? 0 : 1;
    for (int round = 0; round < 3; ++round) {
      carry_out(plan, seen);
      plan = raas::decide({}, job, seen);
      if (!plan.moves.empty()) BOOST_ERROR("moves again: " << moves_of(plan));
      if (plan.withdrawals.empty() && plan.actions.empty()) return;
    }
    BOOST_ERROR("does not come to rest: " << actions_of(plan));
  });
  BOOST_TEST(acted > rounds / 10);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace raas::test
