#include "sim/shrink.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "sim/mixed.h"

using namespace mock;

namespace {

Scenario large() {
  Scenario base;
  base.run = {.seed = 1, .epochs = 200000, .jobs = 64};
  return mixed_scenario(base);
}

bool has_kill_after(const Scenario& scenario, Epochs at) {
  return std::any_of(scenario.events.begin(), scenario.events.end(), [&](const Happening& event) {
    return event.kind == HappeningKind::kill && event.at >= at;
  });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(shrink)

BOOST_AUTO_TEST_CASE(only_what_the_violation_needs_is_left) {
  Scenario scenario = large();
  scenario.events.push_back({.at = 70000, .kind = HappeningKind::kill, .whom = {}});
  const auto needs = [](const Scenario& tried) {
    return tried.run.jobs >= 3 && tried.run.epochs >= 80000 && has_kill_after(tried, 70000);
  };
  const Scenario least = shrunk(scenario, needs, 500);
  BOOST_TEST(needs(least));
  BOOST_TEST(least.events.size() == 1U);
  BOOST_TEST(least.run.jobs == 3U);
  BOOST_TEST(least.run.epochs < 90000);
  BOOST_TEST(least.run.providers == 1U);
  BOOST_TEST(least.plugin_config.empty());
}

BOOST_AUTO_TEST_CASE(a_limit_of_runs_is_kept) {
  int runs = 0;
  const Scenario least = shrunk(
      large(),
      [&](const Scenario&) {
        ++runs;
        return true;
      },
      10);
  BOOST_TEST(runs == 10);
  BOOST_TEST(least.run.epochs < 200000);
}

BOOST_AUTO_TEST_CASE(violations_are_the_same_but_for_their_numbers) {
  BOOST_TEST(
      kind_of_violation("epoch 5000: request raas/7/1/2 (repair) was made for a paused job") ==
      kind_of_violation("epoch 6100: request raas/1/3/1 (repair) was made for a paused job"));
  BOOST_TEST(kind_of_violation("epoch 1: request a was made for a paused job") !=
             kind_of_violation("epoch 1: request a was made for a cancelled job"));
}

BOOST_AUTO_TEST_SUITE_END()
