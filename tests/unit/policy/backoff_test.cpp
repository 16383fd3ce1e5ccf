#include "policy/backoff.h"

#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <limits>
#include <set>

namespace raas {

namespace test {

BOOST_AUTO_TEST_SUITE(backoff)

BOOST_AUTO_TEST_CASE(a_slot_waits_twice_as_long_after_each_failure_up_to_the_limit) {
  const Policy policy{.backoff_min_epochs = 100, .backoff_max_epochs = 1000};
  const Epochs expected[] = {100, 100, 200, 400, 800};
  for (std::uint32_t failures = 1; failures <= 4; ++failures) {
    for (std::uint64_t salt = 0; salt < 200; ++salt) {
      const Epochs wait = slot_backoff(policy, failures, salt);
      BOOST_TEST(wait >= std::min<Epochs>(expected[failures], 800));
      BOOST_TEST(wait <= std::min<Epochs>(expected[failures] * 5 / 4, 1000));
    }
  }
  for (const std::uint32_t failures :
       {5U, 40U, 64U, 65U, std::numeric_limits<std::uint32_t>::max()}) {
    BOOST_TEST(slot_backoff(policy, failures, 3) >= 750);
    BOOST_TEST(slot_backoff(policy, failures, 3) <= 1000);
  }
}

BOOST_AUTO_TEST_CASE(slots_that_failed_together_are_spread) {
  for (const std::uint32_t failures : {1U, 3U, 100U}) {
    std::set<Epochs> waits;
    for (std::uint64_t salt = 0; salt < 1000; ++salt)
      waits.insert(slot_backoff({}, failures, salt));
    BOOST_TEST(waits.size() > 25U);
  }
}

BOOST_AUTO_TEST_CASE(a_wait_that_is_longer_than_any_does_not_count) {
  const Policy policy{.backoff_min_epochs = 100,
                      .backoff_max_epochs = 1000,
                      .provider_rest_min_epochs = 200,
                      .provider_rest_max_epochs = 2000};
  BOOST_TEST(!is_waiting(policy, 5000, 5000));
  BOOST_TEST(is_waiting(policy, 5001, 5000));
  BOOST_TEST(is_waiting(policy, 6000, 5000));
  BOOST_TEST(!is_waiting(policy, 6001, 5000));
  BOOST_TEST(!is_waiting(policy, no_epoch, 5000));
  BOOST_TEST(!is_waiting(policy, std::numeric_limits<Epoch>::max(), -5000));
  BOOST_TEST(!is_resting(policy, 5000, 5000));
  BOOST_TEST(is_resting(policy, 7000, 5000));
  BOOST_TEST(!is_resting(policy, 7001, 5000));
}

BOOST_AUTO_TEST_CASE(the_same_failure_waits_equally_long_each_time_it_is_asked) {
  BOOST_TEST(slot_backoff({}, 3, 9) == slot_backoff({}, 3, 9));
}

BOOST_AUTO_TEST_CASE(strange_limits_are_taken_as_they_are) {
  constexpr Epochs most = std::numeric_limits<Epochs>::max();
  constexpr Epochs least = std::numeric_limits<Epochs>::min();
  BOOST_TEST(slot_backoff({.backoff_min_epochs = least, .backoff_max_epochs = least}, 9, 1) == 0);
  BOOST_TEST(slot_backoff({.backoff_min_epochs = 50, .backoff_max_epochs = 10}, 9, 1) == 50);
  BOOST_TEST(slot_backoff({.backoff_min_epochs = 0, .backoff_max_epochs = most}, 9, 1) == 0);
  BOOST_TEST(slot_backoff({.backoff_min_epochs = most, .backoff_max_epochs = most}, 9, 1) == most);
  BOOST_TEST(slot_backoff({.backoff_min_epochs = 1, .backoff_max_epochs = most}, 4'000'000'000U,
                          1) >= most / 4 * 3);
  BOOST_TEST(slot_backoff({.backoff_min_epochs = 100}, 0, 1) <= 125);
}

BOOST_AUTO_TEST_CASE(a_provider_rests_twice_as_long_after_each_failure_up_to_the_limit) {
  const Policy policy{.provider_rest_min_epochs = 10, .provider_rest_max_epochs = 75};
  BOOST_TEST(provider_rest(policy, 0) == 10);
  BOOST_TEST(provider_rest(policy, 1) == 10);
  BOOST_TEST(provider_rest(policy, 2) == 20);
  BOOST_TEST(provider_rest(policy, 3) == 40);
  BOOST_TEST(provider_rest(policy, 4) == 75);
  BOOST_TEST(provider_rest(policy, std::numeric_limits<std::uint32_t>::max()) == 75);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace test
}  // namespace raas
