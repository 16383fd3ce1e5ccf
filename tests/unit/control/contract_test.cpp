#include <boost/test/unit_test.hpp>

#include "support/contracts.h"
#include "support/world.h"

using namespace raas;
using namespace raas::test;

namespace {

constexpr RegistrationThresholds three_copies{3, 2880, 86400};

std::size_t active_jobs(World& world) {
  std::size_t count = 0;
  for (const JobStatus& status : world.service().jobs({}, 0, 10000).jobs) {
    count += status.job.state == JobState::active ? 1 : 0;
  }
  return count;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(contract)

BOOST_AUTO_TEST_CASE(a_request_becomes_one_job_with_its_thresholds_and_gets_its_copies) {
  MemoryContract contract;
  World world;
  world.follow(contract);
  contract.submit(1, cid_text(1), three_copies);
  world.run(3 * epochs_per_day);

  const auto jobs = world.service().jobs({}, 0, 100).jobs;
  BOOST_REQUIRE(jobs.size() == 1U);
  const Job& job = jobs[0].job;
  BOOST_TEST((job.origin == JobOrigin::contract));
  BOOST_TEST(job.client == contract.contract() + "/1");
  BOOST_TEST(job.payload_text == cid_text(1));
  BOOST_TEST(job.terms.copies_target == 3U);
  BOOST_TEST(job.terms.repair_after_epochs == 2880);
  BOOST_TEST(job.terms.renew_below_epochs == 86400);
  BOOST_TEST(world.deals_made() == 3U);
}

BOOST_AUTO_TEST_CASE(two_requests_for_the_same_data_are_two_jobs) {
  MemoryContract contract;
  World world;
  world.follow(contract);
  contract.submit(1, cid_text(1), three_copies);
  contract.submit(2, cid_text(1), RegistrationThresholds{1, 5760, 86400});
  world.run(epochs_per_day);

  const auto jobs = world.service().jobs({}, 0, 100).jobs;
  BOOST_REQUIRE(jobs.size() == 2U);
  BOOST_TEST(jobs[0].job.terms.copies_target == 3U);
  BOOST_TEST(jobs[1].job.terms.copies_target == 1U);
}

BOOST_AUTO_TEST_CASE(a_refused_request_becomes_no_job_and_its_reason_is_told) {
  MemoryContract contract;
  World world;
  world.follow(contract);
  contract.submit(1, cid_text(1), RegistrationThresholds{0, 2880, 86400});
  contract.submit_unreadable(2, "cid: found nonsense");
  world.run(epochs_per_day);
  world.restart();

  BOOST_TEST(world.service().jobs({}, 0, 100).total == 0U);
  const auto by_cid = world.service().requests_of(Cid::parse(cid_text(1)).value());
  BOOST_REQUIRE(by_cid.size() == 1U);
  BOOST_TEST(by_cid[0].request.refusal == "request 1: replication: found 0, expected 1 to 100");
  const auto by_id = world.service().requests_with(2);
  BOOST_REQUIRE(by_id.size() == 1U);
  BOOST_TEST(by_id[0].request.refusal == "request 2: cid: found nonsense");
}

BOOST_AUTO_TEST_CASE(a_withdrawn_request_is_cancelled_and_comes_back_as_the_same_job) {
  MemoryContract contract;
  World world;
  world.follow(contract);
  contract.submit(1, cid_text(1), three_copies);
  contract.submit(2, cid_text(2), three_copies);
  world.run(epochs_per_hour);
  contract.withdraw(2);
  world.run(epochs_per_hour);
  BOOST_TEST((world.service().job(1)->job.state == JobState::active));
  BOOST_TEST((world.service().job(2)->job.state == JobState::cancelled));

  contract.submit(2, cid_text(2), RegistrationThresholds{5, 2880, 86400});
  world.run(epochs_per_hour);
  BOOST_TEST(world.service().jobs({}, 0, 100).total == 2U);
  BOOST_TEST((world.service().job(2)->job.state == JobState::active));
  BOOST_TEST(world.service().job(2)->job.terms.copies_target == 5U);
}

BOOST_AUTO_TEST_CASE(a_request_that_its_client_cancelled_is_not_served_again_when_it_comes_back) {
  MemoryContract contract;
  World world;
  world.follow(contract);
  contract.submit(1, cid_text(1), three_copies);
  world.run(epochs_per_hour);
  BOOST_REQUIRE(world.service().cancel(1));
  contract.withdraw(1);
  world.run(epochs_per_hour);
  world.restart();
  contract.submit(1, cid_text(1), three_copies);
  world.run(epochs_per_hour);
  BOOST_TEST((world.service().job(1)->job.state == JobState::cancelled));
  BOOST_TEST(world.service().jobs({}, 0, 100).total == 1U);

  contract.withdraw(1);
  contract.submit(1, cid_text(1), RegistrationThresholds{2, 2880, 86400});
  world.run(epochs_per_hour);
  BOOST_TEST((world.service().job(1)->job.state == JobState::active));
}

// Each request is a client of its own: what becomes of one is none of the other's business.
BOOST_AUTO_TEST_CASE(of_two_requests_for_the_same_data_a_cancelled_one_stays_so_whatever_goes) {
  MemoryContract contract;
  World world;
  world.follow(contract);
  contract.submit(1, cid_text(1), three_copies);
  contract.submit(2, cid_text(1), three_copies);
  world.run(epochs_per_hour);
  BOOST_REQUIRE(world.service().cancel(1));
  contract.withdraw(2);
  contract.submit(2, cid_text(1), RegistrationThresholds{1, 2880, 86400});
  world.run(epochs_per_hour);

  BOOST_TEST((world.service().job(1)->job.state == JobState::cancelled));
  BOOST_TEST((world.service().job(2)->job.state == JobState::active));
  BOOST_TEST(world.service().jobs({}, 0, 100).total == 2U);
}

BOOST_AUTO_TEST_CASE(a_withdrawn_id_that_names_other_data_now_is_another_job) {
  MemoryContract contract;
  World world;
  world.follow(contract);
  contract.submit(1, cid_text(1), three_copies);
  world.run(epochs_per_hour);
  contract.withdraw(1);
  contract.submit(1, cid_text(2), three_copies);
  world.run(epochs_per_hour);
  world.restart();

  BOOST_TEST((world.service().job(1)->job.state == JobState::cancelled));
  BOOST_TEST((world.service().job(2)->job.state == JobState::active));
  BOOST_TEST(world.service().job(2)->job.payload_text == cid_text(2));
  BOOST_TEST(active_jobs(world) == 1U);
}

BOOST_AUTO_TEST_CASE(a_cursor_of_something_else_stops_the_start) {
  MemoryContract contract;
  World world;
  world.follow(contract);
  contract.submit(1, cid_text(1), three_copies);
  world.run(epochs_per_hour);
  contract.refuses_cursors = true;
  BOOST_CHECK_THROW(world.restart(), std::exception);
}

// The service is stopped at every port call in turn, with requests, refusals and a withdrawal on
// the way; what it was told and did not store is told again.
BOOST_AUTO_TEST_CASE(each_request_is_one_job_wherever_the_service_is_stopped) {
  bool was_stopped = true;
  for (std::size_t calls = 0; was_stopped; ++calls) {
    BOOST_TEST_CONTEXT("stopped at call " << calls) {
      MemoryContract contract;
      World world;
      world.follow(contract);
      for (std::uint64_t id = 1; id <= 5; ++id) contract.submit(id, cid_text(id), three_copies);
      contract.submit(6, cid_text(6), RegistrationThresholds{3, 0, 86400});
      world.calls.fail_after(calls);
      was_stopped = world.run_until_stopped(epochs_per_hour);
      world.restart();
      contract.withdraw(4);
      for (std::uint64_t id = 4; id <= 7; ++id) contract.submit(id, cid_text(id), three_copies);
      world.run(epochs_per_hour);

      BOOST_TEST(active_jobs(world) == 7U);
      BOOST_TEST(world.service().jobs({}, 0, 100).total == 7U);
      for (std::uint64_t id = 1; id <= 7; ++id) {
        BOOST_TEST(world.service().requests_with(id).size() == 1U);
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
