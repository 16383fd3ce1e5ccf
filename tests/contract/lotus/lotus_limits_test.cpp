#include <boost/test/unit_test.hpp>
#include <set>

#include "watched_miner.h"

using namespace raas;
using namespace raas::test;

namespace {

/// A caller of one node, with a clock in milliseconds that a test sets.
struct Line {
  explicit Line(std::size_t calls) { queue(calls); }
  void queue(std::size_t calls) {
    for (std::size_t i = 0; i < calls; ++i) {
      caller.queue({.method = lotus::Method::chain_head, .params = "[]", .subject = {}});
    }
  }
  /// Runs at @p ms until nothing more happens then.
  void run(Millis ms) {
    for (int i = 0; i < 20; ++i) {
      caller.advance({ms, ms}, [this](const lotus::Call&, const lotus::Answer& answer) {
        if (answer.has_value()) {
          ++answered;
        } else {
          failed.push_back(answer.error().trouble);
        }
      });
    }
  }
  /// Goes from wait to wait until it is idle; when each request was sent.
  std::vector<Millis> run_out() {
    std::vector<Millis> sent;
    Millis clock = 1;
    for (std::size_t bodies = 0; !caller.is_idle() && clock < 3600000;) {
      run(clock);
      for (; bodies < node.bodies.size(); ++bodies) sent.push_back(clock);
      clock = std::max(clock + 1, caller.next_monotonic_ms());
    }
    return sent;
  }
  void refuse(int http_status, const std::string& body, Millis retry_after_ms = 0) {
    node.spoil = [=](const std::string&, TransportReply& reply) {
      reply.http_status = http_status;
      reply.body = body;
      reply.retry_after_ms = retry_after_ms;
    };
  }

  FakeNode node;
  lotus::Caller caller{node, {.requests_in_flight_max = 1, .seed = 7}};
  std::size_t answered = 0;
  std::vector<lotus::Trouble> failed;
};

const std::string busy_body = R"({"jsonrpc":"2.0","id":null,"error":{"code":1,"message":)"
                              R"("server busy. rate: Wait(n=3) would exceed context deadline"}})";

/// Copies whose deals are not sealed yet, the first @p unreadable of which the node cannot tell of;
/// ten calls a tick.
struct ManyDeals : WatchedMiner {
  ManyDeals(ReplicaId copies, DealId unreadable) : WatchedMiner(ten_calls_a_tick()) {
    at_tip(day);
    for (ReplicaId id = 1; id <= copies; ++id) {
      Replica replica = WatchedMiner::replica();
      replica.id = id;
      replica.deal = id;
      node.deals[id] = {};
      node.deals[id].start_epoch = day + 5000;
      view.watch(replica);
    }
    node.say = [unreadable](std::string_view method, const boost::json::array& params) {
      const bool is_unreadable =
          method == "StateMarketStorageDeal" && params.at(0).to_number<DealId>() <= unreadable;
      return std::string(
          is_unreadable ? R"("error":{"code":1,"message":"blockstore: block not found"})" : "");
    };
  }

