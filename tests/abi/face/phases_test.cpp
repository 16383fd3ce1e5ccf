#include <dirent.h>

#include <boost/test/unit_test.hpp>
#include <functional>
#include <thread>

#include "abi/face/bench.h"

namespace raas_test {
namespace {

enum class Phase { created, ready, running, draining, broken };

constexpr Phase all_phases[] = {Phase::created, Phase::ready, Phase::running, Phase::draining,
                                Phase::broken};

// Brings a fresh instance to @p phase.
void bring_to(AbiPlugin& plugin, Phase phase) {
  plugin.create();
  if (phase == Phase::created) return;
  plugin.init();
  if (phase == Phase::ready || phase == Phase::broken) return;
  plugin.start();
  if (phase == Phase::draining) plugin.stop();
}

constexpr const char* config_of(Phase phase) {
  return phase == Phase::broken ? "[" : "";
}

struct Function {
  const char* name;
  std::set<Phase> allowed;
  std::function<raas_status(AbiPlugin&)> call;
};

// Extensions are looked up by their table: an instance that is not ready has none of its own.
const auto& hooks_of(raas_instance* self) {
  return *static_cast<const raas_plugin_hooks*>(
      plugin_entry().table->get_extension(self, RAAS_PLUGIN_HOOKS_ID));
}
const auto& api_of(raas_instance* self) {
  return *static_cast<const raas_plugin_api*>(
      plugin_entry().table->get_extension(self, RAAS_PLUGIN_API_ID));
}

raas_status get_index(AbiPlugin& plugin) {
  raas_api_request request{};
  request.struct_size = sizeof request;
  request.method = str("GET");
  request.target = str("/");
  request.now.struct_size = sizeof request.now;
  raas_api_response response{};
  response.struct_size = sizeof response;
  return api_of(plugin.self()).handle(plugin.self(), &request, &response, nullptr);
}

std::vector<Function> all_functions() {
  const std::set<Phase> serving{Phase::running, Phase::draining};
  return {
      {"init", {Phase::created}, [](AbiPlugin& p) { return p.init(); }},
      {"start", {Phase::ready}, [](AbiPlugin& p) { return p.start(); }},
      {"pump", serving, [](AbiPlugin& p) { return p.pump(); }},
      {"stop", {Phase::running}, [](AbiPlugin& p) { return p.stop(); }},
      {"on_deal_created", serving,
       [](AbiPlugin& p) {
         return hooks_of(p.self()).on_deal_created(p.self(), nullptr, 0, nullptr);
       }},
      {"on_request_update", serving,
       [](AbiPlugin& p) {
         return hooks_of(p.self()).on_request_update(p.self(), nullptr, 0, nullptr);
       }},
      {"on_data_update", serving,
       [](AbiPlugin& p) {
         return hooks_of(p.self()).on_data_update(p.self(), nullptr, 0, nullptr);
       }},
      {"handle", serving, get_index},
  };
}

std::size_t entries_of(const char* folder) {
  DIR* const directory = ::opendir(folder);
  std::size_t count = 0;
  while (::readdir(directory) != nullptr) ++count;
  ::closedir(directory);
  return count;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(phases)

BOOST_AUTO_TEST_CASE(function_in_a_wrong_phase_is_misuse_and_logged) {
  for (const Function& function : all_functions()) {
    for (const Phase phase : all_phases) {
      BOOST_TEST_CONTEXT(function.name << " in phase " << static_cast<int>(phase)) {
        Bench bench(config_of(phase));
        bring_to(bench.plugin, phase);
        const raas_status status = function.call(bench.plugin);
        const bool is_allowed = function.allowed.contains(phase);
        const bool is_misuse = status == RAAS_E_MISUSE;
        BOOST_TEST(is_misuse == !is_allowed);
        BOOST_TEST(bench.host.has_logged(RAAS_LOG_HOST_MISUSE, function.name) == !is_allowed);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(destroy_is_allowed_in_every_phase) {
  for (const Phase phase : all_phases) {
    Bench bench(config_of(phase));
    bring_to(bench.plugin, phase);
    bench.plugin.destroy();
    BOOST_TEST(bench.plugin.self() == nullptr);
  }
}

BOOST_AUTO_TEST_CASE(destroy_with_calls_and_events_under_way_is_clean) {
  Bench bench(enrol_all);
  bench.plugin.begin();
  bench.place();
  bench.host.fail_always("take", {.status = RAAS_E_RETRY});
  bench.host.advance(50);
  bench.plugin.pump();
  BOOST_TEST((bench.plugin.pumped().flags & RAAS_PUMP_WAITING) != 0U);
  bench.plugin.destroy();
  BOOST_TEST(bench.plugin.self() == nullptr);
}

BOOST_AUTO_TEST_CASE(call_from_inside_of_a_host_function_is_misuse_and_harms_nothing) {
  for (const Function& function : all_functions()) {
    BOOST_TEST_CONTEXT(function.name << " called from inside of the host's functions") {
      Bench bench;
      bench.plugin.begin();
      std::size_t nested = 0;
      bool is_inside = false;
      bench.host.on_call = [&](const std::string&) {
        if (is_inside || bench.plugin.self() == nullptr) return;
        is_inside = true;
        BOOST_TEST(function.call(bench.plugin) == RAAS_E_MISUSE);
        ++nested;
        is_inside = false;
      };
      bench.place();
      bench.plugin.run(100);
      bench.host.on_call = nullptr;
      BOOST_TEST(nested > 5U);
      BOOST_TEST(bench.host.has_logged(RAAS_LOG_HOST_MISUSE, "nest"));
      bench.plugin.run(400);
      BOOST_TEST(bench.copies_of() == 3U);
    }
  }
}

BOOST_AUTO_TEST_CASE(destroy_from_inside_of_a_host_function_is_misuse_and_the_instance_lives_on) {
  Bench bench;
  bench.plugin.begin();
  bool was_tried = false;
  bench.host.on_call = [&](const std::string& function) {
    if (function != "send" || was_tried) return;
    was_tried = true;
    plugin_entry().table->destroy(bench.plugin.self(), 1000);
  };
  bench.plugin.run(30);
  BOOST_TEST(was_tried);
  BOOST_TEST(bench.host.has_logged(RAAS_LOG_HOST_MISUSE, "nest"));
  BOOST_TEST(bench.plugin.pump() == RAAS_OK);
}

BOOST_AUTO_TEST_CASE(calls_may_come_from_another_thread_each_time) {
  Bench bench;
  const auto elsewhere = [](auto&& work) { std::thread(work).join(); };
  elsewhere([&] { bench.plugin.create(); });
  elsewhere([&] { bench.plugin.init(); });
  elsewhere([&] { bench.plugin.start(); });
  elsewhere([&] { bench.place(); });
  for (int i = 0; i < 30; ++i) {
    elsewhere([&] { bench.plugin.run(10); });
  }
  BOOST_TEST(bench.copies_of() == 3U);
  elsewhere([&] { bench.plugin.destroy(); });
}

BOOST_AUTO_TEST_CASE(stopped_instance_drains_and_asks_for_nothing) {
  Bench bench;
  bench.plugin.begin();
  bench.place();
  BOOST_TEST(bench.plugin.stop() == RAAS_OK);
  bench.plugin.run(100);
  BOOST_TEST((bench.plugin.pumped().flags & RAAS_PUMP_DRAINED) != 0U);
  BOOST_TEST(bench.host.asked.empty());
  BOOST_TEST(bench.plugin.ask("GET", "/jobs").status == 200U);
}

BOOST_AUTO_TEST_CASE(short_tick_or_result_is_refused) {
  Bench bench;
  bench.plugin.begin();
  const raas_plugin_table& table = *plugin_entry().table;
  raas_tick now = bench.host.now();
  raas_pump_result pumped{};
  pumped.struct_size = sizeof pumped - 1;
  BOOST_TEST(table.pump(bench.plugin.self(), &now, &pumped, nullptr) == RAAS_E_INVALID);
  pumped.struct_size = sizeof pumped;
  now.struct_size -= 1;
  BOOST_TEST(table.pump(bench.plugin.self(), &now, &pumped, nullptr) == RAAS_E_INVALID);
  BOOST_TEST(bench.plugin.pump() == RAAS_OK);
}

BOOST_AUTO_TEST_CASE(pump_says_when_to_be_called_again_and_clocks_may_jump) {
  Bench bench;
  bench.plugin.begin();
  const raas_plugin_table& table = *plugin_entry().table;
  const raas_tick good = bench.host.now();
  for (const std::int64_t jump :
       {std::int64_t{0}, std::int64_t{-86'400'000}, std::int64_t{86'400'000}, INT64_MAX / 2,
        -good.unix_ms, INT64_MIN / 2}) {
    raas_tick now = good;
    now.unix_ms += jump;
    raas_pump_result pumped{};
    pumped.struct_size = sizeof pumped;
    BOOST_TEST_CONTEXT("wall clock off by " << jump << " ms") {
      BOOST_TEST(table.pump(bench.plugin.self(), &now, &pumped, nullptr) == RAAS_OK);
      BOOST_TEST(pumped.next_deadline_ms >= now.monotonic_ms);
      BOOST_TEST(pumped.next_deadline_ms <= now.monotonic_ms + 60'000);
    }
  }
  bench.place();
  bench.plugin.run(400);
  BOOST_TEST(bench.copies_of() == 3U);
}

BOOST_AUTO_TEST_CASE(two_hundred_lives_leave_threads_and_files_as_before) {
  const auto live = [](const char* lacking) {
    Bench bench;
    if (lacking != nullptr) bench.host.lacking = {lacking};
    bench.plugin.begin();
    bench.plugin.pump();
    bench.plugin.stop();
    bench.plugin.pump();
  };
  live(nullptr);
  live(RAAS_HOST_RPC_ID);  // with the plugin's own client and its thread
  const std::size_t threads = entries_of("/proc/self/task");
  const std::size_t files = entries_of("/proc/self/fd");
  for (int i = 0; i < 200; ++i) live(i % 4 == 0 ? RAAS_HOST_RPC_ID : nullptr);
  BOOST_TEST(entries_of("/proc/self/task") == threads);
  BOOST_TEST(entries_of("/proc/self/fd") == files);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace raas_test
