#include "sim/sim.h"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

#include "support/temporary_folder.h"

namespace json = boost::json;
namespace fs = std::filesystem;

namespace {

struct Ran {
  int status = 0;
  json::object report;
  std::string trace;
};

mock::SimOptions small_run() {
  mock::SimOptions options;
  options.seed = 7;
  options.epochs = 60 * mock::epochs_per_day;
  options.jobs = 20;
  options.providers = 15;
  options.plugin = FAKE_PLUGIN;
  options.quiet = true;
  return options;
}

Ran run(mock::SimOptions options) {
  const raas_test::TemporaryFolder folder;
  options.trace = folder.path() / "trace";
  std::ostringstream out;
  Ran ran;
  ran.status = mock::run_sim(options, out);
  if (!out.str().empty()) ran.report = json::parse(out.str()).as_object();
  std::ifstream stream(options.trace);
  ran.trace.assign(std::istreambuf_iterator<char>(stream), {});
  return ran;
}

mock::SimOptions misbehaving(const std::string& how) {
  auto options = small_run();
  options.plugin_config = R"({"misbehave": ")" + how + "\"}";
  return options;
}

std::uint64_t number(const Ran& ran, const char* pointer) {
  boost::system::error_code failure;
  const json::value report = ran.report;
  const auto* found = report.find_pointer(pointer, failure);
  return found == nullptr || !found->is_number() ? 0 : found->to_number<std::uint64_t>();
}

bool complains(const Ran& ran, std::string_view of) {
  for (const auto& text : ran.report.at("violations").as_array()) {
    if (std::string_view(text.as_string()).find(of) != std::string_view::npos) return true;
  }
  return false;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sim)

BOOST_AUTO_TEST_CASE(all_jobs_of_a_small_run_get_their_copies) {
  const auto ran = run(small_run());

  BOOST_TEST(ran.status == 0);
  BOOST_TEST(ran.report.at("violations").as_array().size() == 0U,
             json::serialize(ran.report.at("violations")));
  BOOST_TEST(number(ran, "/jobs/active") == 20U);
  BOOST_TEST(number(ran, "/copies/asked") == 60U);
  BOOST_TEST(number(ran, "/copies/healthy") + number(ran, "/copies/pending") >= 58U);
  BOOST_TEST(number(ran, "/deals_made/first") >= 20U);
  BOOST_TEST(number(ran, "/deals_made/replication") >= 40U);
}

BOOST_AUTO_TEST_CASE(same_seed_gives_the_same_report_and_trace) {
  auto first = run(small_run());
  auto second = run(small_run());
  for (auto* ran : {&first, &second}) {
    ran->report.erase("wall_seconds");
    ran->report.erase("peak_rss_bytes");
  }

  BOOST_TEST(json::serialize(first.report) == json::serialize(second.report));
  BOOST_TEST(first.trace.size() > 1000U);
  BOOST_TEST((first.trace == second.trace));
}

BOOST_AUTO_TEST_CASE(another_seed_gives_another_run) {
  auto options = small_run();
  options.seed = 8;

  BOOST_TEST((run(small_run()).trace != run(options).trace));
}

BOOST_AUTO_TEST_CASE(a_run_with_any_profile_can_be_repeated) {
  auto options = small_run();
  options.epochs = 20 * mock::epochs_per_day;
  options.jobs = 5;
  std::set<std::string> calls;
  for (const auto profile :
       {mock::Profile::full, mock::Profile::gateway, mock::Profile::flaky, mock::Profile::lying}) {
    options.profile = profile;
    auto first = run(options);
    auto second = run(options);
    for (auto* ran : {&first, &second}) {
      ran->report.erase("wall_seconds");
      ran->report.erase("peak_rss_bytes");
    }
    BOOST_TEST(json::serialize(first.report) == json::serialize(second.report));
    BOOST_TEST((first.trace == second.trace));
    calls.insert(json::serialize(first.report.at("rpc_calls")));
  }
  // A gateway does not count what it does not serve.
  BOOST_TEST(calls.size() >= 2U);
}

