#include "policy/slots.h"

#include <boost/test/unit_test.hpp>

#include "policy/decide.h"
#include "support/build_job.h"
#include "unit/policy/print.h"

namespace raas::test {
namespace {

using namespace build;

Plan plan(const Job& job, const Seen& seen) {
  return raas::decide({}, job, seen);
}

Replica in_doubt(Replica replica) {
  replica.facts = {.finding = Finding::faulty, .since = tip, .read_at = tip, .readings = 1};
  return replica;
}

Job without_replication(std::uint32_t copies) {
  Job wanted = job(copies);
  wanted.terms.replicate = false;
  return wanted;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(slots)

BOOST_AUTO_TEST_CASE(the_best_copy_of_a_slot_holds_it) {
  const Job wanted = job(1);
  const std::vector<Replica> from_worst_to_best = {
      at(1, starting_in(-10000, 1)), at(2, dead(1)),           at(3, unread(1)),
      at(4, faulty_for(10, 1)),      at(5, starting_in(9, 1)), at(6, ending_in(9, 1)),
      at(7, ending_in(9'000'000, 1))};
  std::vector<Replica> so_far;
  for (const Replica& replica : from_worst_to_best) {
    so_far.push_back(replica);
    const Seen seen = seeing(so_far);
    BOOST_TEST(lay_out({}, wanted, seen).slots.at(0).view.holder->id == replica.id);
  }
}

BOOST_AUTO_TEST_CASE(of_two_healthy_copies_the_one_that_lasts_longer_holds_the_slot) {
  const Seen seen = seeing({at(1, ending_in(500'000, 1)), at(2, ending_in(500'001, 1))});
  BOOST_TEST(lay_out({}, job(1), seen).slots.at(0).view.holder->provider == 2U);
}

BOOST_AUTO_TEST_CASE(a_spare_copy_moves_to_an_empty_slot_before_anything_is_made) {
  const Plan made = plan(job(2), seeing({sound(1), at(5, sound(1))}));
  BOOST_TEST(moves_of(made) == "100005 to 2");
  BOOST_TEST(actions_of(made) == "nothing");
  BOOST_TEST(made.copies_lasting == 2U);
}

BOOST_AUTO_TEST_CASE(copies_outside_of_the_slots_are_spares) {
  for (const SlotNumber outside : {0U, 3U, 99U}) {
    const Plan made = plan(job(2), seeing({sound(1), at(5, sound(outside))}));
    BOOST_TEST(moves_of(made) == "100005 to 2");
    BOOST_TEST(actions_of(made) == "nothing");
  }
}

BOOST_AUTO_TEST_CASE(a_spare_that_is_not_needed_stays_where_it_is) {
  const Plan made = plan(job(1), seeing({sound(1), sound(2)}));
  BOOST_TEST(moves_of(made) == "nothing");
  BOOST_TEST(made.copies_lasting == 2U);
}

BOOST_AUTO_TEST_CASE(a_spare_takes_the_slot_whose_copy_surely_needs_a_successor) {
  const Replica spare = at(5, sound(0));
  BOOST_TEST(moves_of(plan(job(3), seeing({faulty_for(9, 1), ending_in(9, 2), spare}))) ==
             "100005 to 3");
  BOOST_TEST(moves_of(plan(job(3), seeing({faulty_for(9, 1), ending_in(9, 2), dead(3), spare}))) ==
             "100005 to 3");
  BOOST_TEST(moves_of(plan(job(2), seeing({faulty_for(9, 1), ending_in(9, 2), spare}))) ==
             "100005 to 2");
  BOOST_TEST(moves_of(plan(job(1), seeing({faulty_for(9, 1), spare}))) == "100005 to 1");
}

BOOST_AUTO_TEST_CASE(two_copies_on_one_provider_are_one) {
  const Plan made = plan(job(2), seeing({at(5, sound(1)), at(5, sound(2))}));
  BOOST_TEST(made.copies_lasting == 1U);
  BOOST_TEST(actions_of(made) == "replication 2");
  BOOST_TEST(moves_of(plan(job(2), seeing({sound(1), at(sound(1).provider, sound(0))}))) ==
             "nothing");
}

BOOST_AUTO_TEST_CASE(a_copy_on_a_provider_twice_steps_in_when_its_twin_is_gone) {
  Replica gone = dead(1);
  const Plan made = plan(job(2), seeing({gone, at(gone.provider, sound(2))}));
  BOOST_TEST(made.copies_lasting == 1U);
  BOOST_TEST(actions_of(made) == "repair 1");
}

BOOST_AUTO_TEST_CASE(a_spare_in_doubt_does_not_move_but_counts) {
  const Plan made = plan(job(2), seeing({sound(1), at(5, in_doubt(sound(0)))}));
  BOOST_TEST(moves_of(made) == "nothing");
  BOOST_TEST(actions_of(made) == "nothing");
}

BOOST_AUTO_TEST_CASE(a_published_deal_that_a_hook_found_is_a_copy_in_flight) {
  const Plan made = plan(job(2), seeing({at(5, starting_in(9, 0))}));
  BOOST_TEST(moves_of(made) == "100005 to 1");
  BOOST_TEST(made.copies_in_flight == 1U);
  BOOST_TEST(actions_of(made) == "replication 2");

  const Plan heir = plan(job(1), seeing({ending_in(9, 1), at(5, starting_in(9, 0))}));
  BOOST_TEST(moves_of(heir) == "100005 to 1");
  BOOST_TEST(actions_of(heir) == "nothing");
}

BOOST_AUTO_TEST_CASE(a_deal_of_which_nothing_is_known_yet_holds_a_slot) {
  const Plan made = plan(job(2), seeing({at(5, unread(0))}));
  BOOST_TEST(moves_of(made) == "100005 to 1");
  BOOST_TEST(actions_of(made) == "replication 2");
}

BOOST_AUTO_TEST_CASE(copies_that_a_hook_found_are_renewed_and_repaired_like_our_own) {
  BOOST_TEST(actions_of(plan(without_replication(1), seeing({ending_in(9, 0)}))) == "renewal 1");
  BOOST_TEST(actions_of(plan(without_replication(1), seeing({ending_in(0, 0)}))) == "renewal 1");
  BOOST_TEST(actions_of(plan(without_replication(1),
                             seeing({faulty_for(epochs_per_day + 5, 0)}))) == "repair 1");
  BOOST_TEST(actions_of(plan(without_replication(1), seeing({dead(0)}))) == "repair 1");
}

BOOST_AUTO_TEST_CASE(a_copy_that_was_replaced_already_is_not_replaced_in_another_slot) {
  const Seen seen = seeing({dead(1), at(5, sound(1)), at(6, faulty_for(epochs_per_day + 5, 1))});
  BOOST_TEST(moves_of(plan(without_replication(2), seen)) == "nothing");
  BOOST_TEST(actions_of(plan(without_replication(2), seen)) == "nothing");
}

// A job was paused while a node lied about the copy that had stepped in for one long faulty.
BOOST_AUTO_TEST_CASE(bad_news_of_the_newer_copy_are_waited_for_before_an_older_fault_is_repaired) {
  Replica lied_about = at(6, dead(1));
  lied_about.facts.since = lied_about.facts.read_at = tip - 100;
  const Replica old = at(5, faulty_for(10 * epochs_per_day, 1));
  for (const std::uint32_t readings : {1U, 2U}) {
    lied_about.facts.readings = readings;
    BOOST_TEST_CONTEXT(readings << " readings") {
      BOOST_TEST(actions_of(plan(job(1), seeing({old, lied_about}))) == "nothing");
    }
  }
  lied_about.facts.since = tip - epochs_per_day;  // believed
  lied_about.facts.read_at = tip;
  BOOST_TEST(actions_of(plan(job(1), seeing({old, lied_about}))) == "repair 1");
}

BOOST_AUTO_TEST_CASE(a_lost_copy_outside_of_the_slots_leaves_empty_slots_to_replication) {
  BOOST_TEST(actions_of(plan(job(1), seeing({dead(0)}))) == "replication 1");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(withdrawals)

BOOST_AUTO_TEST_CASE(what_the_host_was_not_asked_for_goes_when_the_slot_is_healthy_again) {
  for (const IntentState state : {IntentState::recorded, IntentState::fetching}) {
    for (const Reason reason : {Reason::repair, Reason::replication, Reason::renewal}) {
      const Plan made = plan(job(2), seeing({sound(1)}, {intent(1, reason, state)}));
      BOOST_TEST(withdrawals_of(made) == "1");
      BOOST_TEST(made.next_look == tip + 30);
    }
  }
}

BOOST_AUTO_TEST_CASE(what_a_slot_still_needs_is_not_withdrawn) {
  const Intent recorded = intent(1, Reason::repair, IntentState::recorded);
  BOOST_TEST(withdrawals_of(plan(job(1), seeing({faulty_for(9, 1)}, {recorded}))) == "nothing");
  BOOST_TEST(withdrawals_of(plan(job(1), seeing({ending_in(9, 1)}, {recorded}))) == "nothing");
  BOOST_TEST(withdrawals_of(plan(job(1), seeing({in_doubt(sound(1))}, {recorded}))) == "nothing");
}

BOOST_AUTO_TEST_CASE(a_request_is_withdrawn_only_where_enough_copies_exist_without_it) {
  const Intent asked = intent(1, Reason::repair, IntentState::requested);
  BOOST_TEST(withdrawals_of(plan(job(2), seeing({sound(1)}, {asked}))) == "nothing");
  BOOST_TEST(withdrawals_of(plan(job(2), seeing({sound(1), sound(2)}, {asked}))) == "1");
}

BOOST_AUTO_TEST_CASE(a_published_copy_is_not_withdrawn) {
  Intent published = intent(1, Reason::repair, IntentState::requested);
  published.replica = 1001;
  BOOST_TEST(withdrawals_of(plan(job(1), seeing({sound(1)}, {published}))) == "nothing");
}

BOOST_AUTO_TEST_CASE(a_spare_makes_an_intent_superfluous_that_was_not_asked_for) {
  const Seen seen =
      seeing({sound(1), at(5, sound(1))}, {intent(2, Reason::replication, IntentState::recorded)});
  const Plan made = plan(job(2), seen);
  BOOST_TEST(moves_of(made) == "100005 to 2");
  BOOST_TEST(withdrawals_of(made) == "2");
}

BOOST_AUTO_TEST_CASE(a_smaller_target_withdraws_the_last_intents_first) {
  const auto recorded = [](SlotNumber slot) {
    return intent(slot, Reason::replication, IntentState::recorded);
  };
  const std::vector<Intent> three = {recorded(2), recorded(3), recorded(4)};
  BOOST_TEST(withdrawals_of(plan(job(1), seeing({sound(1)}, three))) == "2, 3, 4");
  BOOST_TEST(withdrawals_of(plan(job(1), seeing({}, three))) == "3, 4");
  BOOST_TEST(withdrawals_of(plan(job(2), seeing({sound(1)}, three))) == "3, 4");
  BOOST_TEST(withdrawals_of(plan(job(3), seeing({}, three))) == "nothing");
}

BOOST_AUTO_TEST_CASE(a_job_that_is_over_withdraws_all_that_was_not_asked_for) {
  Job over = job(3);
  const Seen seen = seeing({}, {intent(1, Reason::repair, IntentState::recorded),
                                intent(2, Reason::repair, IntentState::fetching),
                                intent(3, Reason::repair, IntentState::requested)});
  over.state = JobState::paused;
  BOOST_TEST(withdrawals_of(plan(over, seen)) == "1, 2");
  over.state = JobState::cancelled;
  BOOST_TEST(withdrawals_of(plan(over, seen)) == "1, 2");
  over.state = JobState::active;
  over.terms.end_epoch = tip;
  BOOST_TEST(withdrawals_of(plan(over, seen)) == "1, 2");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace raas::test
