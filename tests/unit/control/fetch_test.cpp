#include <boost/test/unit_test.hpp>

#include "support/world.h"

using namespace raas;
using namespace raas::test;

namespace {

HostRefusal refusal(Code code, Millis retry_after_ms = 0) {
  HostRefusal refused;
  refused.error = Error{code, "the host has its reasons"};
  refused.retry_after_ms = retry_after_ms;
  return refused;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(fetch)

BOOST_AUTO_TEST_CASE(a_fetch_that_failed_is_asked_for_again) {
  World world;
  world.host.fetches_failing = 2;
  BOOST_TEST(world.service().place({order_of(1)}).has_value());

  world.run(2 * epochs_per_day);

  BOOST_TEST(world.deals_made() == 1U);
}

BOOST_AUTO_TEST_CASE(data_that_cannot_be_had_leaves_the_staging_to_others) {
  ServiceOptions options;
  options.fetches_max = 1;
  World world(options);
  Order lost = order_of(1);
  lost.payload_text = "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku";
  lost.payload = Cid::parse(lost.payload_text).value();
  world.host.unfetchable = lost.payload_text;
  BOOST_TEST(world.service().place({lost}).has_value());
  world.run(100);
  BOOST_TEST(world.service().place({order_of(1)}).has_value());

  world.run(epochs_per_day);

  BOOST_TEST(world.deals_made() == 1U);
}

BOOST_AUTO_TEST_CASE(data_that_the_host_will_not_fetch_is_asked_for_ever_more_seldom) {
  World world;
  HostRefusal nowhere = refusal(Code::not_found);
  world.host.refuse_fetches_with = &nowhere;
  BOOST_TEST(world.service().place({order_of(3)}).has_value());

  world.run(epochs_per_day);
  // After 40, 80, 160, 320, 640 epochs, and from then on every 6 hours: for all slots at once.
  BOOST_TEST(world.host.fetches_asked >= 7U);
  BOOST_TEST(world.host.fetches_asked <= 9U);

  const std::size_t asked = world.host.fetches_asked;
  world.run(epochs_per_day);
  BOOST_TEST(world.host.fetches_asked - asked == 4U);

  world.host.refuse_fetches_with = nullptr;
  world.run(epochs_per_day);
  BOOST_TEST(world.deals_made() == 3U);
}

BOOST_AUTO_TEST_CASE(a_host_that_is_busy_is_asked_again_when_it_says) {
  World world;
  HostRefusal busy = refusal(Code::unavailable, Millis{100} * 30000);
  world.host.refuse_fetches_with = &busy;
  BOOST_TEST(world.service().place({order_of(1)}).has_value());

  world.run(1050);
  BOOST_TEST(world.host.fetches_asked == 11U);

  world.host.refuse_fetches_with = nullptr;
  world.run(120);
  BOOST_TEST(world.deals_made() == 1U);
}

BOOST_AUTO_TEST_CASE(data_that_arrives_when_its_job_is_cancelled_is_let_go) {
  World world;
  world.host.fetches_run = true;
  const JobId job = world.service().place({order_of(1)}).value().at(0).job;
  world.run(100);
  BOOST_TEST_REQUIRE(world.host.staged.size() == 1U);
  BOOST_TEST(world.service().cancel(job).has_value());
  world.run(100);
  BOOST_TEST(world.host.staged.size() == 1U);  // It is on its way.

  world.host.fetches_run = false;
  world.run(100);
  BOOST_TEST(world.host.staged.empty());
}

BOOST_AUTO_TEST_CASE(a_stop_leaves_nothing_in_the_staging) {
  World world;
  HostRefusal later = refusal(Code::unavailable, Millis{3600} * 1000);
  world.host.refuse_deals_with = &later;
  BOOST_TEST(world.service().place({order_of(1)}).has_value());
  world.run(100);
  BOOST_TEST_REQUIRE(world.host.staged.size() == 1U);

  world.service().stop();
  BOOST_TEST(world.host.staged.empty());
}

BOOST_AUTO_TEST_CASE(data_that_arrives_after_a_stop_is_let_go) {
  World world;
  world.host.fetches_run = true;
  BOOST_TEST(world.service().place({order_of(1)}).has_value());
  world.run(100);
  BOOST_TEST_REQUIRE(world.host.staged.size() == 1U);
  const std::uint64_t fetch = world.host.staged.begin()->first;

  world.service().stop();
  Fetch arrived;
  arrived.id = arrived.data_handle = fetch;
  arrived.state = FetchState::ready;
  BOOST_TEST(world.service().offer({{.seq = 1, .told = arrived}}));
  (void)world.service().pump(world.now());
  BOOST_TEST(world.host.staged.empty());
}

BOOST_AUTO_TEST_SUITE_END()
