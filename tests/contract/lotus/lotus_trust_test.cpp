#include <boost/test/unit_test.hpp>

#include "watched_miner.h"

using namespace raas;
using namespace raas::test;

namespace {

/// What the health is when the head is @p age_ms old and nothing else is wrong.
ChainHealth health_at_age(Millis age_ms) {
  WatchedMiner net;
  net.node.head = day;
  net.node.finalized = day - finality_lag;
  net.at_clock(day, age_ms);
  return net.view.health();
}

ChainHealth health_at_lag(Epochs lag) {
  WatchedMiner net;
  net.node.head = day;
  net.node.finalized = day - lag;
  net.at_clock(day);
  return net.view.health();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(lotus_trust)

BOOST_AUTO_TEST_CASE(nothing_is_trusted_before_a_node_has_answered) {
  WatchedMiner net;
  BOOST_TEST(!net.view.health().trusted);
  BOOST_TEST(!net.view.health().because.empty());
  net.at_tip(day);
  BOOST_TEST(net.view.health().trusted);
  BOOST_TEST(net.view.health().because.empty());
  BOOST_TEST(net.view.health().tip == day);
  BOOST_TEST(net.view.health().head == day + finality_lag);
}

BOOST_AUTO_TEST_CASE(
    the_first_request_asks_for_all_that_is_asked_of_a_node_before_it_is_read_from) {
  WatchedMiner net;
  net.view.watch(WatchedMiner::replica());
  net.at_tip(day);
  BOOST_TEST(net.view.health().trusted);
  BOOST_TEST(net.node.count("ChainHead") == 1U);
  BOOST_TEST(net.node.count("ChainGetFinalizedTipSet") == 1U);
  BOOST_TEST(net.node.count("StateGetNetworkParams") == 1U);
  BOOST_TEST_REQUIRE(net.node.bodies.size() > 1U);
  BOOST_TEST(net.node.bodies[0].find("ChainGetFinalizedTipSet") != std::string::npos);
  BOOST_TEST(net.node.bodies[1].find("StateMarketStorageDeal") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_the_first_request_did_not_tell_of_the_chain_is_asked_again) {
  WatchedMiner net;
  net.node.say = [&](std::string_view method, const boost::json::array&) -> std::string {
    const bool is_first = net.node.bodies.size() == 1;
    if (method != "ChainGetFinalizedTipSet" || !is_first) return {};
    return R"("error":{"code":1,"message":"the node is not ready"})";
  };
  net.at_tip(day);
  BOOST_TEST(net.view.health().trusted);
  BOOST_TEST(net.node.count("ChainHead") == 1U);
  BOOST_TEST(net.node.count("ChainGetFinalizedTipSet") == 2U);
  BOOST_TEST(net.events.count("rpc_failed") == 0U);
}

BOOST_AUTO_TEST_CASE(a_node_that_does_not_say_which_network_it_is_of_is_not_read_from) {
  WatchedMiner net;
  net.view.watch(WatchedMiner::replica());
  net.node.say = [](std::string_view method, const boost::json::array&) -> std::string {
    return method == "StateGetNetworkParams" ? R"("error":"sorry")" : "";
  };
  net.at_tip(day);
  BOOST_TEST(!net.view.health().trusted);
  BOOST_TEST(net.node.count("StateMinerProvingDeadline") == 0U);
}

BOOST_AUTO_TEST_CASE(a_head_may_be_five_minutes_old) {
  constexpr Millis limit = 5 * 60 * 1000;
  BOOST_TEST(health_at_age(limit - 1).trusted);
  BOOST_TEST(health_at_age(limit).trusted);
  BOOST_TEST(!health_at_age(limit + 1).trusted);
  BOOST_TEST(health_at_age(limit + 30000).because == "head is 330 s old, 300 s are tolerated");
}

BOOST_AUTO_TEST_CASE(a_head_may_be_five_minutes_ahead_of_the_hosts_clock) {
  BOOST_TEST(health_at_age(-300000).trusted);
  BOOST_TEST(!health_at_age(-300001).trusted);
}

BOOST_AUTO_TEST_CASE(the_age_of_a_head_is_taken_when_it_was_asked_for) {
  WatchedMiner net;
  net.node.head = day;
  net.node.finalized = day - finality_lag;
  Millis clock = ChainTime{}.unix_ms_at(day);
  // Each answer is taken an hour after the question; the time-out of the calls is in monotonic
  // time.
  for (int i = 0; i < 10; ++i) {
    static_cast<void>(net.view.advance({clock, 0}));
    clock += i == 0 ? 0 : 3600 * 1000;
    if (net.view.health().tip != no_epoch) break;
  }
  BOOST_TEST(net.view.health().tip == day - finality_lag);
  BOOST_TEST(net.view.health().trusted);
}

BOOST_AUTO_TEST_CASE(finality_may_be_100_epochs_behind) {
  BOOST_TEST(health_at_lag(99).trusted);
  BOOST_TEST(health_at_lag(100).trusted);
  BOOST_TEST(!health_at_lag(101).trusted);
  BOOST_TEST(health_at_lag(900).because ==
             "finalized tipset is 900 epochs behind the head, 100 are tolerated");
  BOOST_TEST(!health_at_lag(-1).trusted);
}

BOOST_AUTO_TEST_CASE(finality_that_goes_back_is_distrusted_until_it_has_passed_where_it_was) {
  WatchedMiner net;
  net.at_tip(day);
  const auto trusted_at = [&](Epoch tip, Epoch head) {
    net.node.finalized = tip;
    net.node.head = head;
    net.at_clock(head);
    return net.view.health().trusted;
  };
  BOOST_TEST(!trusted_at(day - 1, day + 60));
  BOOST_TEST(!trusted_at(day, day + 100));
  BOOST_TEST(trusted_at(day + 50, day + 130));
}

BOOST_AUTO_TEST_CASE(nothing_is_read_while_the_chain_is_not_trusted) {
  WatchedMiner net;
  net.view.watch(WatchedMiner::replica());
  net.node.head = day;
  net.node.finalized = day - 101;
  net.at_clock(day);
  BOOST_TEST(net.node.count("StateMarketStorageDeal") == 0U);
  BOOST_TEST(net.node.count("StateMinerPartitions") == 0U);
}

BOOST_AUTO_TEST_CASE(nothing_is_read_when_the_head_did_not_advance) {
  WatchedMiner net;
  net.at_tip(day);
  net.view.watch(WatchedMiner::replica());
  net.node.finalized = day + 5;
  net.at_clock(day + finality_lag + 1);
  BOOST_TEST(net.node.count("StateMarketStorageDeal") == 0U);
  net.node.head += 1;
  net.at_clock(day + finality_lag + 2);
  BOOST_TEST(net.node.count("StateMarketStorageDeal") == 1U);
}

BOOST_AUTO_TEST_CASE(three_looks_in_a_row_without_an_answer_end_the_trust) {
  WatchedMiner net;
  net.at_tip(day);
  net.node.spoil = [](const std::string&, TransportReply& reply) {
    reply = {reply.ticket, 0, Error(Code::unavailable, "refused")};
  };
  std::vector<bool> trusted;
  std::size_t looks = net.node.count("ChainHead");
  for (Epoch epoch = day + finality_lag + 1; trusted.size() < 4; ++epoch) {
    net.at_clock(epoch);
    if (net.node.count("ChainHead") == looks) continue;
    looks = net.node.count("ChainHead");
    trusted.push_back(net.view.health().trusted);
  }
  BOOST_TEST((trusted == std::vector<bool>{true, true, false, false}));
  BOOST_TEST(net.view.health().because.find("refused") != std::string::npos);
  net.node.spoil = nullptr;
  net.at_tip(day + 200);
  BOOST_TEST(net.view.health().trusted);
  BOOST_TEST(net.events.count("chain_trusted") == 2U);
  BOOST_TEST(net.events.count("chain_not_trusted") == 1U);
}

BOOST_AUTO_TEST_CASE(looks_that_fail_come_ever_more_seldom_up_to_ten_epochs) {
  WatchedMiner net;
  net.node.spoil = [](const std::string&, TransportReply& reply) {
    reply.http_status = 503, reply.body = "";
  };
  std::vector<Epochs> gaps;
  Epoch last = no_epoch;
  std::size_t sent = 0;
  for (Epoch epoch = day; epoch < day + 200; ++epoch) {
    net.at_clock(epoch);
    if (net.node.bodies.size() == sent) continue;
    sent = net.node.bodies.size();
    if (last != no_epoch) gaps.push_back(epoch - last);
    last = epoch;
  }
  // First within the tick, from one second up, which is less than an epoch; then from tick to tick.
  BOOST_TEST_REQUIRE(gaps.size() > 12U);
  BOOST_TEST(gaps.front() == 1);
  for (std::size_t i = 9; i < gaps.size(); ++i) BOOST_TEST(gaps[i] == 10);
}

BOOST_AUTO_TEST_CASE(a_node_that_says_nothing_is_given_up_after_the_time_out) {
  WatchedMiner net;
  net.node.is_silent = true;
  const Millis clock = ChainTime{}.unix_ms_at(day);
  const Millis give_up_ms = net.view.advance({clock, 0}).next_monotonic_ms;
  BOOST_TEST(give_up_ms >= 30000);
  BOOST_TEST(net.view.counters().in_flight == 13U);
  static_cast<void>(net.view.advance({clock, give_up_ms - 1}));
  BOOST_TEST(net.view.counters().in_flight == 13U);
  static_cast<void>(net.view.advance({clock, give_up_ms}));
  BOOST_TEST(net.view.counters().in_flight == 0U);
  BOOST_TEST(net.view.counters().errors == 13U);
}

BOOST_AUTO_TEST_CASE(a_node_of_another_network_is_not_trusted) {
  WatchedMiner net;
  net.node.genesis_told = 1667326380000;
  net.at_tip(day);
  BOOST_TEST(net.view.time().genesis_unix_ms == 1667326380000);
  BOOST_TEST(!net.view.health().trusted);
}

BOOST_AUTO_TEST_CASE(the_configured_network_stands_in_for_a_node_that_does_not_tell) {
  for (const bool has_method : {true, false}) {
    WatchedMiner net;
    net.node.genesis_told.reset();
    if (!has_method) net.node.missing_methods = {"StateGetNetworkParams"};
    net.at_tip(day);
    BOOST_TEST(net.view.health().trusted);
    BOOST_TEST(net.view.time().genesis_unix_ms == 1598306400000);
  }
}

BOOST_AUTO_TEST_CASE(a_wall_clock_that_jumps_back_stops_nothing) {
  WatchedMiner net;
  net.at_tip(day);
  net.at_tip(day - 5000);
  net.at_tip(day - 4900);
  BOOST_TEST(net.view.health().head == day - 4900 + finality_lag);
}

BOOST_AUTO_TEST_SUITE_END()
