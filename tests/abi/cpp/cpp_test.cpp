#include <raas/cpp/checked_host.h>
#include <raas/cpp/checked_plugin.h>
#include <raas/cpp/structs.h>

#include <boost/test/unit_test.hpp>
#include <functional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

// The helpers for hosts and plugins in C++, each side broken in turn: the other side is named.

namespace sides = raas::abi;

namespace {

/// A host whose functions do what a test says.
struct Host {
  Host() {
    table.ctx = this;
    table.log = [](void* ctx, raas_log_level, raas_str event, raas_str) {
      static_cast<Host*>(ctx)->logged.emplace_back(sides::view_of(event));
    };
    table.get_extension = [](void* ctx, const char* id) -> const void* {
      auto& self = *static_cast<Host*>(ctx);
      if (std::string_view(id) == RAAS_HOST_DEALS_ID) return &self.deals;
      return std::string_view(id) == RAAS_HOST_DATA_ID ? &self.data : nullptr;
    };
    deals.ctx = this;
    deals.cancel = [](void* ctx, std::uint64_t id, raas_error* err) {
      auto& self = *static_cast<Host*>(ctx);
      self.cancelled.push_back(id);
      return self.on_cancel ? self.on_cancel(err) : static_cast<raas_status>(RAAS_OK);
    };
    data.ctx = this;
    data.release = [](void* ctx, std::uint64_t handle) {
      static_cast<Host*>(ctx)->released.push_back(handle);
    };
  }
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;

  raas_host_table table{};
  raas_host_deals deals{};
  raas_host_data data{};
  std::function<raas_status(raas_error*)> on_cancel;
  std::vector<std::uint64_t> cancelled;
  std::vector<std::uint64_t> released;
  std::vector<std::string> logged;
};

/// A plugin that does what a test says in its pump.
struct Plugin {
  static raas_status create(const raas_host_table*, raas_instance** ret, raas_error*) {
    static int some_memory = 0;  // What an instance is made of is the plugin's own affair.
    *ret = reinterpret_cast<raas_instance*>(&some_memory);
    return RAAS_OK;
  }
  static raas_status init(raas_instance*, const raas_init*, raas_error*) { return RAAS_OK; }
  static raas_status start(raas_instance*, const raas_tick*, raas_error*) { return RAAS_OK; }
  static raas_status pump(raas_instance*, const raas_tick*, raas_pump_result*, raas_error* err) {
    return on_pump ? on_pump(err) : static_cast<raas_status>(RAAS_OK);
  }
  static raas_status stop(raas_instance*, const raas_tick*, std::int64_t, raas_error*) {
    return RAAS_OK;
  }
  static void destroy(raas_instance*, std::uint32_t) {}
  static const void* get_extension(raas_instance*, const char*) { return nullptr; }

  static inline std::function<raas_status(raas_error*)> on_pump;
  static constexpr raas_plugin_table table{create, init, start, pump, stop, destroy, get_extension};
};

/// Both sides, with one gate for each, as it is in a process.
struct Pair {
  Pair() : seen(host.table, plugin_gate), called(Plugin::table, host_gate) {
    Plugin::on_pump = nullptr;
  }
  void begin() {
    BOOST_REQUIRE(called.create(host.table).is_ok());
    BOOST_REQUIRE(called.init(raas_init{}).is_ok());
    BOOST_REQUIRE(called.start(raas_tick{}).is_ok());
    plugin_gate.set_stage(sides::Stage::running);
  }
  sides::Answer pump() {
    raas_pump_result result{};
    return called.pump(raas_tick{}, result);
  }
  /// Cancels request 7 through the checked table.
  sides::Answer cancel(const raas_host_deals& deals) {
    return sides::called("the host",
                         [&](raas_error* err) { return deals.cancel(deals.ctx, 7, err); });
  }

