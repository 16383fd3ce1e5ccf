#include "control/action_queue.h"

#include <boost/test/unit_test.hpp>
#include <type_traits>
#include <vector>

using namespace raas;

namespace {

WaitingAction action_of(JobId job, std::uint32_t copies_lasting, SlotNumber slot = 1) {
  return {.urgency = {.copies_lasting = copies_lasting, .job = job, .slot = slot}};
}

std::vector<JobId> all_of(ActionQueue& queue) {
  std::vector<JobId> jobs;
  while (!queue.empty()) jobs.push_back(queue.take().urgency.job);
  return jobs;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(action_queue)

BOOST_AUTO_TEST_CASE(the_job_with_the_fewest_copies_is_served_first) {
  ActionQueue queue;
  queue.replace(1, {action_of(1, 2)});
  queue.replace(2, {action_of(2, 0, 1), action_of(2, 0, 2)});
  queue.replace(3, {action_of(3, 1)});
  BOOST_TEST(queue.size() == 4U);
  BOOST_TEST(all_of(queue) == (std::vector<JobId>{2, 2, 3, 1}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_a_job_needs_now_takes_the_place_of_what_it_needed_before) {
  ActionQueue queue;
  queue.replace(1, {action_of(1, 0, 1), action_of(1, 0, 2)});
  queue.replace(2, {action_of(2, 1)});
  queue.replace(1, {action_of(1, 2, 2)});
  BOOST_TEST(queue.has(1));
  BOOST_TEST(all_of(queue) == (std::vector<JobId>{2, 1}), boost::test_tools::per_element());
  BOOST_TEST(!queue.has(1));
  queue.replace(2, {action_of(2, 1)});
  queue.replace(2, {});
  BOOST_TEST(queue.empty());
  BOOST_TEST(!queue.has(2));
}

// After a million jobs were registered at once, three actions of each wait.
BOOST_AUTO_TEST_CASE(an_action_that_waits_has_no_memory_beside_its_place) {
  BOOST_TEST(std::is_trivially_copyable_v<WaitingAction>);
  BOOST_TEST(sizeof(WaitingAction) <= 64U);
}

BOOST_AUTO_TEST_SUITE_END()
