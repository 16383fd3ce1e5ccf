#include "policy/reputation.h"

#include <boost/test/unit_test.hpp>

namespace raas::test {
namespace {

constexpr std::uint32_t good_ppm = 950000;
constexpr std::uint32_t million = 1000000;

}  // namespace

BOOST_AUTO_TEST_SUITE(reputation)

BOOST_AUTO_TEST_CASE(the_same_share_of_failures_is_believed_more_of_many_deals) {
  BOOST_TEST(reliability_ppm(good_ppm, {.made = 9, .failed = 1}) <
             reliability_ppm(good_ppm, {.made = 90, .failed = 10}));
}

BOOST_AUTO_TEST_CASE(one_failure_weighs_less_than_ten) {
  const auto none = reliability_ppm(good_ppm, {});
  const auto one = reliability_ppm(good_ppm, {.made = 0, .failed = 1});
  const auto ten = reliability_ppm(good_ppm, {.made = 0, .failed = 10});
  BOOST_TEST(none > one);
  BOOST_TEST(one > ten);
  BOOST_TEST(ten > 0U);
}

BOOST_AUTO_TEST_CASE(every_deal_that_was_made_adds_trust) {
  std::uint32_t before = reliability_ppm(good_ppm, {});
  for (std::uint64_t made = 1; made <= 100; ++made) {
    const auto now = reliability_ppm(good_ppm, {.made = made, .failed = 0});
    BOOST_TEST(now > before);
    before = now;
  }
  BOOST_TEST(before < million);
}

BOOST_AUTO_TEST_CASE(what_the_directory_says_orders_providers_without_deals) {
  BOOST_TEST(reliability_ppm(0, {}) < reliability_ppm(500000, {}));
  BOOST_TEST(reliability_ppm(500000, {}) < reliability_ppm(million, {}));
  BOOST_TEST(reliability_ppm(million, {}) == reliability_ppm(2 * million, {}));
}

BOOST_AUTO_TEST_CASE(both_counts_are_halved_after_a_hundred_deals) {
  BOOST_TEST((remembered({.made = 98, .failed = 1}, true) == Experience{.made = 99, .failed = 1}));
  BOOST_TEST((remembered({.made = 99, .failed = 1}, true) == Experience{.made = 50, .failed = 0}));
  BOOST_TEST(
      (remembered({.made = 60, .failed = 40}, false) == Experience{.made = 30, .failed = 20}));
}

// A provider that failed for long and then keeps its word is trusted again.
BOOST_AUTO_TEST_CASE(a_bad_past_fades) {
  Experience met;
  for (int deal = 0; deal < 100; ++deal) met = remembered(met, false);
  BOOST_TEST(reliability_ppm(good_ppm, met) < 200000U);
  for (int deal = 0; deal < 400; ++deal) met = remembered(met, true);
  BOOST_TEST(reliability_ppm(good_ppm, met) > 900000U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace raas::test