  Host host;
  sides::Gate plugin_gate;
  sides::CheckedHost seen;
  sides::Gate host_gate;
  sides::CheckedPlugin called;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(cpp)

BOOST_FIXTURE_TEST_CASE(plugin_calls_its_host_from_inside_of_a_call, Pair) {
  plugin_gate.set_stage(sides::Stage::running);
  const sides::Gate::Call entered(plugin_gate);
  const auto* const deals = seen.deals();
  BOOST_REQUIRE(deals != nullptr);
  BOOST_TEST(cancel(*deals).is_ok());
  BOOST_TEST(host.cancelled == std::vector<std::uint64_t>{7});
  const auto* const data = seen.data();
  data->release(data->ctx, 9);
  BOOST_TEST(host.released == std::vector<std::uint64_t>{9});
  seen.table().log(seen.table().ctx, RAAS_LOG_INFO, sides::str_of("told"), {});
  BOOST_TEST(host.logged == std::vector<std::string>{"told"});
}

BOOST_FIXTURE_TEST_CASE(what_the_host_lacks_stays_lacking, Pair) {
  const sides::Gate::Call entered(plugin_gate);
  BOOST_TEST(seen.rpc() == nullptr);
  BOOST_TEST(seen.tx() == nullptr);
  BOOST_TEST((seen.deals()->make_deal == nullptr));
  BOOST_TEST((seen.data()->read == nullptr));
}

BOOST_FIXTURE_TEST_CASE(plugin_that_calls_at_a_wrong_time_is_named_and_does_not_reach_the_host,
                        Pair) {
  const raas_host_deals* deals = nullptr;
  {
    const sides::Gate::Call entered(plugin_gate);
    deals = seen.deals();
    const auto early = cancel(*deals);
    BOOST_TEST(early.status == RAAS_E_MISUSE);
    BOOST_TEST(early.text ==
               "plugin misused: cancel() called while created, allowed from running on");
    plugin_gate.set_stage(sides::Stage::running);
    sides::Answer elsewhere;
    std::thread([&] { elsewhere = cancel(*deals); }).join();
    BOOST_TEST(elsewhere.status == RAAS_E_MISUSE);
  }
  const auto late = cancel(*deals);
  BOOST_TEST(late.text ==
             "plugin misused: cancel() called outside of a host call or on another thread");
  BOOST_TEST(seen.deals() == nullptr);
  seen.table().log(seen.table().ctx, RAAS_LOG_INFO, sides::str_of("late"), {});
  BOOST_TEST(host.cancelled.empty());
  BOOST_TEST(host.logged.empty());
}

BOOST_FIXTURE_TEST_CASE(host_that_throws_or_answers_nonsense_is_named, Pair) {
  plugin_gate.set_stage(sides::Stage::running);
  const sides::Gate::Call entered(plugin_gate);
  const auto* const deals = seen.deals();
  host.on_cancel = [](raas_error*) -> raas_status { throw std::runtime_error("no disk"); };
  const auto threw = cancel(*deals);
  BOOST_TEST(threw.status == RAAS_E_INTERNAL);
  BOOST_TEST(threw.text == "host misused: cancel() threw: no disk");
  host.on_cancel = [](raas_error*) { return raas_status{-77}; };
  BOOST_TEST(cancel(*deals).status == RAAS_E_INTERNAL);
  host.on_cancel = [](raas_error*) { return raas_status{5}; };
  BOOST_TEST(cancel(*deals).is_ok());
  host.on_cancel = [](raas_error* err) {
    err->text_len = err->text_capacity + 1;
    return static_cast<raas_status>(RAAS_E_RETRY);
  };
  BOOST_TEST(cancel(*deals).text.size() == 512U);
}

BOOST_FIXTURE_TEST_CASE(host_that_calls_in_a_wrong_order_is_told_and_does_not_reach_the_plugin,
                        Pair) {
  BOOST_REQUIRE(called.create(host.table).is_ok());
  int pumps = 0;
  Plugin::on_pump = [&](raas_error*) { return ++pumps, static_cast<raas_status>(RAAS_OK); };
  BOOST_TEST(pump().text == "host misused: pump() called while created");
  BOOST_TEST(called.start(raas_tick{}).status == RAAS_E_MISUSE);
  BOOST_TEST(called.create(host.table).status == RAAS_E_MISUSE);
  BOOST_REQUIRE(called.init(raas_init{}).is_ok());
  BOOST_TEST(called.init(raas_init{}).status == RAAS_E_MISUSE);
  BOOST_REQUIRE(called.start(raas_tick{}).is_ok());
  BOOST_TEST(pump().is_ok());
  BOOST_TEST(called.stop(raas_tick{}, 0).is_ok());
  BOOST_TEST(pump().is_ok());
  BOOST_TEST(called.stop(raas_tick{}, 0).text == "host misused: stop() called while draining");
  BOOST_TEST((called.given_up() != nullptr));
  BOOST_TEST(pump().status == RAAS_E_MISUSE);
  BOOST_TEST(pumps == 2);
}

BOOST_FIXTURE_TEST_CASE(host_that_calls_from_inside_of_a_call_is_told, Pair) {
  begin();
  sides::Answer nested, beside;
  Plugin::on_pump = [&](raas_error*) {
    nested = pump();
    std::thread([&] { beside = pump(); }).join();
    return static_cast<raas_status>(RAAS_OK);
  };
  BOOST_TEST(pump().is_ok());
  BOOST_TEST(nested.text == "host misused: pump() called from inside of another call");
  BOOST_TEST(beside.status == RAAS_E_MISUSE);
}

BOOST_FIXTURE_TEST_CASE(plugin_that_throws_is_named, Pair) {
  begin();
  Plugin::on_pump = [](raas_error*) -> raas_status { throw std::runtime_error("no memory"); };
  const auto threw = pump();
  BOOST_TEST(threw.status == RAAS_E_INTERNAL);
  BOOST_TEST(threw.text == "plugin misused: pump(): the plugin threw: no memory");
  Plugin::on_pump = nullptr;
  BOOST_TEST(pump().is_ok());
}

BOOST_AUTO_TEST_CASE(what_was_lent_ends_with_the_call) {
  int ended = 0;
  sides::Gate gate([&] { ++ended; });
  {
    const sides::Gate::Call outer(gate);
    { const sides::Gate::Call inner(gate); }
    BOOST_TEST(ended == 0);
  }
  BOOST_TEST(ended == 1);
  BOOST_TEST(gate.calls() == 1U);
}

BOOST_AUTO_TEST_CASE(nothing_but_a_status_comes_out_of_a_guarded_function) {
  char text[8] = {};
  raas_error err{};
  err.struct_size = sizeof err;
  err.text = text;
  err.text_capacity = 5;
  const auto status = sides::guarded(&err, []() -> sides::Answer {
    return {RAAS_E_RETRY, "1234\xc3\xa4", 60};
  });
  BOOST_TEST(status == RAAS_E_RETRY);
  BOOST_TEST(std::string(text, err.text_len) == "1234");
  BOOST_TEST(err.retry_after_ms == 60U);
  BOOST_TEST(err.flags == static_cast<std::uint32_t>(RAAS_ERROR_RETRYABLE));
  BOOST_TEST(sides::guarded(&err, []() -> sides::Answer { throw 1; }) == RAAS_E_INTERNAL);
  BOOST_TEST(sides::guarded(nullptr, []() -> sides::Answer { throw std::bad_alloc(); }) ==
             RAAS_E_INTERNAL);
}

BOOST_AUTO_TEST_CASE(structs_of_older_and_newer_sides_are_read) {
  struct Newer {
    raas_tick tick;
    std::uint64_t more;
  };
  Newer newer{{sizeof(Newer), 0, 5, 6}, 0};
  BOOST_TEST(sides::checked(&newer.tick, "now").is_ok());
  BOOST_TEST(sides::taken(newer.tick).monotonic_ms == 6);
  newer.more = 1;
  BOOST_TEST(sides::checked(&newer.tick, "now").status == RAAS_E_UNSUPPORTED);
  raas_tick older{offsetof(raas_tick, monotonic_ms), 0, 5, 6};
  BOOST_TEST(sides::taken(older).unix_ms == 5);
  BOOST_TEST(sides::taken(older).monotonic_ms == 0);
  BOOST_TEST(sides::checked(&older, "now", sizeof older).status == RAAS_E_INVALID);
  Newer given{{sizeof(Newer), 0, 0, 0}, 9};
  BOOST_TEST(sides::give(&given.tick, raas_tick{sizeof(raas_tick), 0, 1, 2}));
  BOOST_TEST(given.tick.struct_size == sizeof(Newer));
  BOOST_TEST(given.more == 0U);
  const Newer rows[] = {{{sizeof(Newer), 0, 1, 0}, 0}, {{sizeof(Newer), 0, 2, 0}, 0}};
  BOOST_TEST(sides::Rows<raas_tick>(&rows[0].tick, 2)[1].unix_ms == 2);
}

BOOST_AUTO_TEST_SUITE_END()
