#include <boost/test/unit_test.hpp>

#include "support/world.h"

using namespace raas;
using namespace raas::test;

// The network counts epochs from a genesis of its own, which a node tells. Before that, epochs that
// are reckoned from the clock are those of another network.

namespace {

/// As if the network had begun a year sooner than it has: epochs are far ahead of the true ones.
ChainTime a_year_ahead() {
  ChainTime time;
  time.genesis_unix_ms -= 365 * epochs_per_day * time.epoch_ms;
  return time;
}

void order(World& world, std::uint32_t copies) {
  BOOST_REQUIRE(world.service().place({order_of(copies)}).has_value());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(chain_time)

BOOST_AUTO_TEST_CASE(nothing_is_decided_until_the_network_told_how_it_counts) {
  World world;
  world.host.assumed_time = a_year_ahead();
  order(world, 3);
  world.run(epochs_per_hour);
  BOOST_TEST(world.deals_made() == 0U);

  world.host.assumed_time.reset();
  world.run(epochs_per_day);
  BOOST_TEST(world.deals_made() == 3U);
}

BOOST_AUTO_TEST_CASE(deals_under_way_are_not_given_up_after_a_restart_with_a_node_that_is_silent) {
  World world;
  order(world, 3);
  world.run(epochs_per_hour);
  BOOST_REQUIRE(world.deals_made() == 3U);
  BOOST_REQUIRE(world.deals_proven() == 0U);

  world.host.assumed_time = a_year_ahead();
  world.restart();
  world.run(epochs_per_day);
  BOOST_TEST(world.deals_made() == 3U);
  BOOST_TEST(world.deals_proven() == 3U);
}

BOOST_AUTO_TEST_CASE(what_was_told_before_a_restart_is_known_after_it) {
  World world;
  world.run(epochs_per_hour);
  world.host.assumed_time = a_year_ahead();
  world.restart();
  order(world, 3);
  world.run(epochs_per_day);
  BOOST_TEST(world.deals_made() == 3U);
}

BOOST_AUTO_TEST_CASE(what_the_network_told_is_kept_as_text) {
  const ChainTime calibration{.genesis_unix_ms = 1667326380000, .epoch_ms = 30000};
  BOOST_TEST(calibration.text() == "1667326380000 30000");
  BOOST_TEST((ChainTime::parse(calibration.text()).value() == calibration));
  for (const char* wrong :
       {"", "1667326380000", "1667326380000 0", "x 30000", "1 2 3", "-1 30000"}) {
    BOOST_TEST(!ChainTime::parse(wrong).has_value(), wrong);
  }
}

BOOST_AUTO_TEST_SUITE_END()
