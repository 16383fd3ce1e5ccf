#include <boost/test/unit_test.hpp>

#include "abi/face/bench.h"

namespace raas_test {
namespace {

constexpr mock::Epochs days_2 = 2 * mock::epochs_per_day;
const std::string first_key = "raas/1/1/1";

/// Deals in the market for the data, whether the host knows them or not.
std::size_t deals_on_chain(Bench& bench) {
  std::size_t deals = 0;
  for (mock::DealId id = 90'000'000; bench.host.chain().deal(id); ++id) ++deals;
  return deals;
}

/// Runs until the deal of the first key has come to @p state.
void run_to(Bench& bench, raas_deal_state state) {
  for (int i = 0; i < 100; ++i) {
    const auto found = bench.host.asked.find(first_key);
    if (found != bench.host.asked.end() && found->second.state == state) return;
    bench.plugin.run(5, 5);
  }
  BOOST_FAIL("never came to that state");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(forgetting)

BOOST_AUTO_TEST_CASE(request_that_the_host_forgot_is_named_and_asked_again_under_its_key) {
  Bench bench;
  bench.plugin.begin();
  bench.place();
  run_to(bench, RAAS_DEAL_RECORDED);
  bench.host.forget(first_key);
  bench.plugin.run(mock::epochs_per_day + 240, 60);  // a day's silence makes it ask
  BOOST_TEST(bench.host.has_logged(RAAS_LOG_WARN, "request_forgotten"));
  BOOST_TEST(bench.host.has_logged(RAAS_LOG_WARN, first_key));
  BOOST_TEST(bench.host.asked.contains(first_key));
  bench.plugin.run(mock::epochs_per_day + 200, 60);
  BOOST_TEST(bench.copies_of() == 3U);
  BOOST_TEST(bench.host.violations.empty());
}

BOOST_AUTO_TEST_CASE(deal_on_chain_that_the_host_forgot_is_not_made_twice) {
  Bench bench;
  bench.plugin.begin();
  bench.place();
  run_to(bench, RAAS_DEAL_PUBLISHED);
  bench.plugin.run(5, 5);  // so that the plugin heard of it
  bench.host.forget(first_key);
  bench.plugin.run(days_2, 60);
  BOOST_TEST(!bench.host.asked.contains(first_key));
  BOOST_TEST(deals_on_chain(bench) == 3U);
  BOOST_TEST(has(bench.job(), "\"lasting\":3"), bench.job());
}

BOOST_AUTO_TEST_CASE(host_that_forgot_over_a_restart_is_named_and_its_deal_waited_for) {
  Bench bench;
  bench.plugin.begin();
  bench.place();
  run_to(bench, RAAS_DEAL_PUBLISHED);
  bench.plugin.run(5, 5);
  bench.host.forget(first_key);
  bench.plugin.destroy();
  bench.plugin.begin();
  bench.plugin.run(days_2, 60);
  BOOST_TEST(bench.host.has_logged(RAAS_LOG_WARN, "request_forgotten"));
  BOOST_TEST(bench.host.has_logged(RAAS_LOG_WARN, "its deal is waited for"));
  BOOST_TEST(!bench.host.asked.contains(first_key));
  BOOST_TEST(deals_on_chain(bench) == 3U);
  BOOST_TEST(has(bench.job(), "\"lasting\":3"), bench.job());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace raas_test
