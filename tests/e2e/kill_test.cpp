#include <algorithm>
#include <boost/json.hpp>
#include <boost/random/mersenne_twister.hpp>
#include <boost/random/uniform_int_distribution.hpp>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <cstdlib>
#include <future>
#include <random>
#include <set>
#include <string>
#include <thread>

#include "commands/demo_world.h"
#include "running_host.h"

using namespace e2e;

namespace {

constexpr unsigned kills_usual = 20;
constexpr int copies = 2;
constexpr int settle_days_max = 60;
constexpr int run_ms_max = 1500;

std::uint32_t chosen_seed() {
  const char* given = std::getenv("RAAS_TEST_SEED");
  return given == nullptr ? std::random_device{}()
                          : static_cast<std::uint32_t>(std::strtoul(given, nullptr, 10));
}

std::string order_for(const std::string& cid) {
  return R"({"cid": ")" + cid + R"(", "replication": {"copies": )" + std::to_string(copies) + "}}";
}

/// Files that have all their copies now.
std::size_t files_with_all_copies(mock::DemoWorld& world, const std::set<std::string>& files) {
  const auto deals = world.deals();
  return static_cast<std::size_t>(
      std::count_if(files.begin(), files.end(), [&](const std::string& cid) {
        return std::count_if(deals.begin(), deals.end(), [&](const mock::DemoDeal& deal) {
                 return deal.cid == cid && deal.is_healthy;
               }) >= copies;
      }));
}

std::set<std::string> files_listed(RunningHost& host) {
  const auto answer = host.client().get("/jobs?limit=1000");
  std::set<std::string> files;
  if (!answer) return files;
  const auto body = boost::json::parse(answer->body);
  for (const auto& job : body.at("jobs").as_array()) files.emplace(job.at("cid").as_string());
  return files;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(kill_and_restart)

// Each round: everything that was acknowledged is there, a new file is uploaded and registered,
// time runs as fast as it can, and at a random moment everything is killed. In the end nothing is
// lost and nothing is there twice.
BOOST_AUTO_TEST_CASE(killed_at_random_moments_nothing_is_lost_and_nothing_made_twice) {
  const std::uint32_t seed = chosen_seed();
  BOOST_TEST_MESSAGE("RAAS_TEST_SEED=" << seed);
  boost::random::mt19937 random(seed);
  boost::random::uniform_int_distribution<int> run_ms(0, run_ms_max);
  const unsigned kills = std::max(1U, kills_usual * scale_percent() / 100);
  const HostFolder folder({.providers = 8});
  std::set<std::string> files;
  BOOST_TEST_CONTEXT("RAAS_TEST_SEED=" << seed) {
    for (unsigned round = 0; round < kills; ++round) {
      RunningHost host(folder);
      BOOST_TEST(files_listed(host) == files, boost::test_tools::per_element());
      mock::DemoWorld world(host.url());
      const std::string name = "file-" + std::to_string(round);
      const std::string cid = world.upload(name, name);
      (void)world.register_job(order_for(cid));
      files.insert(cid);
      const auto moving = std::async(std::launch::async, [&host] {
        return mock::HttpClient(host.url())
            .send_json("POST", "/mock/clock", R"({"advance_epochs": 100000})")
            .has_value();
      });
      std::this_thread::sleep_for(std::chrono::milliseconds(run_ms(random)));
      host.kill();
    }
    RunningHost host(folder);
    BOOST_TEST(files_listed(host) == files, boost::test_tools::per_element());
    mock::DemoWorld world(host.url());
    for (int day = 0; day < settle_days_max && files_with_all_copies(world, files) < files.size();
         ++day) {
      (void)world.advance(mock::epochs_per_day);
    }
    BOOST_TEST(files_with_all_copies(world, files) == files.size());
    const auto report = boost::json::parse(host.client().get("/mock/report")->body);
    BOOST_TEST(report.at("duplicate_deals").to_number<int>() == 0);
    BOOST_TEST(report.at("over_replicated").to_number<int>() == 0);
    BOOST_TEST(report.at("lost_jobs").to_number<int>() == 0);
    BOOST_TEST(report.at("violations").as_array().empty(),
               boost::json::serialize(report.at("violations")));
    BOOST_TEST(host.stop() == 0);
  }
}

BOOST_AUTO_TEST_SUITE_END()
