#include "policy/budget.h"

#include <boost/test/unit_test.hpp>

namespace raas::test {
namespace {

constexpr Epoch start = 5'000'000;
constexpr ActorId somebody = 1000;

Policy allowing(std::uint32_t deals, std::uint64_t bytes = 0) {
  Policy policy;
  policy.deals_per_hour_max = deals;
  policy.bytes_per_hour_max = bytes;
  return policy;
}

Budget spent(std::size_t deals, std::uint64_t bytes = 0) {
  Budget budget;
  for (std::size_t i = 0; i < deals; ++i) budget.spend(start, somebody, bytes);
  return budget;
}

BOOST_AUTO_TEST_SUITE(budget)

BOOST_AUTO_TEST_CASE(deals_are_let_through_up_to_the_limit) {
  BOOST_TEST(spent(2).objection(allowing(3), start, 0) == "");
  BOOST_TEST(spent(3).objection(allowing(3), start, 0) ==
             "3 deals were made within an hour, 3 are allowed");
  BOOST_TEST(spent(4).objection(allowing(3), start, 0) != "");
}

BOOST_AUTO_TEST_CASE(what_is_kept_for_others_counts_as_spent) {
  const Claim kept{.deals = 1, .bytes = 60};
  BOOST_TEST(spent(1).objection(allowing(3), start, 0, kept) == "");
  BOOST_TEST(spent(2).objection(allowing(3), start, 0, kept) != "");
  BOOST_TEST(spent(1, 30).objection(allowing(0, 100), start, 10, kept) == "");
  BOOST_TEST(spent(1, 30).objection(allowing(0, 100), start, 11, kept) != "");
}

BOOST_AUTO_TEST_CASE(what_was_spent_comes_back_after_an_hour) {
  Budget budget = spent(1);
  BOOST_TEST(budget.objection(allowing(1), start + epochs_per_hour - 1, 0) != "");
  BOOST_TEST(budget.objection(allowing(1), start + epochs_per_hour, 0) == "");
}

BOOST_AUTO_TEST_CASE(zero_is_no_limit) {
  BOOST_TEST(spent(5000, 5000).objection(allowing(0, 0), start, 5000) == "");
}

BOOST_AUTO_TEST_CASE(bytes_are_let_through_up_to_the_limit) {
  BOOST_TEST(spent(1, 60).objection(allowing(0, 100), start, 40) == "");
  BOOST_TEST(spent(1, 60).objection(allowing(0, 100), start, 41) ==
             "60 bytes were dealt within an hour, 100 are allowed");
  BOOST_TEST(spent(1, 101).objection(allowing(0, 100), start, 0) != "");
}

BOOST_AUTO_TEST_CASE(a_deal_larger_than_the_budget_is_made_alone) {
  BOOST_TEST(spent(0).objection(allowing(0, 100), start, 101) == "");
  BOOST_TEST(spent(1, 1).objection(allowing(0, 100), start, 101) != "");
}

BOOST_AUTO_TEST_CASE(deals_are_counted_by_provider_for_an_hour) {
  Budget budget = spent(2);
  BOOST_TEST(budget.spent_at(somebody, start + epochs_per_hour - 1) == 2U);
  BOOST_TEST(budget.spent_at(somebody + 1, start) == 0U);
  BOOST_TEST(budget.spent_at(somebody, start + epochs_per_hour) == 0U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace raas::test
