#include <algorithm>
#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <sstream>

#include "sim/environment.h"
#include "sim/sim.h"
#include "support/temporary_folder.h"

// One organisation with 30 % of the providers is away: a short outage must cost nothing, a long one
// is repaired under the budget, and what stands worst comes first. Ten thousand jobs with
// `tests/run --soak`.

using mock::Epochs;
using mock::epochs_per_day;

namespace json = boost::json;

using sim_test::environment;
using sim_test::scale_percent;

namespace {

constexpr Epochs settled = 20 * epochs_per_day;  // All copies are made and proven by then.

std::uint32_t jobs_in_storm() {
  const auto scale = scale_percent();
  return scale >= 1000 ? 10000 : std::max<std::uint32_t>(20, static_cast<std::uint32_t>(scale));
}

/// Nothing goes wrong but that operator-0 is away for @p length.
json::object after_storm(Epochs length, Epochs epochs) {
  const raas_test::TemporaryFolder folder;
  mock::SimOptions options;
  options.scenario = folder.path() / "storm.json";
  const auto limit = std::to_string(std::max(10u, jobs_in_storm() / 7));
  std::ofstream(options.scenario)
      << R"({"run": {"providers": 30, "jobs": )" << jobs_in_storm() << R"(, "epochs": )" << epochs
      << R"(}, "providers": {"largest_share_ppm": 300000, "reject_ppm": 0, "never_seal_ppm": 0,
             "slow_seal_ppm": 0, "retrieval_failure_ppm": 0, "seal_epochs_max": 2000},
             "clients": {"arrive_within": 2880}, "outages": {"gap_mean": 0},
             "plugin": {"policy": {"deals_per_hour_max": )"
      << limit << R"(, "in_flight_max": 100000, "in_flight_per_provider_max": 10000,
             "deals_per_hour_per_provider_max": 0}},
             "events": [{"at": )"
      << settled << R"(, "what": "outage", "organisation": "operator-0", "for": )" << length
      << "}]}";
  options.plugin = environment("RAAS_PLUGIN");
  options.quiet = true;
  std::ostringstream out;
  BOOST_TEST(mock::run_sim(options, out) == 0, out.str());
  return json::parse(out.str()).as_object();
}

std::uint64_t repairs_in(const json::object& report) {
  return report.at("deals_made").at("repair").to_number<std::uint64_t>();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(storm)

BOOST_AUTO_TEST_CASE(six_hours_of_outage_cause_no_repair) {
  const auto report = after_storm(epochs_per_day / 4, settled + 4 * epochs_per_day);
  BOOST_TEST(repairs_in(report) == 0U);
  BOOST_TEST(report.at("copies").at("healthy").to_number<std::uint64_t>() == jobs_in_storm() * 3);
}

BOOST_AUTO_TEST_CASE(an_outage_past_the_grace_is_repaired_under_the_budget_and_in_order) {
  const auto report = after_storm(30 * epochs_per_day, settled + 12 * epochs_per_day);
  BOOST_TEST(repairs_in(report) > jobs_in_storm() / 4);
  BOOST_TEST(report.at("inversions").to_number<std::uint64_t>() == 0U);
  BOOST_TEST(report.at("copies").at("healthy").to_number<std::uint64_t>() == jobs_in_storm() * 3);
}

BOOST_AUTO_TEST_SUITE_END()