  static LotusOptions ten_calls_a_tick() {
    LotusOptions options;
    options.reading.calls_per_tick_max = 10;
    return options;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(lotus_limits)

BOOST_AUTO_TEST_CASE(a_full_request_is_sent_while_more_is_queued) {
  Line line(100);
  BOOST_TEST(line.node.bodies.empty());
  line.run(1);
  BOOST_TEST_REQUIRE(line.node.bodies.size() == 1U);

  line.queue(99);
  BOOST_TEST(line.node.bodies.size() == 1U);
  line.queue(1);
  BOOST_TEST(line.node.bodies.size() == 2U);
  line.queue(150);
  BOOST_TEST(line.node.bodies.size() == 2U);  // One may be in flight.
  line.run(1);
  BOOST_TEST(line.node.bodies.size() == 4U);
  BOOST_TEST(line.answered == 350U);
  BOOST_TEST(line.failed.empty());
}

BOOST_AUTO_TEST_CASE(the_next_full_request_goes_out_before_the_next_reply_is_read) {
  FakeNode node;
  lotus::Caller caller{node, {.requests_in_flight_max = 2, .seed = 7}};
  for (int i = 0; i < 400; ++i) {
    caller.queue({.method = lotus::Method::chain_head, .params = "[]", .subject = {}});
  }
  std::vector<std::size_t> sent;  // By the time of each answer.
  const auto note = [&](const lotus::Call&, const lotus::Answer&) {
    sent.push_back(node.bodies.size());
  };
  caller.advance({1, 1}, note);
  BOOST_TEST_REQUIRE(node.bodies.size() == 2U);
  caller.advance({2, 2}, note);
  BOOST_TEST_REQUIRE(sent.size() == 200U);
  BOOST_TEST(sent[99] == 2U);
  BOOST_TEST(sent[100] == 3U);
  BOOST_TEST(node.bodies.size() == 4U);
}

BOOST_AUTO_TEST_CASE(replies_beyond_what_is_enough_wait_and_take_up_room) {
  FakeNode node;
  lotus::Caller caller{node, {.requests_in_flight_max = 2, .seed = 7}};
  for (int i = 0; i < 500; ++i) {
    caller.queue({.method = lotus::Method::chain_head, .params = "[]", .subject = {}});
  }
  std::size_t answers = 0;
  const auto count = [&](const lotus::Call&, const lotus::Answer&) { ++answers; };
  caller.advance({1, 1}, count);
  for (std::size_t request = 1; request <= 5; ++request) {
    const auto is_enough = [&] { return answers >= 100 * request; };
    caller.advance({2, 2}, count, is_enough);
    BOOST_TEST(answers == 100 * request);
    BOOST_TEST(caller.has_more() == (request < 5));
    BOOST_TEST(node.bodies.size() == std::min<std::size_t>(5, request + 2));
    if (caller.has_more()) BOOST_TEST(caller.next_monotonic_ms() == 2);
  }
  caller.advance({3, 3}, count);
  BOOST_TEST(answers == 500U);
  BOOST_TEST(caller.is_idle());
}

BOOST_AUTO_TEST_CASE(nothing_is_sent_before_a_wait_is_over_however_much_is_queued) {
  Line line(1);
  line.refuse(429, "", 30000);
  line.run(1);
  line.node.spoil = nullptr;
  line.queue(200);
  BOOST_TEST(line.node.bodies.size() == 1U);
  line.run(30001);
  BOOST_TEST(line.answered == 201U);
}

BOOST_AUTO_TEST_CASE(a_busy_node_is_asked_again_after_ever_longer_waits_and_then_given_up) {
  for (const int status : {429, 502, 503, 504}) {
    Line line(1);
    line.refuse(status, "");
    const std::vector<Millis> sent = line.run_out();
    BOOST_TEST_REQUIRE(sent.size() == lotus::refusals_max);
    for (std::size_t i = 1; i < sent.size(); ++i) {
      const Millis base = 1000LL << (i - 1);
      BOOST_TEST(sent[i] - sent[i - 1] >= base);
      BOOST_TEST(sent[i] - sent[i - 1] <= base * 3 / 2);
    }
    BOOST_TEST((line.failed == std::vector{lotus::Trouble::busy}));
  }
}

BOOST_AUTO_TEST_CASE(server_busy_with_status_200_is_a_refusal_too) {
  Line line(1);
  line.refuse(200, busy_body);
  BOOST_TEST(line.run_out().size() == lotus::refusals_max);
}

BOOST_AUTO_TEST_CASE(what_the_node_will_never_do_is_asked_once) {
  for (const int code : {-32601, -32602, -32600, -32700}) {
    Line line(1);
    line.refuse(500, R"({"jsonrpc":"2.0","id":1,"error":{"code":)" + std::to_string(code) +
                         R"(,"message":"server busy"}})");
    BOOST_TEST(line.run_out().size() == 1U, code);
    BOOST_TEST(line.failed.size() == 1U, code);
  }
}

BOOST_AUTO_TEST_CASE(retry_after_is_waited_for_within_a_minute_and_not_beyond) {
  Line line(1);
  line.refuse(429, "", 30000);
  line.run(1);
  line.node.spoil = nullptr;
  line.run(30000);
  BOOST_TEST(line.node.bodies.size() == 1U);
  line.run(30001);
  BOOST_TEST(line.node.bodies.size() == 2U);
  BOOST_TEST(line.answered == 1U);

  Line late(1);
  late.refuse(429, "", 60001);
  late.run(1);
  BOOST_TEST((late.failed == std::vector{lotus::Trouble::busy}));
  BOOST_TEST(late.node.bodies.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_node_that_takes_five_calls_at_a_time_is_found_out) {
  Line line(100);
  line.node.spoil = [](const std::string& body, TransportReply& reply) {
    std::size_t calls = 0;
    for (std::size_t at = body.find("\"id\""); at != std::string::npos;
         at = body.find("\"id\"", at + 1)) {
      ++calls;
    }
    if (calls > 5) reply.http_status = 429, reply.body = "";
  };
  line.run_out();
  BOOST_TEST(line.answered == 100U);
  BOOST_TEST(line.failed.empty());
}

BOOST_AUTO_TEST_CASE(answers_in_a_batch_count_though_others_were_refused) {
  Line line(4);
  bool is_first = true;
  line.node.spoil = [&](const std::string&, TransportReply& reply) {
    if (!std::exchange(is_first, false)) return;
    const std::size_t third = reply.body->find(R"({"jsonrpc":"2.0","id":3)");
    const std::size_t fourth = reply.body->find(R"({"jsonrpc":"2.0","id":4)");
    std::string busy = busy_body;
    busy.replace(busy.find("null"), 4, "3");
    reply.body->replace(third, fourth - third - 1, busy);
  };
  line.run(1);
  BOOST_TEST(line.answered == 3U);
  line.run_out();
  BOOST_TEST(line.answered == 4U);
  BOOST_TEST(line.failed.empty());
}

BOOST_AUTO_TEST_CASE(a_long_wait_ends_the_trust_as_an_outage_does) {
  WatchedMiner net;
  net.at_tip(day);
  BOOST_TEST(net.view.health().trusted);
  net.node.spoil = [](const std::string&, TransportReply& reply) {
    reply.http_status = 429;
    reply.body = "";
    reply.retry_after_ms = 3600 * 1000;
  };
  net.until_tip(day + 115);
  BOOST_TEST(!net.view.health().trusted);
  net.node.spoil = nullptr;
  net.until_tip(day + 400);
  BOOST_TEST(net.view.health().trusted);
}

BOOST_AUTO_TEST_CASE(deals_that_cannot_be_read_do_not_keep_the_others_from_being_read) {
  ManyDeals net(30, 10);
  std::set<ReplicaId> read;
  for (Epoch tip = day + 1; tip < day + 6; ++tip) {
    for (const Reading& reading : net.at_tip(tip)) read.insert(reading.replica);
  }
  BOOST_TEST(read.size() == 20U);
}

BOOST_AUTO_TEST_CASE(a_deal_that_cannot_be_read_is_asked_for_again_after_30_epochs) {
  ManyDeals net(30, 30);
  const auto asked = [&net] { return net.node.count("StateMarketStorageDeal"); };
  for (Epoch tip = day + 1; tip < day + 20; ++tip) net.at_tip(tip);
  BOOST_TEST(asked() == 30U);
  for (Epoch tip = day + 20; tip < day + 40; ++tip) net.at_tip(tip);
  BOOST_TEST(asked() == 60U);
}

BOOST_AUTO_TEST_SUITE_END()
