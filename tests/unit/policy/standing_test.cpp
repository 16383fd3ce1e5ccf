#include "policy/standing.h"

#include <boost/test/unit_test.hpp>

#include "support/build_job.h"
#include "unit/policy/print.h"

namespace raas {

namespace test {
namespace {

using namespace build;

constexpr Epochs year = 365 * epochs_per_day;

Standing stands(const Replica& replica, const Terms& wanted = {}) {
  return standing_of({}, wanted, replica, tip);
}

Replica with(Replica replica, Finding finding, std::uint32_t readings) {
  replica.facts.finding = finding;
  replica.facts.readings = readings;
  return replica;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(standing)

BOOST_AUTO_TEST_CASE(a_proven_copy_is_expiring_below_the_threshold_and_expired_at_its_end) {
  const Epochs threshold = Terms{}.renew_below_epochs;

  BOOST_TEST(stands(ending_in(threshold + 1, 1)) == Standing::healthy);
  BOOST_TEST(stands(ending_in(threshold, 1)) == Standing::healthy);
  BOOST_TEST(stands(ending_in(threshold - 1, 1)) == Standing::expiring);
  BOOST_TEST(stands(ending_in(1, 1)) == Standing::expiring);
  BOOST_TEST(stands(ending_in(0, 1)) == Standing::expired);
  BOOST_TEST(stands(ending_in(-1, 1)) == Standing::expired);
}

BOOST_AUTO_TEST_CASE(a_copy_that_outlives_the_job_is_never_expiring) {
  Terms wanted;
  wanted.end_epoch = tip + 101;
  BOOST_TEST(stands(ending_in(100, 1), wanted) == Standing::expiring);
  BOOST_TEST(stands(ending_in(101, 1), wanted) == Standing::healthy);
  BOOST_TEST(stands(ending_in(102, 1), wanted) == Standing::healthy);
}

BOOST_AUTO_TEST_CASE(a_copy_without_a_known_end_never_ends) {
  Replica replica = sound(1);
  replica.end_epoch = no_epoch;
  BOOST_TEST(stands(replica) == Standing::healthy);
}

BOOST_AUTO_TEST_CASE(a_threshold_above_half_of_a_deal_does_not_renew_for_ever) {
  Terms wanted;
  wanted.deal_duration_epochs = deal_duration_min;
  wanted.renew_below_epochs = 2 * deal_duration_min;
  BOOST_TEST(renewal_threshold(wanted) == deal_duration_min / 2);
  BOOST_TEST(stands(ending_in(deal_duration_min, 1), wanted) == Standing::healthy);
}

BOOST_AUTO_TEST_CASE(an_end_that_has_passed_needs_no_reading) {
  for (const Finding finding :
       {Finding::unknown, Finding::unsealed, Finding::proven, Finding::faulty, Finding::dead,
        Finding::absent, Finding::mismatch}) {
    BOOST_TEST(stands(with(ending_in(0, 1), finding, 0)) == Standing::expired);
  }
}

BOOST_AUTO_TEST_CASE(a_negative_finding_counts_from_the_second_reading_on) {
  BOOST_TEST(stands(with(sound(1), Finding::faulty, 1)) == Standing::healthy);
  BOOST_TEST(stands(with(ending_in(1, 1), Finding::faulty, 1)) == Standing::expiring);
  BOOST_TEST(stands(with(sound(1), Finding::faulty, 2)) == Standing::faulty);
  BOOST_TEST(stands(with(sound(1), Finding::faulty, 3)) == Standing::faulty);
  for (const Finding finding : {Finding::dead, Finding::absent, Finding::mismatch}) {
    BOOST_TEST_CONTEXT(name_of(finding)) {
      BOOST_TEST(stands(with(sound(1), finding, 1)) == Standing::unknown);
      BOOST_TEST(stands(with(sound(1), finding, 2)) == Standing::lost);
      BOOST_TEST(stands(with(sound(1), finding, 3)) == Standing::lost);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_sector_means_nothing_before_the_start_epoch_has_passed) {
  Replica early = with(starting_in(0, 1), Finding::absent, 2);
  early.sector = 5;
  BOOST_TEST(stands(early) == Standing::pending);
  early.start_epoch = tip - 1;
  BOOST_TEST(stands(early) == Standing::lost);
}

BOOST_AUTO_TEST_CASE(a_copy_is_waited_for_until_its_start_epoch_and_margin_are_over) {
  const Epochs margin = Policy{}.start_margin_epochs;
  BOOST_TEST(stands(starting_in(1, 1)) == Standing::pending);
  BOOST_TEST(stands(starting_in(0, 1)) == Standing::pending);
  BOOST_TEST(stands(starting_in(-margin + 1, 1)) == Standing::pending);
  BOOST_TEST(stands(starting_in(-margin, 1)) == Standing::pending);
  BOOST_TEST(stands(starting_in(-margin - 1, 1)) == Standing::failed);
}

BOOST_AUTO_TEST_CASE(a_missed_start_must_have_been_read_after_the_start) {
  Replica replica = starting_in(-year, 1);
  replica.facts.read_at = replica.start_epoch + 1;
  BOOST_TEST(stands(replica) == Standing::failed);
  replica.facts.read_at = replica.start_epoch;
  BOOST_TEST(stands(replica) == Standing::unknown);

  replica.facts.read_at = tip;
  replica.facts.readings = 1;
  BOOST_TEST(stands(replica) == Standing::unknown);
}

BOOST_AUTO_TEST_CASE(a_deal_that_is_not_on_the_finalized_chain_yet_is_waited_for) {
  for (const std::uint32_t readings : {1U, 2U, 9U}) {
    BOOST_TEST(stands(with(starting_in(1, 1), Finding::absent, readings)) == Standing::pending);
  }
  BOOST_TEST(stands(with(starting_in(-year, 1), Finding::absent, 2)) == Standing::failed);
  BOOST_TEST(stands(with(starting_in(-year, 1), Finding::absent, 1)) == Standing::unknown);
}

BOOST_AUTO_TEST_CASE(a_deal_id_that_another_deal_has_got_is_a_failure) {
  BOOST_TEST(stands(with(starting_in(1, 1), Finding::mismatch, 1)) == Standing::pending);
  BOOST_TEST(stands(with(starting_in(1, 1), Finding::mismatch, 2)) == Standing::failed);
}

BOOST_AUTO_TEST_CASE(a_copy_without_a_start_epoch_gets_as_long_as_sealing_takes) {
  const Policy policy;
  const Epochs patience = policy.sealing_max_epochs + policy.start_margin_epochs;
  Replica replica = starting_in(0, 1);
  replica.start_epoch = no_epoch;
  replica.facts.since = tip - patience;
  BOOST_TEST(stands(replica) == Standing::pending);
  replica.facts.since = tip - patience - 1;
  BOOST_TEST(stands(replica) == Standing::failed);
}

BOOST_AUTO_TEST_CASE(an_unread_copy_is_pending_if_it_is_ours_and_may_still_start) {
  Replica ours = unread(1);
  BOOST_TEST(stands(ours) == Standing::unknown);
  ours.made_by_us = true;
  ours.start_epoch = tip - Policy{}.start_margin_epochs;
  BOOST_TEST(stands(ours) == Standing::pending);
  ours.start_epoch -= 1;
  BOOST_TEST(stands(ours) == Standing::unknown);
}

BOOST_AUTO_TEST_CASE(a_copy_is_gone_for_good_when_it_was_read_so_for_long_enough) {
  const Epochs enough = Policy{}.gone_after_epochs;
  const auto is_gone = [](Epochs span, std::uint32_t readings = 2) {
    return is_gone_for_good(
        {}, {.finding = Finding::dead, .since = tip - span, .read_at = tip, .readings = readings});
  };
  BOOST_TEST(!is_gone(enough - 1));
  BOOST_TEST(is_gone(enough));
  BOOST_TEST(is_gone(enough + 1));
  BOOST_TEST(!is_gone(enough, 1));
  BOOST_TEST(!is_gone_for_good({}, faulty_for(enough, 1).facts));
}

BOOST_AUTO_TEST_CASE(what_was_read_once_more_says_the_same_if_nothing_follows_from_it) {
  const Epochs enough = Policy{}.gone_after_epochs;
  const Facts once{.finding = Finding::dead, .since = tip - enough, .read_at = tip - 1};
  const auto says_the_same_when = [&](Facts after, auto&& change) {
    const Facts before = after;
    change(after);
    return says_the_same({}, before, after);
  };
  Facts confirmed = once;
  confirmed.readings = 2;
  BOOST_TEST(says_the_same_when(confirmed, [](Facts& facts) { ++facts.readings; }));
  BOOST_TEST(says_the_same_when(confirmed, [](Facts& facts) { facts.read_at -= 1; }));
  BOOST_TEST(!says_the_same_when(once, [](Facts& facts) { facts.readings = 2; }));
  BOOST_TEST(!says_the_same_when(confirmed, [](Facts& facts) { facts.read_at += 1; }));
  BOOST_TEST(!says_the_same_when(confirmed, [](Facts& facts) { facts.since += 1; }));
  BOOST_TEST(!says_the_same_when(confirmed, [](Facts& facts) { facts.recovering = true; }));
  BOOST_TEST(!says_the_same_when(confirmed, [](Facts& facts) { facts.finding = Finding::absent; }));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace test
}  // namespace raas
