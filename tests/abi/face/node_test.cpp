#include <boost/test/unit_test.hpp>

#include "abi/face/bench.h"

namespace raas_test {
namespace {

// A running plugin with a job, whose node went wrong before anything was read.
struct BadNode : Bench {
  BadNode() { plugin.begin(); }

  // No deal is made while it lasts; health says why; afterwards all goes on.
  void check_no_deal_then_recovery() {
    BOOST_TEST(place().status < 300U);
    plugin.run(400, 20);
    BOOST_TEST(host.asked.empty());
    const ApiAnswer health = plugin.ask("GET", "/healthz");
    BOOST_TEST(health.status == 503U);
    BOOST_TEST(has(health.body, "\"chain_trusted\":false"), health.body);
    BOOST_TEST(!has(health.body, "\"reasons\":[]"), health.body);

    host.heal();
    plugin.run(1500, 20);
    const ApiAnswer after = plugin.ask("GET", "/healthz");
    BOOST_TEST(after.status == 200U, after.body);
    BOOST_TEST(copies_of() == 3U);
    BOOST_TEST(host.asked.size() == 3U);
  }
};

mock::RpcAnswer says(int http_status, std::string body) {
  return {http_status, std::move(body)};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(node)

BOOST_AUTO_TEST_CASE(garbage_from_the_node_makes_no_deal_and_is_recovered_from) {
  const std::string html = "<html><body>502 Bad Gateway</body></html>";
  const mock::RpcAnswer answers[] = {
      says(200, html),
      says(502, html),
      says(200, ""),
      says(200, "null"),
      says(200, "[]"),
      says(200, "[null]"),
      says(200, "{}"),
      says(200, "\"\""),
      says(200, R"([{"jsonrpc":"2.0","id":1,"result":{"Cids":[)"),
      says(200, R"({"jsonrpc":"2.0","id":987654,"result":{}})"),
      says(200, R"([{"jsonrpc":"2.0","id":987654,"result":null}])"),
      says(200, R"([{"jsonrpc":"2.0","id":"x","result":null}])"),
      says(200, R"({"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"parse error"}})"),
      says(429, "slow down"),
      says(500, ""),
      says(401, R"({"error":"no token"})"),
      says(200, std::string("\0\xff\xfe", 3)),
      says(200, std::string(1'000'000, '[')),
  };
  for (const mock::RpcAnswer& answer : answers) {
    BOOST_TEST_CONTEXT(answer.http_status << ": " << answer.body.substr(0, 60)) {
      BadNode bench;
      bench.host.node_says = [&](std::string_view) { return answer; };
      bench.check_no_deal_then_recovery();
    }
  }
}

BOOST_AUTO_TEST_CASE(answer_without_results_makes_no_deal_and_is_recovered_from) {
  BadNode bench;
  bench.host.node_says = [](std::string_view body) {
    std::string answer = "[";
    for (std::size_t id = 0; id < count_of(body, "\"method\""); ++id) {
      answer += R"({"jsonrpc":"2.0","id":)" + std::to_string(id + 1) + R"(,"result":null},)";
    }
    answer.back() = ']';
    return says(200, answer);
  };
  bench.check_no_deal_then_recovery();
}

BOOST_AUTO_TEST_CASE(send_refused_in_any_way_makes_no_deal_and_is_recovered_from) {
  for (raas_status status = -14; status <= RAAS_OK; ++status) {
    BOOST_TEST_CONTEXT("send answers " << status) {
      BadNode bench;
      bench.host.fail_always("send", {.status = status});
      bench.check_no_deal_then_recovery();
    }
  }
}

BOOST_AUTO_TEST_CASE(take_refused_in_any_way_makes_no_deal_and_is_recovered_from) {
  for (raas_status status = -14; status < RAAS_OK; ++status) {
    if (status == RAAS_E_RETRY) continue;  // Not answered yet: the next case.
    BOOST_TEST_CONTEXT("take answers " << status) {
      BadNode bench;
      bench.host.fail_always("take", {.status = status});
      bench.check_no_deal_then_recovery();
    }
  }
}

BOOST_AUTO_TEST_CASE(answer_that_does_not_come_is_waited_for_without_a_deal) {
  BadNode bench;
  bench.host.fail_always("take", {.status = RAAS_E_RETRY});
  bench.place();
  bench.plugin.pump();
  BOOST_TEST((bench.plugin.pumped().flags & RAAS_PUMP_WAITING) != 0U);
  for (int i = 0; i < 20; ++i) {
    bench.host.advance(10);
    bench.plugin.pump();
  }
  BOOST_TEST(bench.host.asked.empty());
  BOOST_TEST(bench.plugin.ask("GET", "/healthz").status == 503U);

  bench.host.heal();
  bench.plugin.run(1500, 20);
  BOOST_TEST(bench.copies_of() == 3U);
}

BOOST_AUTO_TEST_CASE(exception_out_of_send_or_take_makes_no_deal_and_is_recovered_from) {
  for (const char* const function : {"send", "take"}) {
    BOOST_TEST_CONTEXT(function << " throws") {
      BadNode bench;
      bench.host.fail_always(function, {.is_thrown = true});
      BOOST_TEST(bench.plugin.pump() == RAAS_OK);
      BOOST_TEST(bench.plugin.pump() == RAAS_OK);
      bench.check_no_deal_then_recovery();
    }
  }
}

BOOST_AUTO_TEST_CASE(one_exception_at_any_call_of_the_node_costs_nothing) {
  for (const char* const function : {"send", "take"}) {
    for (std::size_t nth = 1; nth <= 4; ++nth) {
      BOOST_TEST_CONTEXT(function << " throws at call " << nth) {
        BadNode bench;
        bench.host.fail_at(function, nth, {.is_thrown = true});
        bench.place();
        bench.plugin.run(1500, 20);
        BOOST_TEST(bench.host.troubles() == 1U);
        BOOST_TEST(bench.copies_of() == 3U);
        BOOST_TEST(bench.host.asked.size() == 3U);
      }
    }
  }
}

// The copies are there; then the node goes mad. Unknown is not gone.
BOOST_AUTO_TEST_CASE(node_that_goes_mad_later_does_not_cost_a_healthy_copy) {
  BadNode bench;
  bench.place();
  bench.plugin.run(400, 20);
  BOOST_TEST(bench.copies_of() == 3U);
  for (const char* const body : {"null", "[]", "<html>", R"({"jsonrpc":"2.0","id":1})"}) {
    bench.host.node_says = [body](std::string_view) { return says(200, body); };
    bench.plugin.run(3000, 60);
    BOOST_TEST(bench.plugin.ask("GET", "/healthz").status == 503U);
  }
  bench.host.heal();
  bench.plugin.run(2 * mock::epochs_per_day, 60);
  BOOST_TEST(bench.host.asked.size() == 3U);
  BOOST_TEST(count_of(bench.job(), "\"standing\":\"healthy\"") == 3U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace raas_test
