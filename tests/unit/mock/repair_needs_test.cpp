#include "aggregator/repair_needs.h"

#include <boost/test/unit_test.hpp>

namespace mock {
namespace {

using Latencies = std::vector<Epochs>;
using enum CopyTurn;

/// Copies 1 and 2 of a job that wants two, both there from epoch 0 on; then @p changes.
Latencies two_copies(std::vector<CopyChange> changes, std::uint32_t min = 2) {
  changes.insert(changes.begin(), {{0, 1, other_asked}, {0, 2, other_asked}});
  return fault_to_deal_epochs(std::move(changes), {.since = 0, .min = min, .target = 2});
}

}  // namespace

BOOST_AUTO_TEST_SUITE(repair_needs)

BOOST_AUTO_TEST_CASE(a_repair_is_counted_from_its_fault) {
  BOOST_TEST(two_copies({{100, 1, fails}, {150, 3, repair_asked}}) == Latencies{50});
  BOOST_TEST(two_copies({{150, 3, repair_asked}, {100, 1, fails}}) == Latencies{50});
}

BOOST_AUTO_TEST_CASE(a_copy_that_comes_back_needs_nothing) {
  BOOST_TEST(
      two_copies(
          {{100, 1, fails}, {110, 1, comes_back}, {200, 2, fails}, {250, 3, repair_asked}}) ==
      Latencies{50});
}

BOOST_AUTO_TEST_CASE(a_spare_takes_over_and_its_own_fault_is_what_counts) {
  // Copy 1 comes back after its repair, so that there are three; the first fault then is covered.
  BOOST_TEST(two_copies({{100, 1, fails},
                         {150, 3, repair_asked},
                         {160, 1, comes_back},
                         {200, 2, fails},
                         {900, 3, fails},
                         {930, 4, repair_asked}}) == (Latencies{50, 30}));
}

BOOST_AUTO_TEST_CASE(of_two_faults_the_older_one_is_mended_first) {
  BOOST_TEST(
      two_copies(
          {{100, 1, fails}, {120, 2, fails}, {150, 3, repair_asked}, {180, 4, repair_asked}}) ==
      (Latencies{50, 60}));
}

BOOST_AUTO_TEST_CASE(the_fault_that_is_over_is_not_the_one_that_is_mended) {
  BOOST_TEST(
      two_copies(
          {{100, 1, fails}, {120, 2, fails}, {130, 1, comes_back}, {180, 4, repair_asked}}) ==
      Latencies{60});
}

BOOST_AUTO_TEST_CASE(an_attempt_after_a_lost_deal_is_not_counted_again) {
  BOOST_TEST(
      two_copies(
          {{100, 1, fails}, {150, 3, repair_asked}, {400, 3, deal_lost}, {410, 4, repair_asked}}) ==
      Latencies{50});
}

BOOST_AUTO_TEST_CASE(a_renewal_does_not_mend_a_fault) {
  BOOST_TEST(
      two_copies(
          {{100, 1, fails}, {110, 2, runs_out}, {111, 3, other_asked}, {150, 4, repair_asked}}) ==
      Latencies{50});
}

BOOST_AUTO_TEST_CASE(nothing_is_needed_until_there_are_fewer_than_the_minimum) {
  BOOST_TEST(two_copies({{100, 1, fails}, {500, 2, fails}, {550, 3, repair_asked}}, 1) ==
             Latencies{50});
}

BOOST_AUTO_TEST_CASE(a_repair_without_a_fault_has_no_figure) {
  BOOST_TEST(two_copies({{150, 3, repair_asked}}) == Latencies{});
  BOOST_TEST(two_copies({{100, 1, runs_out}, {150, 3, repair_asked}}) == Latencies{});
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace mock
