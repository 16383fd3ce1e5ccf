#include <boost/test/unit_test.hpp>

#include "watched_miner.h"

using namespace raas;
using namespace raas::test;

namespace {

/// Two nodes of one chain, and a copy that both know to be proven.
struct TwoNodes {
  TwoNodes() {
    for (FakeNode* node : {&a, &b}) {
      node->deadlines[{miner, sector_deadline}].live = {sector};
      node->deals[deal].sector = sector;
      node->deals[deal].sector_start_epoch = day - 5000;
    }
  }

  void prove() {
    at_tip(day - 3000);
    view.watch(WatchedMiner::replica());
    until_tip(close_epoch + 60);
    BOOST_TEST_REQUIRE((newest.facts.finding == Finding::proven));
  }
  FakeNode::Sectors& sectors_of(FakeNode& node) { return node.deadlines[{miner, sector_deadline}]; }
  void at_tip(Epoch epoch) {
    for (FakeNode* node : {&a, &b}) {
      node->finalized = epoch;
      node->head = epoch + finality_lag;
    }
    at_clock(epoch + finality_lag);
  }
  void at_clock(Epoch epoch) {
    const Millis clock = ChainTime{}.unix_ms_at(epoch);
    const auto readings = settled(view, {clock, clock});
    if (const Reading* reading = newest_of(readings, copy)) newest = *reading;
  }
  void until_tip(Epoch end) {
    for (Epoch tip = a.finalized + 30; tip <= end; tip += 30) at_tip(tip);
  }
  void break_down(FakeNode& node) {
    node.spoil = [](const std::string&, TransportReply& reply) {
      reply = {reply.ticket, 0, Error(Code::unavailable, "refused")};
    };
  }

  FakeNode a;
  FakeNode b;
  KeptEvents events;
  std::array<Transport*, 2> transports{&a, &b};
  LotusChainView view{looking_at_every_step({}), transports, events};
  Reading newest;
};

constexpr Epoch next_close = close_epoch + epochs_per_day;

}  // namespace

BOOST_AUTO_TEST_SUITE(lotus_nodes)

BOOST_AUTO_TEST_CASE(the_second_node_is_asked_for_little_while_all_is_well) {
  TwoNodes net;
  net.prove();
  net.until_tip(close_epoch + 20 * epochs_per_day);
  BOOST_TEST(net.a.count("StateMinerPartitions") >= 20U * deadlines_per_day);
  BOOST_TEST(net.b.count("StateMinerPartitions") < 20U * 12);
  BOOST_TEST(net.b.count("StateMarketStorageDeal") == 0U);
  BOOST_TEST(net.events.count("nodes_disagree") == 0U);
}

BOOST_AUTO_TEST_CASE(a_node_that_says_proven_of_what_is_not_is_found_out) {
  TwoNodes net;
  net.prove();
  net.sectors_of(net.b).faulty = {sector};
  net.until_tip(close_epoch + 20 * epochs_per_day);
  BOOST_TEST(net.events.count("nodes_disagree") >= 1U);
  BOOST_TEST(net.view.counters().disagreements >= 1U);
}

BOOST_AUTO_TEST_CASE(a_fault_counts_when_both_nodes_say_so) {
  TwoNodes net;
  net.prove();
  net.sectors_of(net.a).faulty = {sector};
  net.sectors_of(net.b).faulty = {sector};
  net.until_tip(next_close + 150);
  BOOST_TEST((net.newest.facts.finding == Finding::faulty));
  BOOST_TEST(net.newest.facts.since == next_close);
  BOOST_TEST(net.newest.facts.readings >= 2U);
  BOOST_TEST(net.b.count("StateMinerPartitions") >= 2U);
  BOOST_TEST(net.view.counters().disagreements == 0U);
}

BOOST_AUTO_TEST_CASE(nodes_that_disagree_make_a_copy_unknown_and_an_alarm) {
  TwoNodes net;
  net.prove();
  net.sectors_of(net.a).live = {sector + 1};
  net.until_tip(next_close + 3 * epochs_per_day);
  BOOST_TEST((net.newest.facts.finding == Finding::unknown));
  BOOST_TEST(net.events.count("nodes_disagree") > 0U);
  BOOST_TEST(net.view.counters().disagreements > 0U);

  net.sectors_of(net.a).live = {sector};
  net.until_tip(next_close + 4 * epochs_per_day + 60);
  BOOST_TEST((net.newest.facts.finding == Finding::proven));
}

BOOST_AUTO_TEST_CASE(a_node_that_finds_no_deal_is_not_believed_alone) {
  TwoNodes net;
  net.at_tip(day - 3000);
  net.a.deals.clear();
  net.view.watch(WatchedMiner::replica());
  net.until_tip(day);
  BOOST_TEST((net.newest.facts.finding == Finding::unknown));
  BOOST_TEST(net.view.counters().disagreements > 0U);
  net.b.deals.clear();
  net.until_tip(day + 300);
  BOOST_TEST((net.newest.facts.finding == Finding::absent));
}

