#include <boost/test/unit_test.hpp>

#include "simulated.h"

// The plugin as it is released, in years of simulated operation. What is asserted is the judge's
// word: it comes from the host's own books and the simulated chain.

namespace json = boost::json;
using namespace raas::test;

namespace {

/// By RAAS_TEST_SCALE; never less than a month.
mock::Epochs for_epochs(mock::Epochs epochs) {
  return scaled(epochs, 30 * mock::epochs_per_day);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(plugin_sim)

// 540 days are the life of a deal: after 600 each first copy that no outage took was renewed.
BOOST_AUTO_TEST_CASE(years_of_outages_and_renewals_lose_and_double_nothing) {
  const auto epochs = for_epochs(600 * mock::epochs_per_day);
  const json::object report = report_of(simulation(epochs, 60));

  for (const char* key : {"duplicate_deals", "over_replicated", "lost_jobs"}) {
    BOOST_TEST(report.at(key).to_number<std::uint64_t>() == 0U, key);
  }
  BOOST_TEST(report.at("jobs").at("active").to_number<std::uint64_t>() == 60U);
  BOOST_TEST(report.at("copies").at("asked").to_number<std::uint64_t>() == 180U);
  BOOST_TEST(report.at("repairs").at("count").to_number<std::uint64_t>() > 0U);
  if (epochs < 560 * mock::epochs_per_day) return;
  BOOST_TEST(report.at("renewals").at("count").to_number<std::uint64_t>() > 30U);
  BOOST_TEST(report.at("renewals").at("margin_left_epochs_min").to_number<std::int64_t>() > 0);
}

BOOST_AUTO_TEST_CASE(same_seed_gives_the_same_report) {
  const auto options = simulation(for_epochs(60 * mock::epochs_per_day), 30);
  json::object first = report_of(options);
  json::object second = report_of(options);
  for (json::object* report : {&first, &second}) {
    report->erase("wall_seconds");
    report->erase("peak_rss_bytes");
  }
  BOOST_TEST(json::serialize(first) == json::serialize(second));
}

// The judge of report_of() sees the chain as it is, whatever the node says of it.
BOOST_AUTO_TEST_CASE(no_copy_is_replaced_because_a_node_is_a_gateway_flaky_or_wrong) {
  for (const mock::Profile profile :
       {mock::Profile::gateway, mock::Profile::flaky, mock::Profile::lying}) {
    auto options = simulation(for_epochs(60 * mock::epochs_per_day), 30);
    options.profile = profile;
    const json::object report = report_of(options);
    for (const char* key : {"duplicate_deals", "over_replicated", "lost_jobs"}) {
      BOOST_TEST(report.at(key).to_number<std::uint64_t>() == 0U, key);
    }
    BOOST_TEST(report.at("repairs").at("count").to_number<std::uint64_t>() > 0U);
  }
}

BOOST_AUTO_TEST_CASE(ten_times_the_jobs_at_most_double_the_chain_calls) {
  const auto epochs = for_epochs(60 * mock::epochs_per_day);
  const std::uint64_t few = calls_in(report_of(simulation(epochs, 30)));
  const std::uint64_t many = calls_in(report_of(simulation(epochs, 300)));
  BOOST_TEST(many <= 2 * few, many << " calls for 300 jobs, " << few << " for 30");
}

BOOST_AUTO_TEST_SUITE_END()
