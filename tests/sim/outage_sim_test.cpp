#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "simulated.h"

// How soon a fault is acted upon, in a fleet of 200 miners for 60 days. All the 10,000 sectors are
// for tests/run --soak.

namespace json = boost::json;
using namespace raas::test;

namespace {

constexpr mock::Epochs grace = mock::epochs_per_day;
constexpr mock::Epochs finality_lag = 20;
constexpr std::uint32_t copies_each = 3;
constexpr std::uint32_t miners = 200;

/// Outages of providers only: deals are made at the first attempt, and the data is at hand, so that
/// what is measured is how long it takes to know.
const std::string outages = R"({"outages":{"gap_mean":86400,"long_ppm":500000,"leave_ppm":50000},
  "chain":{"finality_lag":20},
  "providers":{"reject_ppm":0,"never_seal_ppm":0,"slow_seal_ppm":0,"retrieval_failure_ppm":0},
  "clients":{"arrive_within":2880,"repair_after_epochs":2880,"store_keeps":200000}})";

json::object sixty_days(mock::Profile profile) {
  const auto sectors = std::min<std::int64_t>(10000, scaled(900, 300));
  const auto epochs = std::min<mock::Epochs>(60, scaled(60, 25)) * mock::epochs_per_day;
  auto options =
      simulation(epochs, static_cast<std::uint32_t>((sectors + copies_each - 1) / copies_each));
  options.providers = miners;
  options.profile = profile;
  const Scenario scenario(options, outages);
  return report_of(options);
}

void check_fault_to_action(const json::object& report) {
  const std::int64_t repairs = number_in(report, "/repairs/count");
  const std::int64_t p99 = number_in(report, "/repairs/fault_to_deal_epochs/p99");
  BOOST_TEST_MESSAGE(json::serialize(report));
  BOOST_TEST(repairs >= 30);
  // Nothing can be known before the deadline closes, nor done before the grace is over.
  BOOST_TEST(p99 > grace);
  BOOST_TEST(p99 <= mock::epochs_per_day + grace + finality_lag);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(outage_sim)

BOOST_AUTO_TEST_CASE(a_fault_is_acted_upon_within_a_proving_period_its_grace_and_finality) {
  const json::object report = sixty_days(mock::Profile::full);
  check_fault_to_action(report);
}

BOOST_AUTO_TEST_CASE(a_fault_is_acted_upon_as_soon_through_a_gateway) {
  const json::object report = sixty_days(mock::Profile::gateway);
  check_fault_to_action(report);
}

BOOST_AUTO_TEST_SUITE_END()
