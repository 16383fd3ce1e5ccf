#include "policy/decide.h"

#include <boost/test/unit_test.hpp>
#include <limits>

#include "support/build_job.h"
#include "unit/policy/print.h"

namespace raas::test {
namespace {

using namespace build;

Plan plan(const Job& job, const Seen& seen) {
  return raas::decide({}, job, seen);
}

Job ending_job(Epochs left) {
  Job wanted = job(1);
  wanted.terms.end_epoch = tip + left;
  return wanted;
}

Job in_state(JobState state) {
  Job wanted = job(2);
  wanted.state = state;
  return wanted;
}

Job waiting_job(Epoch not_before) {
  Job wanted = job(1);
  wanted.slots = {{.number = 1, .generation = 4, .failures = 2, .not_before = not_before}};
  return wanted;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(decide)

BOOST_AUTO_TEST_CASE(a_new_job_gets_all_of_its_copies) {
  const Plan made = plan(job(3), seeing({}));

  BOOST_TEST(actions_of(made) == "replication 1, replication 2, replication 3");
  BOOST_TEST(made.actions[0].because == "0 of 3 copies healthy, no copy in the slot");
  BOOST_TEST(made.actions[0].generation == 1U);
  BOOST_TEST(made.actions[0].replaces == 0U);
}

BOOST_AUTO_TEST_CASE(enough_healthy_copies_need_nothing) {
  const Plan made = plan(job(2), seeing({sound(1), sound(2)}));

  BOOST_TEST(actions_of(made) == "nothing");
  BOOST_TEST(made.copies_lasting == 2U);
  BOOST_TEST(made.copies_in_flight == 0U);
  BOOST_TEST(made.because ==
             "2 of 2 copies healthy; first renewal due at epoch " +
                 std::to_string(sound(1).end_epoch - Terms{}.renew_below_epochs + 1));
}

BOOST_AUTO_TEST_CASE(an_action_in_flight_counts_as_the_copy_that_it_will_become) {
  for (const IntentState state :
       {IntentState::recorded, IntentState::fetching, IntentState::requested}) {
    const Plan made = plan(job(2), seeing({sound(1)}, {intent(2, Reason::replication, state)}));
    BOOST_TEST(actions_of(made) == "nothing");
    BOOST_TEST(made.copies_in_flight == 1U);
  }
}

BOOST_AUTO_TEST_CASE(an_intent_and_the_copy_that_it_was_published_as_are_one) {
  Intent published = intent(2);
  published.replica = starting_in(100, 2).id;

  const Plan made = plan(job(3), seeing({sound(1), starting_in(100, 2)}, {published}));
  BOOST_TEST(made.copies_in_flight == 1U);
  BOOST_TEST(actions_of(made) == "replication 3");

  const Plan active = plan(job(3), seeing({sound(1), sound(2)}, {published}));
  BOOST_TEST(active.copies_in_flight == 0U);
  BOOST_TEST(active.copies_lasting == 2U);
}

BOOST_AUTO_TEST_CASE(
    nothing_is_done_from_the_minimum_on_and_below_it_copies_are_made_up_to_the_target) {
  const Job wanted = job(terms(2, 4, 5));
  const Plan enough = plan(wanted, seeing({sound(1), sound(2)}));
  BOOST_TEST(actions_of(enough) == "nothing");
  BOOST_TEST(
      enough.because ==
      "2 of 4 copies healthy; slot 3: no copy in the slot, but copies are made only when there "
      "are fewer than 2");
  BOOST_TEST(actions_of(plan(wanted, seeing({sound(1), sound(2), sound(3)}))) == "nothing");
  BOOST_TEST(actions_of(plan(wanted, seeing({sound(1)}))) ==
             "replication 2, replication 3, replication 4");
}

BOOST_AUTO_TEST_CASE(the_maximum_is_never_exceeded) {
  BOOST_TEST(actions_of(plan(job(terms(3, 3, 2)), seeing({sound(1)}))) == "replication 2");
  BOOST_TEST(actions_of(plan(job(terms(3, 3, 1)), seeing({sound(1)}))) == "nothing");
  BOOST_TEST(actions_of(plan(job(terms(3, 3, 0)), seeing({sound(1)}))) == "nothing");
}

BOOST_AUTO_TEST_CASE(without_room_for_all_a_slot_whose_copy_is_gone_comes_first) {
  const Plan made = plan(job(terms(3, 3, 2)), seeing({sound(1), ending_in(5, 2)}));
  BOOST_TEST(actions_of(made) == "replication 3");
}

BOOST_AUTO_TEST_CASE(a_copy_of_which_nothing_is_known_is_not_acted_upon_and_counts) {
  const Plan made = plan(job(2), seeing({sound(1), unread(2)}));
  BOOST_TEST(actions_of(made) == "nothing");
  BOOST_TEST(made.copies_lasting == 1U);
  BOOST_TEST(made.because.substr(0, 34) == "1 of 2 copies healthy, 1 not known");
}

BOOST_AUTO_TEST_CASE(a_spare_copy_of_which_nothing_is_known_counts_too) {
  const Seen seen = seeing({sound(1), at(5, unread(1))});
  BOOST_TEST(actions_of(plan(job(2), seen)) == "nothing");
  BOOST_TEST(actions_of(plan(job(3), seen)) == "replication 2");
}

// A node may have lied when the client came and wanted more.
BOOST_AUTO_TEST_CASE(a_spare_copy_that_is_said_to_be_gone_counts_until_that_is_believed) {
  Replica spare = at(5, dead(1));
  spare.facts.since = spare.facts.read_at - Policy{}.gone_after_epochs + 1;
  BOOST_TEST(actions_of(plan(job(2), seeing({sound(1), spare}))) == "nothing");
  --spare.facts.since;
  BOOST_TEST(actions_of(plan(job(2), seeing({sound(1), spare}))) == "replication 2");
}

BOOST_AUTO_TEST_CASE(without_a_trusted_chain_nothing_is_decided) {
  Seen seen = seeing({sound(1)}, {intent(1, Reason::repair, IntentState::recorded)});
  seen.chain_trusted = false;
  const Plan made = plan(job(2), seen);
  BOOST_TEST(actions_of(made) == "nothing");
  BOOST_TEST(withdrawals_of(made) == "nothing");
  BOOST_TEST(made.because == "the chain is not trusted now");
  BOOST_TEST(made.next_look == tip + 30);

  Seen blind = seeing({});
  blind.tip = no_epoch;
  BOOST_TEST(actions_of(plan(job(2), blind)) == "nothing");
}

// The data may take hours to come: what was decided before the pause must not be asked for in it.
BOOST_AUTO_TEST_CASE(a_paused_job_takes_back_what_was_not_asked_for_yet) {
  Seen seen = seeing({}, {intent(1, Reason::replication, IntentState::recorded),
                          intent(2, Reason::replication, IntentState::requested)});
  BOOST_TEST(withdrawals_of(plan(in_state(JobState::active), seen)) == "nothing");
  BOOST_TEST(withdrawals_of(plan(in_state(JobState::paused), seen)) == "1");
  seen.chain_trusted = false;
  BOOST_TEST(withdrawals_of(plan(in_state(JobState::paused), seen)) == "1");
}

BOOST_AUTO_TEST_CASE(only_an_active_job_is_acted_for) {
  const Seen seen = seeing({sound(1)});
  BOOST_TEST(actions_of(plan(in_state(JobState::active), seen)) == "replication 2");
  BOOST_TEST(actions_of(plan(in_state(JobState::paused), seen)) == "nothing");
  BOOST_TEST(actions_of(plan(in_state(JobState::done), seen)) == "nothing");
  BOOST_TEST(actions_of(plan(in_state(JobState::cancelled), seen)) == "nothing");
  BOOST_TEST(plan(in_state(JobState::paused), seen).because ==
             "the job is paused; 1 of 2 copies healthy");
}

BOOST_AUTO_TEST_CASE(the_job_is_done_at_its_end) {
  BOOST_TEST(!plan(ending_job(1), seeing({})).job_done);
  BOOST_TEST(plan(ending_job(0), seeing({})).job_done);
  BOOST_TEST(plan(ending_job(-1), seeing({})).job_done);
  BOOST_TEST(plan(ending_job(1), seeing({})).next_look == tip + 1);
}

BOOST_AUTO_TEST_CASE(nothing_is_made_that_could_not_be_active_before_the_end_of_the_job) {
  const Epochs sealing = Policy{}.sealing_max_epochs;
  BOOST_TEST(actions_of(plan(ending_job(sealing + 1), seeing({}))) == "replication 1");
  BOOST_TEST(actions_of(plan(ending_job(sealing), seeing({}))) == "replication 1");
  const Plan late = plan(ending_job(sealing - 1), seeing({}));
  BOOST_TEST(actions_of(late) == "nothing");
  BOOST_TEST(
      late.because ==
      "0 of 1 copies healthy; slot 1: no copy in the slot, but the job ends in 8639 epochs and "
      "sealing takes up to 8640");
}

BOOST_AUTO_TEST_CASE(a_slot_that_failed_waits_for_its_backoff) {
  const Plan waits = plan(waiting_job(tip + 1), seeing({}));
  BOOST_TEST(actions_of(waits) == "nothing");
  BOOST_TEST(waits.next_look == tip + 1);
  BOOST_TEST(plan(waiting_job(tip + 99), seeing({})).next_look == tip + 99);

  const Plan over = plan(waiting_job(tip), seeing({}));
  BOOST_TEST(actions_of(over) == "replication 1");
  BOOST_TEST(over.actions[0].generation == 5U);
  BOOST_TEST(actions_of(plan(waiting_job(tip - 1), seeing({}))) == "replication 1");
}

BOOST_AUTO_TEST_CASE(the_backoff_of_one_slot_does_not_hold_up_another) {
  Job wanted = waiting_job(tip + 9);
  wanted.terms = terms(2, 2, 2);
  BOOST_TEST(actions_of(plan(wanted, seeing({}))) == "replication 2");
}

BOOST_AUTO_TEST_CASE(a_key_is_never_used_twice) {
  Job wanted = waiting_job(no_epoch);
  wanted.slots[0].generation = std::numeric_limits<std::uint32_t>::max();
  BOOST_TEST(actions_of(plan(wanted, seeing({}))) == "nothing");
}

BOOST_AUTO_TEST_CASE(
    a_job_is_looked_at_when_something_changes_and_after_the_interval_at_the_latest) {
  const Epochs interval = Policy{}.look_interval_max_epochs;
  const Epochs below = Terms{}.renew_below_epochs;
  const auto look = [](const Seen& seen) { return plan(job(1), seen).next_look; };

  BOOST_TEST(look(seeing({sound(1)})) == tip + interval);
  BOOST_TEST(look(seeing({ending_in(below + 9, 1)})) == tip + 10);
  BOOST_TEST(look(seeing({starting_in(9, 1)})) == tip + 9 + Policy{}.start_margin_epochs + 1);
  BOOST_TEST(look(seeing({}, {intent(1)})) ==
             tip + 3 * epochs_per_day + Policy{}.start_margin_epochs + 1);
}

BOOST_AUTO_TEST_CASE(the_look_is_as_much_later_as_the_finalized_tip_lags_behind_the_clock) {
  Seen seen = seeing({ending_in(Terms{}.renew_below_epochs + 9, 1)});
  seen.now = tip + 100;
  BOOST_TEST(plan(job(1), seen).next_look == tip + 100 + 10);
}

// Two lies a day apart, with nothing read in between, would be believed.
BOOST_AUTO_TEST_CASE(a_copy_that_is_said_to_be_gone_before_it_is_sealed_is_read_again_soon) {
  constexpr Epochs fresh = Policy{}.reading_age_max_epochs;
  Replica absent = starting_in(9000, 1);
  const auto plan_when_read = [&](Epoch read_at) {
    absent.facts = {
        .finding = Finding::absent, .since = tip - 5000, .read_at = read_at, .readings = 1};
    return plan(job(1), seeing({absent}));
  };
  BOOST_TEST(plan_when_read(tip).rechecks.empty());
  BOOST_TEST(plan_when_read(tip).next_look == tip + fresh + 1);
  BOOST_TEST((plan_when_read(tip - fresh - 1).rechecks == std::vector<ReplicaId>{absent.id}));
}

BOOST_AUTO_TEST_CASE(a_copy_of_a_job_that_is_over_is_read_until_it_is_gone_for_sure) {
  constexpr Epochs fresh = Policy{}.reading_age_max_epochs;
  Replica gone = dead(1);
  gone.facts.since = gone.facts.read_at = tip - fresh - 1;
  for (const JobState over : {JobState::done, JobState::cancelled, JobState::paused}) {
    BOOST_TEST((plan(in_state(over), seeing({gone})).rechecks == std::vector<ReplicaId>{gone.id}));
  }
}

BOOST_AUTO_TEST_CASE(more_slots_than_the_limit_are_not_planned_at_once) {
  const std::uint32_t most = std::numeric_limits<std::uint32_t>::max();
  BOOST_TEST(plan(job(terms(most, most, most)), seeing({})).actions.size() == 1024U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace raas::test
