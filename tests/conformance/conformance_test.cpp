#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <set>
#include <thread>

#include "conformance/flawed_host.h"
#include "content/durable_file.h"
#include "validate/subject.h"
#include "validate/trial.h"

namespace json = boost::json;
using namespace raas_test;

namespace {

using Names = std::set<std::string>;

constexpr int looks_max = 300;
constexpr std::chrono::milliseconds real_pause{5};

/// What the plugin found of a host, in two lives.
struct Examination {
  explicit Examination(Flaw flaw) : flawed(*host.watched.table(), flaw) {
    host.table = flawed.table();
  }

  /// Lets the host and real time run until the plugin says @p word.
  void live_until(const std::string& word) {
    mock::Trial trial(subject, host);
    flawed.call_plugin = [&trial] {
      raas_api_request request{};
      request.struct_size = sizeof request;
      request.now = trial.host().tick();
      raas_api_response response{};
      response.struct_size = sizeof response;
      static_cast<const raas_plugin_api*>(
          trial.table().get_extension(trial.self(), RAAS_PLUGIN_API_ID))
          ->handle(trial.self(), &request, &response, nullptr);
    };
    trial.begin();
    static_cast<void>(host.aggregator.make_first_deal(host.store.payloads().front()));
    for (int look = 0; look < looks_max && !has_said(word); ++look) {
      trial.run(10, 10);
      std::this_thread::sleep_for(real_pause);
    }
    trial.stop();
    trial.pump();
  }

  [[nodiscard]] bool has_said(const std::string& word) const {
    return std::any_of(host.log.begin(), host.log.end(),
                       [&](const std::string& line) { return line.starts_with(word); });
  }

  void live_twice() {
    live_until("restart_wanted");
    flawed.is_second_life = true;
    live_until("conformance_done");
  }

  [[nodiscard]] json::value report() const {
    return json::parse(*mock::read_file(host.scratch.path() / "state" / "report.json"));
  }

  /// Names of the checks that ended so.
  [[nodiscard]] Names ended(std::string_view ending) const {
    Names names;
    const json::value all = report();
    for (const json::value& check : all.at("checks").as_array()) {
      if (check.at("ending").as_string() != ending) continue;
      BOOST_TEST_MESSAGE(json::serialize(check));
      names.insert(check.at("name").as_string().c_str());
    }
    return names;
  }

