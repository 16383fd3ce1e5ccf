#include <boost/test/unit_test.hpp>

#include "policy/decide.h"
#include "support/build_job.h"
#include "unit/policy/print.h"

namespace raas::test {
namespace {

using namespace build;

constexpr Epochs threshold = 30 * epochs_per_day;

Plan plan(const Replica& holder) {
  return raas::decide({}, job(1), seeing({holder}));
}

Job only(bool replicate, bool renew, bool repair) {
  Job wanted = job(1);
  wanted.terms.replicate = replicate;
  wanted.terms.renew = renew;
  wanted.terms.repair = repair;
  return wanted;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(renewal)

BOOST_AUTO_TEST_CASE(a_copy_is_renewed_below_the_threshold) {
  BOOST_TEST(actions_of(plan(ending_in(threshold + 1, 1))) == "nothing");
  const Plan last = plan(ending_in(threshold, 1));
  BOOST_TEST(actions_of(last) == "nothing");
  BOOST_TEST(last.next_look == tip + 1);

  const Plan made = plan(ending_in(threshold - 1, 1));
  BOOST_TEST(actions_of(made) == "renewal 1");
  BOOST_TEST(made.actions[0].because == "ends in 86399 epochs, renewal below 86400");
  BOOST_TEST(made.actions[0].replaces == 1001U);
}

BOOST_AUTO_TEST_CASE(a_copy_that_has_ended_is_renewed) {
  BOOST_TEST(actions_of(plan(ending_in(1, 1))) == "renewal 1");
  const Plan made = plan(ending_in(0, 1));
  BOOST_TEST(actions_of(made) == "renewal 1");
  BOOST_TEST(made.actions[0].because == "ended at epoch 5000000");
}

BOOST_AUTO_TEST_CASE(all_copies_that_end_together_are_renewed_together) {
  const Seen seen = seeing({ending_in(9, 1), ending_in(9, 2), ending_in(9, 3)});
  BOOST_TEST(actions_of(raas::decide({}, job(3), seen)) == "renewal 1, renewal 2, renewal 3");
}

BOOST_AUTO_TEST_CASE(renewal_in_flight_is_not_planned_again) {
  const Seen seen = seeing({sound(1), ending_in(9, 2)}, {intent(2, Reason::renewal)});
  BOOST_TEST(actions_of(raas::decide({}, job(2), seen)) == "nothing");

  const Seen published = seeing({sound(1), ending_in(9, 2), at(5, starting_in(100, 2))});
  BOOST_TEST(actions_of(raas::decide({}, job(2), published)) == "nothing");
}

BOOST_AUTO_TEST_CASE(a_fault_does_not_delay_a_renewal) {
  Replica both = faulty_for(10, 1);
  both.end_epoch = tip + threshold - 1;
  BOOST_TEST(actions_of(plan(both)) == "renewal 1");
  both.end_epoch = tip + threshold;
  BOOST_TEST(actions_of(plan(both)) == "nothing");
}

BOOST_AUTO_TEST_CASE(a_copy_that_lives_as_long_as_the_job_is_not_renewed) {
  Job wanted = job(1);
  wanted.terms.end_epoch = tip + 20000;
  BOOST_TEST(actions_of(raas::decide({}, wanted, seeing({ending_in(19999, 1)}))) == "renewal 1");
  BOOST_TEST(actions_of(raas::decide({}, wanted, seeing({ending_in(20000, 1)}))) == "nothing");
  BOOST_TEST(actions_of(raas::decide({}, wanted, seeing({ending_in(20001, 1)}))) == "nothing");
}

BOOST_AUTO_TEST_CASE(only_jobs_that_want_renewal_get_it) {
  BOOST_TEST(actions_of(raas::decide({}, only(true, false, true), seeing({ending_in(9, 1)}))) ==
             "nothing");
  BOOST_TEST(actions_of(raas::decide({}, only(false, true, false), seeing({ending_in(9, 1)}))) ==
             "renewal 1");
}

BOOST_AUTO_TEST_CASE(a_slot_whose_copy_ended_is_filled_by_replication_where_renewal_is_off) {
  BOOST_TEST(actions_of(raas::decide({}, only(true, false, true), seeing({ending_in(1, 1)}))) ==
             "nothing");
  BOOST_TEST(actions_of(raas::decide({}, only(true, false, true), seeing({ending_in(0, 1)}))) ==
             "replication 1");
  BOOST_TEST(actions_of(raas::decide({}, only(false, false, true), seeing({ending_in(0, 1)}))) ==
             "nothing");
}

BOOST_AUTO_TEST_CASE(a_slot_whose_copy_never_became_active_is_filled_by_replication) {
  const Replica failed = starting_in(-10000, 1);
  BOOST_TEST(actions_of(raas::decide({}, only(true, false, false), seeing({failed}))) ==
             "replication 1");
  BOOST_TEST(actions_of(raas::decide({}, only(false, true, true), seeing({failed}))) == "nothing");
}

BOOST_AUTO_TEST_CASE(an_empty_slot_is_filled_by_replication_only) {
  BOOST_TEST(actions_of(raas::decide({}, only(true, false, false), seeing({}))) == "replication 1");
  BOOST_TEST(actions_of(raas::decide({}, only(false, true, true), seeing({}))) == "nothing");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace raas::test
