#include "commands/inbox.h"

#include <boost/test/unit_test.hpp>
#include <thread>

using mock::Inbox;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(inbox)

BOOST_AUTO_TEST_CASE(tasks_run_in_order_and_once) {
  Inbox inbox;
  std::string ran;
  inbox.post([&] { ran += "a"; });
  inbox.post([&] { ran += "b"; });
  inbox.run_all();
  inbox.run_all();
  BOOST_TEST(ran == "ab");
}

BOOST_AUTO_TEST_CASE(task_may_post_another_one_for_the_next_time) {
  Inbox inbox;
  int ran = 0;
  inbox.post([&] { inbox.post([&] { ++ran; }); });
  inbox.run_all();
  BOOST_TEST(ran == 0);
  inbox.run_all();
  BOOST_TEST(ran == 1);
}

BOOST_AUTO_TEST_CASE(wait_ends_with_a_task_or_a_nudge_of_another_thread) {
  Inbox inbox;
  const auto far = std::chrono::steady_clock::now() + 1h;
  std::thread other([&] { inbox.nudge(); });
  inbox.wait_until(far);
  other.join();
  inbox.run_all();
  other = std::thread([&] { inbox.post([] {}); });
  inbox.wait_until(far);
  other.join();
}

BOOST_AUTO_TEST_CASE(wait_ends_at_its_limit) {
  Inbox inbox;
  const auto limit = std::chrono::steady_clock::now() + 5ms;
  inbox.wait_until(limit);
  BOOST_TEST((std::chrono::steady_clock::now() >= limit));
}

BOOST_AUTO_TEST_SUITE_END()