BOOST_AUTO_TEST_CASE(copies_of_providers_that_go_away_are_repaired) {
  auto options = small_run();
  const raas_test::TemporaryFolder folder;
  options.scenario = folder.path() / "scenario.json";
  std::ofstream(options.scenario) << R"({"outages": {"gap_mean": 60000, "long_ppm": 600000}})";
  const auto ran = run(options);

  BOOST_TEST(number(ran, "/repairs/count") > 0U);
  BOOST_TEST(number(ran, "/repairs/fault_to_deal_epochs/p50") > 2880U);
  BOOST_TEST(number(ran, "/repairs/fault_to_deal_epochs/p50") < 3U * 2880U);
}

BOOST_AUTO_TEST_CASE(a_plugin_that_is_pumped_seldom_asks_for_all_that_it_asks_for_then) {
  constexpr mock::Epochs gap = 500;
  auto options = small_run();
  const raas_test::TemporaryFolder folder;
  options.scenario = folder.path() / "scenario.json";
  std::ofstream(options.scenario) << R"({"host": {"pump_gap_epochs": )" << gap << "}}";
  const auto ran = run(options);

  std::istringstream trace(ran.trace);
  std::set<mock::Epoch> asked;
  for (std::string line; std::getline(trace, line);) {
    if (line.find("accepted reason=replication") != std::string::npos)
      asked.insert(std::stoll(line));
  }
  BOOST_TEST(asked.size() > 2U);
  for (auto at = std::next(asked.begin()); at != asked.end(); ++at) {
    BOOST_TEST(*at - *std::prev(at) >= gap);
  }
  BOOST_TEST(number(ran, "/copies/healthy") + number(ran, "/copies/pending") >= 58U);
}

BOOST_AUTO_TEST_CASE(deals_near_their_end_are_renewed_in_time) {
  auto options = small_run();
  options.epochs = 200 * mock::epochs_per_day;
  const raas_test::TemporaryFolder folder;
  options.scenario = folder.path() / "scenario.json";
  std::ofstream(options.scenario)
      << R"({"deals": {"first_duration": 518400}, "outages": {"gap_mean": 0}})";
  const auto ran = run(options);

  BOOST_TEST(number(ran, "/renewals/count") >= 15U);
  BOOST_TEST(number(ran, "/renewals/margin_left_epochs_min") > 30000U);
}

BOOST_AUTO_TEST_CASE(judge_sees_more_copies_than_were_asked_for) {
  const auto ran = run(misbehaving("greedy"));

  BOOST_TEST(ran.status == 1);
  BOOST_TEST(number(ran, "/over_replicated") >= 20U);
}

BOOST_AUTO_TEST_CASE(judge_sees_two_copies_at_one_provider) {
  const auto ran = run(misbehaving("same_provider"));

  BOOST_TEST(ran.status == 1);
  BOOST_TEST(number(ran, "/duplicate_deals") >= 20U);
}

BOOST_AUTO_TEST_CASE(judge_sees_jobs_that_the_plugin_forgot) {
  const auto ran = run(misbehaving("forgets"));

  BOOST_TEST(ran.status == 1);
  BOOST_TEST(number(ran, "/lost_jobs") == 20U);
}

BOOST_AUTO_TEST_CASE(call_from_a_thread_of_the_plugin_is_misuse) {
  const auto ran = run(misbehaving("other_thread"));

  BOOST_TEST(ran.status == 1);
  BOOST_TEST(complains(ran, "cancel() called outside of a host call"));
}

BOOST_AUTO_TEST_CASE(events_are_delivered_again_after_retry) {
  const auto ran = run(misbehaving("retries_hooks"));

  BOOST_TEST(ran.status == 0);
  BOOST_TEST(number(ran, "/jobs/active") == 20U);
}

BOOST_AUTO_TEST_CASE(plugin_that_refuses_its_config_ends_the_run) {
  BOOST_TEST(run(misbehaving("bad_init")).status == 2);
}

BOOST_AUTO_TEST_CASE(scenario_with_an_unknown_key_is_refused) {
  const raas_test::TemporaryFolder folder;
  for (const auto* text :
       {R"({"outages": {"gap": 1}})", R"({"weather": {}})", "[]", "{",
        R"({"outages": {"gap_mean": -1}})", R"({"outages": {"gap_mean": 1.5}})"}) {
    auto options = small_run();
    options.scenario = folder.path() / "scenario.json";
    std::ofstream(options.scenario) << text;
    BOOST_TEST(run(options).status == 2, text);
  }
}

BOOST_AUTO_TEST_SUITE_END()