  mock::Subject subject{std::getenv("CONFORMANCE_PLUGIN")};
  mock::TrialHost host;
  FlawedHost flawed;
};

/// What a host with a flaw is told.
Names failed_with(Flaw flaw) {
  Examination examination(flaw);
  examination.live_twice();
  return examination.ended("failed");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(conformance)

BOOST_AUTO_TEST_CASE(host_without_a_flaw_passes_all) {
  Examination examination(Flaw::none);
  examination.live_twice();
  BOOST_TEST(examination.ended("failed") == Names{}, boost::test_tools::per_element());
  BOOST_TEST(examination.ended("not_seen") == Names{}, boost::test_tools::per_element());
  BOOST_TEST(examination.host.log.back() == "conformance_result RaaS host ABI 1.0: 28/28");
  BOOST_TEST(examination.report().at("result") == "RaaS host ABI 1.0: 28/28");
}

BOOST_AUTO_TEST_CASE(each_flaw_is_found_and_nothing_else) {
  const std::map<Flaw, Names> expected{
      {Flaw::forgets_requests, {"requests_survive_a_restart"}},
      {Flaw::has_no_conflict,
       {"other_request_under_a_key_is_a_conflict", "conflict_survives_a_restart"}},
      {Flaw::takes_unknown_fields, {"unknown_fields_and_flags_are_refused"}},
      {Flaw::takes_unknown_flags, {"unknown_fields_and_flags_are_refused"}},
      {Flaw::takes_bad_keys, {"bad_arguments_are_refused"}},
      {Flaw::lends_one_buffer, {"lent_memory_lives_until_the_call_returns"}},
      {Flaw::matches_ids_by_prefix, {"unknown_extensions_are_null"}},
      {Flaw::keeps_released_data, {"data_goes_when_it_is_released"}},
      {Flaw::tells_a_wrong_size, {"data_is_fetched_and_read"}},
      {Flaw::writes_behind_the_error, {"errors_keep_to_their_room"}},
      {Flaw::finds_everything, {"unknown_requests_are_not_found"}},
      {Flaw::nests, {"calls_do_not_nest"}},
      {Flaw::overlaps, {"calls_are_serial"}},
      {Flaw::lacks_a_function, {"required_tables_are_complete"}},
      {Flaw::knows_every_key, {"request_is_accepted"}},
      {Flaw::ignores_exclusions, {"excluded_providers_get_nothing"}},
      {Flaw::tells_no_state, {"request_can_be_found"}}};
  for (const auto& [flaw, names] : expected) {
    BOOST_TEST_CONTEXT("flaw " << static_cast<int>(flaw)) {
      BOOST_TEST(failed_with(flaw) == names, boost::test_tools::per_element());
    }
  }
}

BOOST_AUTO_TEST_CASE(new_id_for_a_known_key_is_found) {
  const Names failed = failed_with(Flaw::gives_new_ids);
  BOOST_TEST(failed.contains("same_key_is_the_same_request"));
  BOOST_TEST(failed.contains("requests_survive_a_restart"));
}

BOOST_AUTO_TEST_CASE(events_that_are_forgotten_are_missed) {
  Examination examination(Flaw::none);
  examination.live_until("restart_wanted");
  examination.host.aggregator.outbox().forget_up_to(UINT64_MAX);
  examination.live_until("conformance_done");
  BOOST_TEST(!examination.ended("passed").contains("events_come_again_after_a_restart"));
}

BOOST_AUTO_TEST_CASE(events_that_do_not_rise_or_do_not_come_again_are_found) {
  Examination examination(Flaw::none);
  {
    mock::Trial trial(examination.subject, examination.host);
    trial.begin();
    raas_deal deal{};
    deal.struct_size = sizeof deal;
    deal.state = RAAS_DEAL_RECORDED;
    BOOST_TEST(trial.tell({{7, deal}}, true).status == RAAS_E_RETRY);
    trial.tell({{8, deal}}, true);
    trial.tell({{5, deal}}, true);
  }
  BOOST_TEST(examination.ended("failed") == (Names{"events_come_again_after_retry", "events_rise"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(deals_and_fetches_that_are_not_told_of_are_missed) {
  Examination examination(Flaw::none);
  {
    mock::Trial trial(examination.subject, examination.host);
    trial.begin();
    // Of one deal only, and nothing of what the plugin asks for.
    raas_deal deal{};
    deal.struct_size = sizeof deal;
    deal.state = RAAS_DEAL_RECORDED;
    const std::string cid = examination.host.store.payloads().front().cid;
    deal.payload_cid = {cid.data(), cid.size()};
    BOOST_TEST(trial.tell({{1, deal}}, true).status == RAAS_E_RETRY);
    BOOST_TEST(trial.tell({{1, deal}}, true).status == RAAS_OK);
    for (int look = 0; look < looks_max && !examination.has_said("restart_wanted"); ++look) {
      examination.host.aggregator.advance_to(examination.host.aggregator.now() + 10);
      trial.pump();
      std::this_thread::sleep_for(real_pause);
    }
  }
  BOOST_TEST(examination.ended("failed") == (Names{"deals_are_told_as_made", "fetches_are_told"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(calls_out_of_order_are_found) {
  Examination examination(Flaw::none);
  {
    mock::Trial trial(examination.subject, examination.host);
    trial.create();
    trial.init();
    trial.pump();
    trial.start();
    trial.start();
  }
  BOOST_TEST(examination.ended("failed").contains("life_is_in_order"));
}

BOOST_AUTO_TEST_CASE(init_without_the_time_is_found) {
  Examination examination(Flaw::none);
  {
    mock::Trial trial(examination.subject, examination.host);
    trial.create();
    trial.init([](raas_init& params) { params.now.struct_size = 0; });
    trial.start();
    trial.pump();
  }
  BOOST_TEST(examination.ended("failed") == Names{"init_is_complete"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(time_that_runs_back_is_found) {
  Examination examination(Flaw::none);
  {
    mock::Trial trial(examination.subject, examination.host);
    trial.begin();
    raas_tick earlier = examination.host.tick();
    earlier.monotonic_ms -= 1;
    raas_pump_result result{};
    result.struct_size = sizeof result;
    trial.call("pump", [&](raas_error* err) {
      return trial.table().pump(trial.self(), &earlier, &result, err);
    });
  }
  BOOST_TEST(examination.ended("failed") == Names{"time_does_not_run_back"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(wake_and_deadline_that_nobody_heeds_are_found) {
  Examination examination(Flaw::none);
  {
    mock::Trial trial(examination.subject, examination.host);
    trial.begin();
    // The first pump has the plugin wake its host, the second one asks for another in two seconds.
    for (const auto late : {std::chrono::milliseconds(1500), std::chrono::milliseconds(3500)}) {
      trial.pump();
      trial.pump();
      std::this_thread::sleep_for(late);
      examination.host.aggregator.advance_to(examination.host.aggregator.now() + 1);
    }
    trial.pump();
  }
  const Names failed = examination.ended("failed");
  BOOST_TEST(failed == (Names{"deadline_is_kept", "wake_is_followed_by_a_pump"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
