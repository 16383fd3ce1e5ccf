#include <atomic>
#include <boost/test/unit_test.hpp>
#include <deque>

#include "abi/races/home.h"

namespace raas_test {
namespace {

ApiAnswer place(Home& home) {
  ApiAnswer answer;
  elsewhere([&] { answer = home.plugin().ask("POST", "/register_jobs", order_for(some_cid)); });
  return answer;
}

/// Each thing that a host can ask of an instance, as @p self stands.
std::vector<raas_status> all_calls(raas_instance* self, const AbiHost& host) {
  const raas_plugin_table& table = *plugin_entry().table;
  const auto* hooks =
      static_cast<const raas_plugin_hooks*>(table.get_extension(self, RAAS_PLUGIN_HOOKS_ID));
  const auto* api =
      static_cast<const raas_plugin_api*>(table.get_extension(self, RAAS_PLUGIN_API_ID));
  const raas_tick now = host.now();
  raas_pump_result pumped{};
  pumped.struct_size = sizeof pumped;
  raas_api_request request{};
  request.struct_size = sizeof request;
  request.method = str("GET");
  request.target = str("/jobs");
  request.now = now;
  raas_api_response response{};
  response.struct_size = sizeof response;
  std::vector<raas_status> said{table.start(self, &now, nullptr),
                                table.pump(self, &now, &pumped, nullptr),
                                table.stop(self, &now, now.monotonic_ms, nullptr),
                                hooks->on_deal_created(self, nullptr, 0, nullptr),
                                hooks->on_request_update(self, nullptr, 0, nullptr),
                                hooks->on_data_update(self, nullptr, 0, nullptr),
                                api->handle(self, &request, &response, nullptr)};
  table.destroy(self, 1000);
  return said;
}

/// How a life ends.
enum class End : std::uint8_t { stopped, drained, destroyed };

void end(Home& home, End how) {
  if (how != End::destroyed) {
    elsewhere([&] { BOOST_TEST(home.plugin().stop() == RAAS_OK); });
  }
  if (how == End::drained) {
    elsewhere([&] { BOOST_TEST(home.plugin().pump() == RAAS_OK); });
  }
  home.destroy();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(races)

BOOST_AUTO_TEST_CASE(each_call_may_come_from_a_thread_of_its_own) {
  Home home;
  home.begin();
  BOOST_TEST(place(home).status == 201U);
  BOOST_TEST(home.live_until_copied());
  end(home, End::drained);
  BOOST_TEST(home.copies() == 3U);
  BOOST_TEST(home.host.asked.size() == 3U);
  BOOST_TEST(home.host.violations.empty());
  BOOST_TEST(home.bell.rung_when_closed() == 0U);
}

BOOST_AUTO_TEST_CASE(call_that_overlaps_another_one_is_refused_and_changes_nothing) {
  Home home;
  home.begin();
  std::size_t overlaps = 0;
  std::vector<raas_status> said;
  home.host.on_call = [&](const std::string& function) {
    if (function == "log") return;
    ++overlaps;
    elsewhere([&] { said = all_calls(home.plugin().self(), home.host); });
    for (const raas_status status : said) BOOST_TEST(status == RAAS_E_MISUSE);
  };
  BOOST_TEST(place(home).status == 201U);
  BOOST_TEST(home.live_until_copied());
  home.host.on_call = nullptr;
  BOOST_TEST(overlaps > 10U);
  BOOST_TEST(home.host.has_logged(RAAS_LOG_HOST_MISUSE, "overlap"));
  BOOST_TEST(home.host.asked.size() == 3U);
  BOOST_TEST(home.host.violations.empty());
  end(home, End::stopped);
}

BOOST_AUTO_TEST_CASE(hooks_that_come_while_it_drains_are_kept) {
  Home home;
  home.begin();
  BOOST_TEST(place(home).status == 201U);
  BOOST_TEST_REQUIRE(home.live_until_asked(3));
  elsewhere([&] { BOOST_TEST(home.plugin().stop() == RAAS_OK); });
  home.advance(100);  // published, and told of
  home.advance(100);  // sealed, and told of
  BOOST_TEST(home.host.updates.empty());
  elsewhere([&] { BOOST_TEST(home.plugin().pump() == RAAS_OK); });
  BOOST_TEST((home.plugin().pumped().flags & RAAS_PUMP_DRAINED) != 0U);
  BOOST_TEST(home.plugin().pumped().hooks_durable_seq >= 6U);
  home.destroy();

  home.begin();  // and nothing is told again
  home.host.fail_always("find_request", {.status = RAAS_E_RETRY});
  BOOST_TEST(home.live_until_copied());
  BOOST_TEST(home.host.asked.size() == 3U);
  end(home, End::drained);
}

// The node answers nothing: the plugin's own thread waits for it when the end comes.
BOOST_AUTO_TEST_CASE(end_comes_while_the_node_is_asked) {
  for (const End how : {End::stopped, End::drained, End::destroyed}) {
    Home home;
    home.silence_node(true);
    home.begin();
    elsewhere([&] { home.plugin().pump(); });
    BOOST_TEST((home.plugin().pumped().flags & RAAS_PUMP_WAITING) != 0U);
    end(home, how);
    BOOST_TEST(home.bell.rung_when_closed() == 0U);
  }
}

BOOST_AUTO_TEST_CASE(end_comes_in_the_middle_of_everything) {
  constexpr std::size_t lives = 42;
  constexpr End ends[] = {End::stopped, End::drained, End::destroyed};
  Home home;
  std::size_t waiting = 0;
  for (std::size_t life = 0; life < lives; ++life) {
    home.begin();
    if (life == 0) BOOST_TEST(place(home).status == 201U);
    // A few pumps further each time, without a wait for what the node is about to answer.
    for (std::size_t pump = 0; pump <= life % 14; ++pump) {
      if (pump % 4 == 0) home.advance(3);
      elsewhere([&] { home.plugin().pump(); });
      if (pump % 2 == 1 && (home.plugin().pumped().flags & RAAS_PUMP_WAITING) != 0) {
        BOOST_TEST_REQUIRE(home.bell.wait());
      }
    }
    if ((home.plugin().pumped().flags & RAAS_PUMP_WAITING) != 0) ++waiting;
    end(home, ends[life % std::size(ends)]);
  }
  BOOST_TEST(waiting >= lives / 14);  // a life of one pump always is
  home.begin();
  BOOST_TEST(home.live_until_copied());
  end(home, End::drained);
  BOOST_TEST(home.host.asked.size() == 3U);
  BOOST_TEST(home.host.violations.empty());
  BOOST_TEST(home.bell.rung_when_closed() == 0U);
}

// Clients on threads of their own, whom the host lets in one at a time, until it ends the plugin.
BOOST_AUTO_TEST_CASE(end_comes_while_clients_wait_for_their_turn) {
  constexpr int clients = 6;
  constexpr std::size_t pumps = 40;
  Home home;
  home.begin();
  std::mutex turn;
  bool is_over = false;
  std::atomic<std::size_t> served = 0;
  std::atomic<std::size_t> refused = 0;
  const auto ask_on = [&](int client) {
    const std::string order = R"({"cid":")" + std::string(some_cid) + R"(","client":")" +
                              std::to_string(client) + R"(","replication":{"copies":1}})";
    for (;;) {
      const std::lock_guard lock(turn);
      if (is_over) return;
      const bool asks = client % 2 == 0;
      const auto answer = asks ? home.plugin().ask("GET", "/jobs")
                               : home.plugin().ask("POST", "/register_jobs", order);
      const bool is_served = answer.returned == RAAS_OK && answer.status < 300;
      ++(is_served ? served : refused);
    }
  };
  std::deque<std::thread> threads;
  for (int client = 0; client < clients; ++client) threads.emplace_back(ask_on, client);
  for (std::size_t pump = 0; pump < pumps; ++pump) {
    while (served + refused < pump) std::this_thread::yield();
    const std::lock_guard lock(turn);
    home.advance(1);
    elsewhere([&] { home.plugin().pump(); });
    if (pump == pumps / 2) elsewhere([&] { home.plugin().stop(); });
  }
  {
    const std::lock_guard lock(turn);
    home.destroy();
    is_over = true;
  }
  for (std::thread& thread : threads) thread.join();
  BOOST_TEST(served > 0U);
  BOOST_TEST(home.host.violations.empty());
  BOOST_TEST(!home.host.has_logged(RAAS_LOG_HOST_MISUSE, ""));
  BOOST_TEST(home.bell.rung_when_closed() == 0U);
}

BOOST_AUTO_TEST_CASE(instances_beside_each_other_do_not_meet) {
  constexpr std::size_t instances = 4;
  std::deque<Home> homes(instances);
  std::atomic<std::size_t> copied = 0;
  std::deque<std::thread> threads;
  for (Home& home : homes) {
    threads.emplace_back([&home, &copied] {
      home.begin();
      home.plugin().ask("POST", "/register_jobs", order_for(some_cid));
      if (home.live_until_copied()) ++copied;
      home.plugin().stop();
      home.destroy();
    });
  }
  for (std::thread& thread : threads) thread.join();
  BOOST_TEST(copied == instances);
  for (const Home& home : homes) {
    BOOST_TEST(home.host.asked.size() == 3U);
    BOOST_TEST(home.host.violations.empty());
    BOOST_TEST(home.bell.rung_when_closed() == 0U);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace raas_test
