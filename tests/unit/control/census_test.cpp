#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "support/world.h"

using namespace raas;
using namespace raas::test;

namespace {

/// A metric's first sample; nothing if it is not told.
std::optional<double> value_of(World& world, std::string_view name) {
  const auto metrics = world.service().metrics();
  const auto found = std::find_if(metrics.begin(), metrics.end(),
                                  [&](const Metric& metric) { return metric.name == name; });
  if (found == metrics.end()) return std::nullopt;
  return found->samples.at(0).value;
}

void place_jobs(World& world, int jobs) {
  for (int job = 0; job < jobs; ++job)
    (void)world.service().place({order_of(1, "client " + std::to_string(job))}).value();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(census)

BOOST_AUTO_TEST_CASE(few_jobs_are_counted_when_somebody_asks) {
  World world;
  BOOST_TEST(value_of(world, "raas_jobs").value() == 0);
  place_jobs(world, 3);
  BOOST_TEST(value_of(world, "raas_jobs").value() == 3);
}

BOOST_AUTO_TEST_CASE(many_jobs_are_counted_in_the_pumps_that_follow) {
  ServiceOptions options;
  options.jobs_per_slice = 2;
  World world(options);
  place_jobs(world, 5);
  world.restart();

  BOOST_TEST(!value_of(world, "raas_jobs").has_value());
  BOOST_TEST(value_of(world, "raas_counted_epoch").value() == -1);
  for (int pump = 0; pump < 2; ++pump) {
    BOOST_TEST(world.service().pump(world.now()).more);
    BOOST_TEST(!value_of(world, "raas_jobs").has_value());
  }
  (void)world.service().pump(world.now());
  BOOST_TEST(value_of(world, "raas_jobs").value() == 5);
}

BOOST_AUTO_TEST_CASE(many_jobs_are_counted_again_when_somebody_asks_after_a_minute) {
  ServiceOptions options;
  options.jobs_per_slice = 2;
  World world(options);
  place_jobs(world, 5);
  world.restart();
  world.run(1);
  const Epoch counted = world.epoch - 1;
  place_jobs(world, 7);

  BOOST_TEST(value_of(world, "raas_jobs").value() == 5);
  BOOST_TEST(value_of(world, "raas_counted_epoch").value() == static_cast<double>(counted));
  world.run(2);
  BOOST_TEST(value_of(world, "raas_jobs").value() == 5);
  world.run(1);
  BOOST_TEST(value_of(world, "raas_jobs").value() == 7);
  BOOST_TEST(value_of(world, "raas_counted_epoch").value() == static_cast<double>(counted + 3));
}

BOOST_AUTO_TEST_SUITE_END()
