#include <boost/test/unit_test.hpp>
#include <map>

#include "simulated.h"

// A calm fleet: nothing on chain gives a reason to do anything, and the node is in trouble for a
// while. Every deal beyond the copies that were asked for is one that the trouble has cost.

namespace json = boost::json;
using namespace raas::test;

namespace {

constexpr std::uint32_t jobs = 20;
constexpr std::uint32_t copies = 3;

/// No weather and no luck; every client came in the first day, all is sealed by the tenth.
std::string calm(const std::string& more, int percent_down = 0) {
  return R"({"outages":{"gap_mean":0,"mass_at":34560,"mass_for":720,"mass_percent":)" +
         std::to_string(percent_down) + R"(},
             "providers":{"reject_ppm":0,"never_seal_ppm":0,"slow_seal_ppm":0,
                          "retrieval_failure_ppm":0},
             "clients":{"arrive_within":2880})" +
         more + "}";
}

mock::SimOptions small_fleet() {
  auto options = simulation(26 * mock::epochs_per_day, jobs);
  options.providers = 12;
  return options;
}

/// 26 days with the node's trouble from the twelfth on. Days between the trouble and the end are as
/// many as it takes for a copy that was believed to be gone to be replaced.
json::object in_trouble(mock::Profile profile, const std::string& trouble) {
  auto options = small_fleet();
  options.profile = profile;
  const Scenario scenario(options, calm(R"(,"node":{"at":34560,)" + trouble + "}"));
  return report_of(options);
}

/// The deals that are made without any trouble.
json::object calm_deals(mock::Profile profile) {
  auto options = small_fleet();
  options.profile = profile;
  const Scenario scenario(options, calm(""));
  const json::object report = report_of(options);
  BOOST_TEST(number_in(report, "/deals_made/repair") == 0);
  BOOST_TEST(number_in(report, "/copies/healthy") == jobs * copies);
  return report.at("deals_made").as_object();
}

void check_nothing_was_done(const json::object& report, mock::Profile profile) {
  static const std::map<mock::Profile, json::object> without_trouble{
      {mock::Profile::full, calm_deals(mock::Profile::full)},
      {mock::Profile::gateway, calm_deals(mock::Profile::gateway)}};
  BOOST_TEST(json::serialize(report.at("deals_made")) ==
             json::serialize(without_trouble.at(profile)));
  BOOST_TEST(number_in(report, "/copies/healthy") == jobs * copies);
}

/// In full and in gateway mode; @p what counts the replies that the trouble has touched.
void check_trouble(const std::string& trouble, const char* what) {
  for (const mock::Profile profile : {mock::Profile::full, mock::Profile::gateway}) {
    BOOST_TEST_CONTEXT(name_of(profile)) {
      const json::object report = in_trouble(profile, trouble);
      check_nothing_was_done(report, profile);
      BOOST_TEST(number_in(report, std::string("/rpc_replies/") + what) > 0);
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(trouble_sim)

BOOST_AUTO_TEST_CASE(an_outage_of_the_node_for_6_hours_costs_no_deal) {
  check_trouble(R"("for":720,"lost_ppm":1000000)", "spoiled");
}

BOOST_AUTO_TEST_CASE(pages_of_html_cost_no_deal) {
  check_trouble(R"("for":2880,"html_ppm":700000)", "spoiled");
}

BOOST_AUTO_TEST_CASE(empty_replies_cost_no_deal) {
  check_trouble(R"("for":2880,"empty_ppm":700000)", "spoiled");
}

BOOST_AUTO_TEST_CASE(truncated_replies_cost_no_deal) {
  check_trouble(R"("for":2880,"truncated_ppm":700000)", "spoiled");
}

BOOST_AUTO_TEST_CASE(answers_with_wrong_ids_cost_no_deal) {
  check_trouble(R"("for":2880,"wrong_ids_ppm":700000)", "spoiled");
}

BOOST_AUTO_TEST_CASE(batches_in_another_order_cost_no_deal) {
  check_trouble(R"("for":2880,"reordered_ppm":1000000)", "spoiled");
}

BOOST_AUTO_TEST_CASE(a_node_that_is_2000_epochs_behind_costs_no_deal) {
  check_trouble(R"("for":5760,"behind":2000)", "bent");
}

BOOST_AUTO_TEST_CASE(a_reorganization_of_900_epochs_costs_no_deal) {
  check_trouble(R"("for":900,"follows_branch":1)", "bent");
}

// A day and a half: longer than the time after which one copy alone would be believed to be gone.
BOOST_AUTO_TEST_CASE(not_found_for_every_deal_costs_no_deal) {
  check_trouble(R"("for":4320,"deals_missing_ppm":1000000)", "bent");
}

BOOST_AUTO_TEST_CASE(every_sector_said_to_be_gone_costs_no_deal) {
  check_trouble(R"("for":4320,"sectors_dead_ppm":1000000)", "bent");
}

// The counterpart: without the guard, and with bad news believed at once, the same lie costs deals.
BOOST_AUTO_TEST_CASE(a_lie_that_is_believed_would_have_cost_deals) {
  auto options = small_fleet();
  const Scenario scenario(options,
                          calm(R"(,"node":{"at":34560,"for":4320,"sectors_dead_ppm":1000000},
        "plugin":{"policy":{"feed_bad_share_max_percent":100,"gone_after_epochs":0}})"));
  const json::object report = unjudged_report_of(options);
  BOOST_TEST(number_in(report, "/deals_made/repair") > 0);
}

BOOST_AUTO_TEST_CASE(thirty_percent_of_the_providers_down_for_6_hours_and_back_cost_no_deal) {
  for (const mock::Profile profile : {mock::Profile::full, mock::Profile::gateway}) {
    BOOST_TEST_CONTEXT(name_of(profile)) {
      auto options = small_fleet();
      options.profile = profile;
      const Scenario scenario(options, calm("", 30));
      check_nothing_was_done(report_of(options), profile);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_node_with_narrow_limits_of_its_rate_is_lived_with) {
  check_trouble(
      R"("for":2880,"too_many_ppm":500000,"requests_per_minute":30,"tokens_per_second":20)",
      "spoiled");
}

BOOST_AUTO_TEST_SUITE_END()
