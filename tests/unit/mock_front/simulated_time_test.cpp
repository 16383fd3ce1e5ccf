#include "commands/simulated_time.h"

#include <boost/test/unit_test.hpp>

using namespace mock;
using namespace std::chrono_literals;

namespace {

constexpr std::int64_t genesis = 1598306400;
const SimulatedTime::RealTime begin{100s};

SimulatedTime at_speed(double factor) {
  return {genesis, 10, {.factor = factor, .is_max = false}, begin};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(simulated_time)

BOOST_AUTO_TEST_CASE(begins_at_its_epoch) {
  const SimulatedTime time = at_speed(1);
  BOOST_TEST(time.now() == 300000);
  BOOST_TEST(time.epoch() == 10);
  BOOST_TEST(time.clock().unix_ms == genesis * 1000 + 300000);
  BOOST_TEST(time.clock().monotonic_ms == 300000);
}

BOOST_AUTO_TEST_CASE(horizon_goes_with_real_time_times_the_speed) {
  BOOST_TEST(at_speed(1).horizon(begin).value() == 300000);
  BOOST_TEST(at_speed(1).horizon(begin + 30s).value() == 330000);
  BOOST_TEST(at_speed(2.5).horizon(begin + 2s).value() == 305000);
  BOOST_TEST(at_speed(0).horizon(begin + 1h).value() == 300000);
  BOOST_TEST(
      !SimulatedTime(genesis, 10, {.factor = 0, .is_max = true}, begin).horizon(begin).has_value());
}

BOOST_AUTO_TEST_CASE(never_moves_back) {
  SimulatedTime time = at_speed(1);
  time.move_to(299999);
  BOOST_TEST(time.now() == 300000);
  time.move_to(300001);
  BOOST_TEST(time.now() == 300001);
  BOOST_TEST(time.horizon(begin).value() == 300001);
}

BOOST_AUTO_TEST_CASE(real_time_of_an_event_is_when_the_horizon_reaches_it) {
  const SimulatedTime time = at_speed(10);
  const auto when = time.real_time_of(310000).value();
  BOOST_TEST((when == begin + 1s));
  BOOST_TEST(time.horizon(when).value() >= 310000);
  BOOST_TEST(time.horizon(when - 1ms).value() < 310000);
  BOOST_TEST(!at_speed(0).real_time_of(310000).has_value());
}

BOOST_AUTO_TEST_CASE(time_that_stood_still_is_not_made_up_for) {
  SimulatedTime time = at_speed(1);
  time.stand_still_until(begin + 10s);
  BOOST_TEST(time.horizon(begin + 10s).value() == 300000);
  BOOST_TEST(time.horizon(begin + 11s).value() == 301000);
}

BOOST_AUTO_TEST_CASE(change_of_speed_counts_from_then_on) {
  SimulatedTime time = at_speed(1);
  time.move_to(time.horizon(begin + 1s).value());
  time.set_speed({.factor = 100, .is_max = false}, begin + 1s);
  BOOST_TEST(time.horizon(begin + 2s).value() == 401000);
}

BOOST_AUTO_TEST_SUITE_END()
