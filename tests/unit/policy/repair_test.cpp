#include <boost/test/unit_test.hpp>

#include "policy/decide.h"
#include "support/build_job.h"
#include "unit/policy/print.h"

namespace raas::test {
namespace {

using namespace build;

constexpr Epochs grace = epochs_per_day;
/// A proof at the deadline at which the grace is over is shown by then.
constexpr Epochs grace_over = grace + 5;

Plan plan_for(const Replica& holder) {
  return raas::decide({}, job(1), seeing({holder}));
}

Replica read_ago(Epochs age, Replica replica) {
  replica.facts.read_at = tip - age;
  return replica;
}

Replica read_times(std::uint32_t readings, Replica replica) {
  replica.facts.readings = readings;
  return replica;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(repair)

BOOST_AUTO_TEST_CASE(a_faulty_copy_is_repaired_when_its_grace_is_over) {
  const Plan early = plan_for(faulty_for(grace - 1, 1));
  BOOST_TEST(actions_of(early) == "nothing");
  BOOST_TEST(early.next_look == tip + 6);
  BOOST_TEST(early.because ==
             "0 of 1 copies healthy; slot 1: not proven for 2879 epochs, grace is 2880");

  BOOST_TEST(actions_of(plan_for(faulty_for(grace_over, 1))) == "repair 1");
  const Plan late = plan_for(faulty_for(grace_over + 1, 1));
  BOOST_TEST(actions_of(late) == "repair 1");
  BOOST_TEST(late.actions[0].because == "not proven for 2886 epochs, grace is 2880");
  BOOST_TEST(late.actions[0].replaces == faulty_for(0, 1).id);
}

// Six hours of outage and a day's grace: the sectors are proven again a proving period after the
// fault, to the epoch.
BOOST_AUTO_TEST_CASE(
    a_copy_is_not_repaired_before_the_deadline_is_shown_at_which_its_grace_is_over) {
  for (Epochs later = 0; later < 5; ++later) {
    BOOST_TEST(actions_of(plan_for(faulty_for(grace + later, 1))) == "nothing");
  }
  const Plan made = plan_for(read_ago(7, faulty_for(grace_over + 6, 1)));
  BOOST_TEST(actions_of(made) == "nothing");
  BOOST_TEST(rechecks_of(made) == "1001");
  BOOST_TEST(made.because ==
             "0 of 1 copies healthy; slot 1: not proven for 2891 epochs, grace is 2880, last read "
             "at epoch 4999993");
}

BOOST_AUTO_TEST_CASE(a_grace_that_is_over_by_the_clock_is_not_waited_for_at_an_old_tip) {
  const auto plan_at = [](Epochs behind) {
    auto seen = seeing({read_ago(1, faulty_for(grace - 100, 1))});
    seen.now = tip + behind;
    return raas::decide({}, job(1), seen);
  };
  BOOST_TEST(rechecks_of(plan_at(105 + 19)) == "nothing");
  BOOST_TEST(rechecks_of(plan_at(105 + 20)) == "1001");
  BOOST_TEST(actions_of(plan_at(105 + 20)) == "nothing");
}

// An old fault that a spare copy made good for must not take away the grace of that spare.
BOOST_AUTO_TEST_CASE(a_slot_with_two_faulty_copies_has_the_grace_of_the_one_that_failed_last) {
  const Epochs grace = job(1).terms.repair_after_epochs;
  const auto plan_after = [&](Epochs span) {
    return raas::decide({}, job(1),
                        seeing({faulty_for(10 * grace, 1), at(2000, faulty_for(span, 1))}));
  };
  BOOST_TEST(plan_after(grace - 1).actions.empty());
  BOOST_TEST(plan_after(grace + 5).actions.size() == 1U);
}

// The spare in doubt made good for slot 1 until slot 2 failed.
BOOST_AUTO_TEST_CASE(an_old_fault_is_not_repaired_in_place_of_a_copy_within_its_grace) {
  const Epochs grace = job(1).terms.repair_after_epochs;
  const auto plan_after = [&](Epochs span) {
    return raas::decide(
        {}, job(2), seeing({faulty_for(10 * grace, 1), faulty_for(span, 2), at(2000, unread(0))}));
  };
  BOOST_TEST(actions_of(plan_after(grace - 1)) == "nothing");
  BOOST_TEST(actions_of(plan_after(grace + 5)) == "repair 1");
}

BOOST_AUTO_TEST_CASE(a_lost_copy_gets_no_grace_of_its_job) {
  Job patient = job(1);
  patient.terms.repair_after_epochs = 10 * epochs_per_day;
  const Plan made = raas::decide({}, patient, seeing({dead(1)}));
  BOOST_TEST(actions_of(made) == "repair 1");
  BOOST_TEST(made.actions[0].because == "its sector is gone since epoch 4997120");
}

BOOST_AUTO_TEST_CASE(a_copy_is_lost_when_it_has_been_gone_for_long_enough) {
  const Epochs enough = Policy{}.gone_after_epochs;
  const auto plan_after = [](Epochs span) {
    Replica copy = dead(1);
    copy.facts.since = tip - span;
    return plan_for(copy);
  };
  const Plan early = plan_after(enough - 1);
  BOOST_TEST(actions_of(early) == "nothing");
  BOOST_TEST(rechecks_of(early) == "nothing");
  BOOST_TEST(early.next_look == tip + 1);
  BOOST_TEST(early.because ==
             "0 of 1 copies healthy; slot 1: its sector is gone since epoch 4997121, believed "
             "after 2880 epochs");
  BOOST_TEST(actions_of(plan_after(enough)) == "repair 1");
  BOOST_TEST(actions_of(plan_after(enough + 1)) == "repair 1");
}

BOOST_AUTO_TEST_CASE(a_copy_that_may_not_be_gone_is_read_again_meanwhile) {
  const Epochs age = Policy{}.reading_age_max_epochs;
  const auto plan_with_reading = [](Epochs old) {
    Replica copy = read_ago(old, dead(1));
    copy.facts.since = tip - 1000;
    return plan_for(copy);
  };
  BOOST_TEST(rechecks_of(plan_with_reading(age)) == "nothing");
  BOOST_TEST(plan_with_reading(age).next_look == tip + 1);
  BOOST_TEST(rechecks_of(plan_with_reading(age + 1)) == "1001");
  BOOST_TEST(actions_of(plan_with_reading(age + 1)) == "nothing");
}

BOOST_AUTO_TEST_CASE(an_old_fault_is_not_repaired_in_place_of_a_copy_that_may_not_be_gone) {
  Replica doubted = dead(2);
  doubted.facts.since = tip - 1;
  const Replica old = faulty_for(10 * grace, 1);
  BOOST_TEST(actions_of(raas::decide({}, job(2), seeing({old, doubted, at(2000, unread(0))}))) ==
             "nothing");
  BOOST_TEST(actions_of(raas::decide({}, job(2), seeing({old, dead(2), at(2000, unread(0))}))) ==
             "repair 2");
}

BOOST_AUTO_TEST_CASE(a_negative_reading_that_is_too_old_is_taken_again_first) {
  const Epochs age = Policy{}.reading_age_max_epochs;
  for (const Replica& gone : {faulty_for(2 * grace, 1), dead(1)}) {
    BOOST_TEST(actions_of(plan_for(read_ago(age - 1, gone))) == "repair 1");
    BOOST_TEST(actions_of(plan_for(read_ago(age, gone))) == "repair 1");

    const Plan old = plan_for(read_ago(age + 1, gone));
    BOOST_TEST(actions_of(old) == "nothing");
    BOOST_TEST(rechecks_of(old) == "1001");
    BOOST_TEST(old.next_look == tip + 30);
  }
}

BOOST_AUTO_TEST_CASE(a_negative_reading_that_is_not_confirmed_is_taken_again_first) {
  for (const Replica& gone : {faulty_for(grace_over, 1), dead(1)}) {
    const Plan once = plan_for(read_times(1, gone));
    BOOST_TEST(actions_of(once) == "nothing");
    BOOST_TEST(rechecks_of(once) == "1001");
    BOOST_TEST(actions_of(plan_for(read_times(2, gone))) == "repair 1");
  }
}

BOOST_AUTO_TEST_CASE(bad_news_of_the_time_when_too_many_were_said_to_be_gone_are_read_again_first) {
  for (const Epochs later : {-1, 0, 1}) {
    const Replica gone = read_ago(10, dead(1));
    Seen seen = seeing({gone});
    seen.doubted_until = gone.facts.read_at - later;
    const Plan made = raas::decide({}, job(1), seen);
    BOOST_TEST(actions_of(made) == (later > 0 ? "repair 1" : "nothing"));
    BOOST_TEST(rechecks_of(made) == (later > 0 ? "nothing" : "1001"));
  }
}

BOOST_AUTO_TEST_CASE(a_first_faulty_reading_is_confirmed_only_when_the_grace_is_over) {
  BOOST_TEST(rechecks_of(plan_for(read_times(1, faulty_for(grace - 1, 1)))) == "nothing");
}

BOOST_AUTO_TEST_CASE(a_copy_is_not_read_again_where_nothing_would_follow) {
  const Seen enough = seeing({sound(1), read_ago(9999, faulty_for(grace_over, 2))});
  BOOST_TEST(rechecks_of(raas::decide({}, job(terms(1, 2, 2)), enough)) == "nothing");

  const Seen in_flight =
      seeing({read_ago(9999, faulty_for(grace_over, 1))}, {intent(1, Reason::repair)});
  BOOST_TEST(rechecks_of(raas::decide({}, job(1), in_flight)) == "nothing");
}

// What is believed to be gone is forgotten, and would be one copy too many if it came back.
BOOST_AUTO_TEST_CASE(what_is_said_to_be_gone_is_read_until_it_is_believed_wherever_it_stands) {
  const Epochs age = Policy{}.reading_age_max_epochs;
  Job paused = job(1);
  paused.state = JobState::paused;
  for (const Job& any : {job(1), paused}) {
    const auto rechecks_after = [&](Epochs read, Epochs since) {
      Replica spare = at(2000, read_ago(read, dead(1)));
      spare.facts.since = tip - since;
      return rechecks_of(raas::decide({}, any, seeing({sound(1), spare})));
    };
    BOOST_TEST(rechecks_after(age, age) == "nothing");
    BOOST_TEST(rechecks_after(age + 1, age + 1) == std::to_string(at(2000, dead(1)).id));
    BOOST_TEST(rechecks_after(age + 1, epochs_per_day - 1 + age + 1) != "nothing");
    BOOST_TEST(rechecks_after(age + 1, epochs_per_day + age + 1) == "nothing");
  }
}

BOOST_AUTO_TEST_CASE(an_expiring_and_faulty_copy_needs_one_deal) {
  Replica both = faulty_for(grace_over, 1);
  both.end_epoch = tip + 10;
  BOOST_TEST(actions_of(plan_for(both)) == "repair 1");
}

BOOST_AUTO_TEST_CASE(only_jobs_that_want_repair_get_it) {
  Job wanted = job(1);
  wanted.terms.repair = false;
  for (const Replica& gone : {faulty_for(grace_over, 1), dead(1)}) {
    BOOST_TEST(actions_of(raas::decide({}, wanted, seeing({gone}))) == "nothing");
  }
}

BOOST_AUTO_TEST_CASE(a_missed_start_is_read_again_before_it_counts) {
  Replica stale = starting_in(-10 * epochs_per_day, 1);
  stale.facts.read_at = stale.start_epoch;
  const Plan made = plan_for(stale);
  BOOST_TEST(actions_of(made) == "nothing");
  BOOST_TEST(rechecks_of(made) == "1001");
  BOOST_TEST(made.next_look == tip + 30);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace raas::test