BOOST_AUTO_TEST_CASE(a_node_that_is_down_is_replaced_within_a_tick) {
  TwoNodes net;
  net.prove();
  net.break_down(net.a);
  net.sectors_of(net.b).faulty = {sector};
  net.until_tip(next_close + 150);
  BOOST_TEST(net.view.health().trusted);
  BOOST_TEST(net.events.count("node_in_use") == 1U);
  BOOST_TEST((net.newest.facts.finding == Finding::faulty));
  BOOST_TEST(net.newest.facts.readings >= 2U);  // On the word of the only one that is well.

  net.a.spoil = nullptr;
  const std::size_t calls = net.a.count("StateMinerPartitions");
  net.until_tip(next_close + epochs_per_day);
  BOOST_TEST(net.events.count("node_in_use") == 2U);
  BOOST_TEST(net.a.count("StateMinerPartitions") > calls);
}

BOOST_AUTO_TEST_CASE(without_any_node_nothing_is_trusted) {
  TwoNodes net;
  net.prove();
  net.break_down(net.a);
  net.break_down(net.b);
  net.until_tip(next_close + 60);
  BOOST_TEST(!net.view.health().trusted);
  const std::string because = net.view.health().because;
  BOOST_TEST(because.find("node 1: ") != std::string::npos, because);
  BOOST_TEST(because.find("node 2: ") != std::string::npos, because);
}

BOOST_AUTO_TEST_CASE(a_node_that_is_behind_is_not_read_from) {
  TwoNodes net;
  net.prove();
  net.break_down(net.a);
  const std::size_t samples = net.b.count("StateMinerPartitions");
  const Epoch tip = net.a.finalized;
  for (Epoch clock = tip + 31; clock <= tip + 93; clock += 31) {
    net.b.finalized = tip - 20;
    net.b.head = clock + finality_lag;
    net.at_clock(clock + finality_lag);
  }
  BOOST_TEST(net.b.count("StateMinerPartitions") == samples);
  BOOST_TEST(!net.view.health().trusted);
  net.b.finalized = tip + 60;
  net.b.head += 31;
  net.at_clock(net.b.head);
  BOOST_TEST(net.view.health().trusted);
}

BOOST_AUTO_TEST_CASE(a_second_node_that_does_not_say_is_waited_for_three_times) {
  TwoNodes net;
  net.prove();
  const std::size_t samples = net.b.count("StateMinerPartitions");
  net.sectors_of(net.a).faulty = {sector};
  net.b.spoil = [](const std::string& body, TransportReply& reply) {
    if (body.find("StateMinerPartitions\",\"params\":[\"") != std::string::npos) reply.body = "";
  };
  net.until_tip(next_close + 30);
  BOOST_TEST((net.newest.facts.finding == Finding::proven));
  const std::size_t asked = net.b.count("StateMinerPartitions") - samples;
  BOOST_TEST(asked >= 1U);
  net.until_tip(next_close + 300);
  BOOST_TEST((net.newest.facts.finding == Finding::faulty));
  BOOST_TEST(net.b.count("StateMinerPartitions") - samples == 3U);
  BOOST_TEST(net.view.counters().disagreements == 0U);
}

BOOST_AUTO_TEST_CASE(a_gateway_confirms_what_a_full_node_says) {
  for (const bool is_second_honest : {true, false}) {
    TwoNodes net;
    net.b.missing_methods = not_of_gateways;
    net.prove();
    net.sectors_of(net.a).faulty = {sector};
    if (is_second_honest) net.sectors_of(net.b).faulty = {sector};
    net.until_tip(next_close + 150);
    BOOST_TEST(
        (net.newest.facts.finding == (is_second_honest ? Finding::faulty : Finding::unknown)));
    BOOST_TEST(net.b.count("StateCall") >= 2U);
  }
}

BOOST_AUTO_TEST_CASE(a_full_node_confirms_what_a_gateway_says) {
  for (const bool is_second_honest : {true, false}) {
    TwoNodes net;
    net.a.missing_methods = not_of_gateways;
    net.prove();
    net.sectors_of(net.a).live = {};
    if (is_second_honest) net.sectors_of(net.b).live = {sector + 1};
    net.until_tip(next_close + 150);
    BOOST_TEST((net.newest.facts.finding == (is_second_honest ? Finding::dead : Finding::unknown)));
  }
}

BOOST_AUTO_TEST_CASE(a_sector_that_is_in_no_deadline_is_gone_when_both_nodes_say_so) {
  for (const bool is_second_honest : {true, false}) {
    TwoNodes net;
    net.prove();
    Replica other = WatchedMiner::replica();
    other.id = 8;
    other.record = ChainRecord::sector;
    other.sector = 900;
    if (!is_second_honest) net.sectors_of(net.b).live = {sector, 900};
    net.view.watch(other);
    Finding found = Finding::unknown;
    for (Epoch tip = net.a.finalized + 30; tip < next_close + epochs_per_day; tip += 30) {
      for (FakeNode* node : {&net.a, &net.b}) node->finalized = tip, node->head = tip + 20;
      const Millis clock = ChainTime{}.unix_ms_at(tip + 20);
      const auto readings = settled(net.view, {clock, clock});
      if (const Reading* reading = newest_of(readings, 8)) found = reading->facts.finding;
    }
    BOOST_TEST((found == (is_second_honest ? Finding::dead : Finding::unknown)));
    BOOST_TEST((net.view.counters().disagreements != 0) == !is_second_honest);
  }
}

BOOST_AUTO_TEST_SUITE_END()
