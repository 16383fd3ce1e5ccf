#include "control/payload_index.h"

#include <algorithm>

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

namespace raas {
namespace {

std::vector<JobId> found(const PayloadIndex& index, const std::string& payload) {
  std::vector<JobId> jobs;
  index.each(payload, [&jobs](JobId job) { jobs.push_back(job); });
  return jobs;
}

bool is_found(const PayloadIndex& index, JobId job) {
  const std::vector<JobId> jobs = found(index, "payload " + std::to_string(job));
  return std::find(jobs.begin(), jobs.end(), job) != jobs.end();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(payload_index)

BOOST_AUTO_TEST_CASE(all_of_many_jobs_are_found_and_those_that_were_removed_are_not) {
  constexpr JobId jobs = 50'000;
  PayloadIndex index;
  for (JobId job = 1; job <= jobs; ++job) index.add("payload " + std::to_string(job), job);
  for (JobId job = 1; job <= jobs; job += 3) index.remove("payload " + std::to_string(job), job);
  for (JobId job = jobs + 1; job <= 2 * jobs; ++job) {
    index.add("payload " + std::to_string(job), job);
  }

  for (JobId job = 1; job <= 2 * jobs; ++job) {
    const bool was_removed = job <= jobs && job % 3 == 1;
    BOOST_REQUIRE_EQUAL(is_found(index, job), !was_removed);
  }
}

BOOST_AUTO_TEST_CASE(jobs_of_the_same_payload_are_all_found) {
  PayloadIndex index;
  for (JobId job = 1; job <= 100; ++job) index.add("one", job);
  index.remove("one", 50);

  BOOST_TEST(found(index, "one").size() == 99U);
}

BOOST_AUTO_TEST_CASE(nothing_is_found_or_removed_where_nothing_was_added) {
  PayloadIndex index;
  index.remove("none", 1);

  BOOST_TEST(found(index, "none").empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace raas
