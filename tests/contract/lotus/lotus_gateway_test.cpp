#include <boost/test/unit_test.hpp>

#include "watched_miner.h"

using namespace raas;
using namespace raas::test;

namespace {

/// A gateway, and a copy whose sector was found and is proven.
struct Gateway : WatchedMiner {
  Gateway() {
    node.missing_methods = not_of_gateways;
    at_tip(day - 3000);
    view.watch(replica());
    until_tip(close_epoch);
    BOOST_TEST_REQUIRE((newest.facts.finding == Finding::proven));
  }

  std::size_t sector_calls() const { return node.count("StateCall"); }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(lotus_gateway)

BOOST_AUTO_TEST_CASE(what_a_node_serves_is_probed_at_the_start_and_daily) {
  WatchedMiner net;
  net.node.missing_methods = not_of_gateways;
  net.at_tip(day);
  BOOST_TEST(net.events.count("node_capability") == 1U);
  BOOST_TEST(net.events.kept.at(0).text.find("mode=gateway") != std::string::npos);
  BOOST_TEST(net.node.count("StateMinerPartitions") == 0U);
  net.node.missing_methods = {};
  net.until_tip(day + epochs_per_day + 60);
  BOOST_TEST(net.events.count("node_capability") == 2U);
  BOOST_TEST((net.events.kept.back().level == Level::info));
}

BOOST_AUTO_TEST_CASE(a_sector_is_located_once_and_then_asked_for_when_counts_give_reason) {
  Gateway net;
  BOOST_TEST(net.sector_calls() == 2U);  // Where is it? And, with the counts, is it active?
  net.until_tip(close_epoch + 5 * epochs_per_day);
  BOOST_TEST(net.sector_calls() == 2U);
  BOOST_TEST(net.node.count("StateMinerPartitions") == 0U);
  BOOST_TEST(net.node.count("StateMinerSectorCount") <= 8U);
  BOOST_TEST((net.newest.facts.finding == Finding::proven));
}

BOOST_AUTO_TEST_CASE(counts_alone_are_not_believed_for_longer_than_a_week) {
  Gateway net;
  net.until_tip(close_epoch + 60);
  const std::size_t calls = net.sector_calls();
  net.until_tip(close_epoch + 8 * epochs_per_day);
  BOOST_TEST(net.sector_calls() == calls + 1);
}

BOOST_AUTO_TEST_CASE(a_fault_is_seen_at_the_close_that_showed_it_and_confirmed) {
  Gateway net;
  net.until_tip(close_epoch + 60);
  net.sectors().faulty = {sector};
  net.until_tip(close_epoch + epochs_per_day + lotus::state_lag_epochs - 5);
  BOOST_TEST((net.newest.facts.finding == Finding::proven));
  net.until_tip(close_epoch + epochs_per_day + 60);
  BOOST_TEST((net.newest.facts.finding == Finding::faulty));
  BOOST_TEST(net.newest.facts.since == close_epoch + epochs_per_day);
  net.until_tip(close_epoch + epochs_per_day + 150);
  BOOST_TEST(net.newest.facts.readings >= 2U);

  net.sectors().faulty = {};
  net.until_tip(close_epoch + 2 * epochs_per_day + 60);
  BOOST_TEST((net.newest.facts.finding == Finding::proven));
}

BOOST_AUTO_TEST_CASE(faults_of_others_make_it_ask_once_a_day_and_change_nothing) {
  Gateway net;
  net.until_tip(close_epoch + 60);
  net.node.faulty_elsewhere = 3;
  net.node.live_elsewhere = 10;
  const std::size_t calls = net.sector_calls();
  net.until_tip(close_epoch + 3 * epochs_per_day + 60);
  BOOST_TEST(net.sector_calls() == calls + 3);
  BOOST_TEST((net.newest.facts.finding == Finding::proven));
}

BOOST_AUTO_TEST_CASE(a_terminated_sector_is_dead) {
  Gateway net;
  net.until_tip(close_epoch + 60);
  net.sectors().terminated = {sector};
  net.sectors().live = {sector + 1, sector + 2};
  net.until_tip(close_epoch + epochs_per_day + 200);
  BOOST_TEST((net.newest.facts.finding == Finding::dead));
  BOOST_TEST(net.newest.facts.readings >= 2U);
}

BOOST_AUTO_TEST_CASE(a_sector_that_is_compacted_away_is_dead) {
  Gateway net;
  net.until_tip(close_epoch + 60);
  net.sectors().live = {};
  net.until_tip(close_epoch + epochs_per_day + 200);
  BOOST_TEST((net.newest.facts.finding == Finding::dead));
  BOOST_TEST(net.newest.facts.readings >= 2U);
}

// The close that showed it may be a day back then: two readings within one lie would be believed.
BOOST_AUTO_TEST_CASE(after_a_node_that_stalled_a_sector_is_gone_since_its_first_reading) {
  Gateway net;
  net.until_tip(close_epoch + 60);
  net.sectors().terminated = {sector};
  net.sectors().live = {sector + 1, sector + 2};
  const Epoch first_read = close_epoch + epochs_per_day + 1000;
  for (Epoch tip = first_read; tip <= first_read + 90; tip += 30) net.at_tip(tip);
  BOOST_TEST((net.newest.facts.finding == Finding::dead));
  BOOST_TEST(net.newest.facts.readings >= 2U);
  BOOST_TEST(net.newest.facts.since >= first_read);
}

BOOST_AUTO_TEST_CASE(a_sector_whose_partition_moved_is_located_again) {
  Gateway net;
  net.until_tip(close_epoch + 60);
  net.node.partition = 4;
  net.node.live_elsewhere = 1;
  const std::size_t calls = net.sector_calls();
  net.until_tip(close_epoch + epochs_per_day + 60);
  BOOST_TEST(net.sector_calls() == calls + 2);
  net.until_tip(close_epoch + epochs_per_day + 120);
  BOOST_TEST((net.newest.facts.finding == Finding::proven));
}

BOOST_AUTO_TEST_CASE(a_recheck_asks_for_the_sector_alone) {
  Gateway net;
  net.until_tip(close_epoch + 60);
  const std::size_t calls = net.sector_calls();
  net.sectors().faulty = {sector};
  net.view.recheck(copy);
  net.at_tip(net.node.finalized + 1);
  BOOST_TEST((net.newest.facts.finding == Finding::faulty));
  BOOST_TEST(net.sector_calls() == calls + 2);  // Is it active? Where is it then?
}

BOOST_AUTO_TEST_CASE(a_new_sector_that_the_finalized_tipset_need_not_know_is_not_dead) {
  WatchedMiner net;
  net.node.missing_methods = not_of_gateways;
  net.node.deadlines.clear();
  Replica replica = WatchedMiner::replica();
  replica.record = ChainRecord::sector;
  replica.sector = sector;
  net.at_tip(day - finality_lag);
  net.view.watch(replica);  // At the host's epoch `day`.
  net.at_tip(day - 1);
  BOOST_TEST((net.newest.facts.finding == Finding::unknown));
  net.until_tip(day + 30);
  BOOST_TEST((net.newest.facts.finding == Finding::dead));
}

BOOST_AUTO_TEST_CASE(miner_actors_without_fip_0112_leave_the_market) {
  WatchedMiner net;
  net.node.missing_methods = not_of_gateways;
  net.node.sector_exit_code = lotus::exit_unhandled;
  net.at_tip(day);
  net.view.watch(WatchedMiner::replica());
  net.until_tip(day + 600);
  BOOST_TEST((net.newest.facts.finding == Finding::proven));
  std::size_t alarms = 0;
  for (const auto& event : net.events.kept) alarms += event.level == Level::error ? 1 : 0;
  BOOST_TEST(alarms == 1U);
}

BOOST_AUTO_TEST_CASE(an_exit_code_that_says_nothing_of_the_sector_is_no_reading) {
  Gateway net;
  net.until_tip(close_epoch + 60);
  net.node.sector_exit_code = 18;
  net.node.faulty_elsewhere = 1;
  BOOST_TEST(net.until_tip(close_epoch + 2 * epochs_per_day).empty());
}

BOOST_AUTO_TEST_CASE(a_node_that_loses_its_partitions_is_read_as_a_gateway_and_back) {
  WatchedMiner net;
  net.at_tip(day - 3000);
  net.view.watch(WatchedMiner::replica());
  net.until_tip(close_epoch + 60);
  net.node.missing_methods = not_of_gateways;
  net.sectors().faulty = {sector};
  net.until_tip(close_epoch + epochs_per_day + 120);
  BOOST_TEST((net.newest.facts.finding == Finding::faulty));
  BOOST_TEST(net.newest.facts.since == close_epoch + epochs_per_day);
  net.node.missing_methods = {};
  net.sectors().faulty = {};
  net.until_tip(close_epoch + 3 * epochs_per_day);
  BOOST_TEST((net.newest.facts.finding == Finding::proven));
}

BOOST_AUTO_TEST_CASE(it_is_told_why_a_deal_is_gone) {
  const auto told = [](DealId next_deal, Epoch end, bool is_active) {
    WatchedMiner net;
    if (!is_active) net.node.deals[deal] = {.start_epoch = day + 1000};
    net.node.deals[deal].end_epoch = end;
    net.node.missing_methods = {"StateMinerPartitions", "StateCall"};
    net.at_tip(day);
    net.view.watch(WatchedMiner::replica());
    net.until_tip(day + 60);
    net.node.deals.clear();
    net.node.next_deal = next_deal;
    net.until_tip(day + epochs_per_day + 120);
    for (const auto& event : net.events.kept) {
      if (event.name == "deal_gone") return event.text.substr(event.text.find("because="));
    }
    return std::string();
  };
  BOOST_TEST(told(71, day + 1000, true) == "because=completed ");
  BOOST_TEST(told(71, day + 100000, true) == "because=terminated ");
  BOOST_TEST(told(71, day + 100000, false) == "because=activation_missed ");
  // It was in the market before: a node that says that it never was is not believed.
  BOOST_TEST(told(70, day + 100000, true) == "");
}

BOOST_AUTO_TEST_SUITE_END()
