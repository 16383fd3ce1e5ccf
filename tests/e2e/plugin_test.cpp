#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <sstream>
#include <string>
#include <vector>

#include "commands/demo_stories.h"
#include "commands/demo_world.h"
#include "commands/screen.h"
#include "running_host.h"

using namespace e2e;

namespace {

constexpr const char* hello_cid = "bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e";
const std::string order =
    std::string(R"({"cid": ")") + hello_cid + R"(", "replication": {"copies": 2}})";

unsigned status_of(const mock::Outcome<mock::HttpAnswer>& answer) {
  return answer ? answer->status : 0;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(plugin_in_host)

// Replication, repair and renewal, over real HTTP and real JSON-RPC, judged by the aggregator's
// books and chain.
BOOST_AUTO_TEST_CASE(three_stories_come_to_a_good_end_over_tcp) {
  const HostFolder folder({.providers = 10});
  RunningHost host(folder);
  std::ostringstream told;
  mock::Screen screen(told, false);
  mock::DemoWorld world(host.url());
  bool is_good = false;
  try {
    is_good = mock::DemoStories(world, screen).tell();
  } catch (const mock::DemoFailure& failure) {
    told << failure.what();
  }
  BOOST_TEST(is_good, told.str());
  BOOST_TEST(host.stop() == 0);
}

BOOST_AUTO_TEST_CASE(job_survives_a_clean_stop) {
  const HostFolder folder;
  {
    RunningHost host(folder);
    (void)host.client().upload("/api/uploadFile", "hello.txt", "hello world");
    BOOST_TEST(status_of(host.client().send_json("POST", "/register_jobs", order)) == 201U);
    BOOST_TEST(host.stop() == 0);
  }
  RunningHost host(folder);
  const auto jobs = boost::json::parse(host.client().get("/jobs")->body);
  BOOST_TEST(jobs.at("total").to_number<int>() == 1);
  BOOST_TEST(jobs.at("jobs").at(0).at("cid").as_string() == hello_cid);
}

BOOST_AUTO_TEST_CASE(api_of_the_plugin_is_served_beside_the_hosts) {
  const HostFolder folder;
  RunningHost host(folder);
  BOOST_TEST(status_of(host.client().get("/healthz")) != 0U);
  BOOST_TEST(status_of(host.client().get("/metrics")) == 200U);
  BOOST_TEST(status_of(host.client().get("/jobs")) == 200U);
  BOOST_TEST(status_of(host.client().get("/nowhere")) == 404U);
}

BOOST_AUTO_TEST_CASE(bad_input_is_refused_and_the_host_goes_on) {
  const HostFolder folder;
  RunningHost host(folder);
  const std::vector<std::string> bodies = {
      "",
      "{",
      "[]",
      "null",
      "\"x\"",
      R"({"cid": 1})",
      R"({"cid": "nonsense"})",
      R"({"cid": ""})",
      R"({"replication": {"copies": 3}})",
      std::string(R"({"cid": ")") + hello_cid + R"(", "replication": {"copies": -1}})",
      std::string(R"({"cid": ")") + hello_cid + R"(", "replication": {"copies": 99999999999}})",
      std::string(R"({"cid": ")") + hello_cid + R"(", "surprise": true})",
      std::string(R"({"cid": ")") + hello_cid + R"(\u0000"})",
      std::string("{\"cid\": \"") + hello_cid + std::string("\0\"}", 3),
      std::string(10 * 1024 * 1024, '['),
      std::string(10 * 1024 * 1024, ' ')};
  for (const std::string& body : bodies) {
    const unsigned status = status_of(host.client().send_json("POST", "/register_jobs", body));
    BOOST_TEST((status >= 400 && status < 500),
               "status " << status << " for " << body.substr(0, 80));
  }
  BOOST_TEST(status_of(host.client().send_json("POST", "/mock/clock",
                                               R"({"advance_epochs": 100})")) == 200U);
  const auto deals = boost::json::parse(host.client().get("/mock/deals")->body);
  BOOST_TEST(deals.at("deals").as_array().empty());
  BOOST_TEST(status_of(host.client().send_json("POST", "/register_jobs", order)) == 201U);
  BOOST_TEST(host.stop() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
