#include <boost/test/unit_test.hpp>

#include "adapters/lotus/lotus_chain_view.h"
#include "watched_miner.h"

using namespace raas;
using namespace raas::test;

namespace {

/// A deal that is published and not sealed, watched since @p day.
struct Published : WatchedMiner {
  explicit Published(const LotusOptions& options = {}) : WatchedMiner(options) {
    node.deals[deal] = {};
    node.deals[deal].start_epoch = day + 5000;
    at_tip(day - finality_lag);
    view.watch(replica());
    at_tip(day + 1);
    BOOST_TEST_REQUIRE((newest.facts.finding == Finding::unsealed));
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(lotus_deals)

BOOST_AUTO_TEST_CASE(an_unsealed_deal_is_asked_for_daily_and_right_after_its_start) {
  Published net;
  const auto calls = [&] { return net.node.count("StateMarketStorageDeal"); };
  BOOST_TEST(calls() == 1U);
  net.until_tip(day + 2 + epochs_per_day - 2);
  BOOST_TEST(calls() == 1U);
  net.until_tip(day + 31 + epochs_per_day);
  BOOST_TEST(calls() == 2U);
  net.until_tip(day + 5000);
  BOOST_TEST(calls() == 2U);
  net.until_tip(day + 5060);
  BOOST_TEST(calls() == 3U);
  BOOST_TEST((net.newest.facts.finding == Finding::unsealed));
  BOOST_TEST(net.newest.facts.read_at > day + 5000);
}

BOOST_AUTO_TEST_CASE(a_sector_told_by_the_host_is_verified_at_once_and_again_when_it_is_final) {
  Published net;
  Replica active = WatchedMiner::replica();
  active.sector = sector;
  active.facts = net.newest.facts;
  net.view.watch(active);  // At the host's epoch day + 21.
  net.at_tip(day + 2);
  BOOST_TEST((net.newest.facts.finding == Finding::unsealed));
  net.node.deals[deal].sector = sector;
  net.node.deals[deal].sector_start_epoch = day + 3;
  net.until_tip(day + 61);
  BOOST_TEST((net.newest.facts.finding == Finding::proven));
  BOOST_TEST((net.newest.sector == sector));
}

BOOST_AUTO_TEST_CASE(a_deal_told_after_the_tipset_is_not_absent_from_it) {
  WatchedMiner net;
  net.node.deals.clear();
  net.at_tip(day - finality_lag);
  net.view.watch(WatchedMiner::replica());  // At the host's epoch `day`.
  BOOST_TEST(net.at_tip(day - finality_lag + 1).empty());
  BOOST_TEST(net.at_tip(day - 1).empty());
  net.node.deals[deal] = {};
  net.node.deals[deal].start_epoch = day + 5000;
  net.until_tip(day + 60);
  BOOST_TEST((net.newest.facts.finding == Finding::unsealed));
}

BOOST_AUTO_TEST_CASE(a_deal_that_never_was_is_absent_at_the_first_tipset_that_had_to_have_it) {
  for (const Epochs ahead : {-1, 0, 1}) {
    WatchedMiner net;
    net.node.deals.clear();
    net.at_tip(day - finality_lag);
    net.view.watch(WatchedMiner::replica());  // At the host's epoch `day`.
    net.at_tip(day + ahead);
    BOOST_TEST((net.newest.facts.finding == (ahead < 0 ? Finding::unknown : Finding::absent)),
               ahead);
  }
}

BOOST_AUTO_TEST_CASE(a_deal_restored_after_a_restart_may_be_newer_than_the_tipset) {
  WatchedMiner net;
  net.node.deals.clear();
  net.view.watch(WatchedMiner::replica());
  net.at_tip(day - finality_lag);  // The first call, at the host's epoch `day`.
  BOOST_TEST(net.at_tip(day - 1).empty());
  net.until_tip(day + 60);
  BOOST_TEST((net.newest.facts.finding == Finding::absent));
}

BOOST_AUTO_TEST_CASE(an_absent_deal_is_confirmed_then_told_daily) {
  Published net;
  net.node.deals.clear();
  net.until_tip(day + 1 + epochs_per_day + 30);
  BOOST_TEST((net.newest.facts.finding == Finding::absent));
  BOOST_TEST(net.newest.facts.readings == 1U);
  net.until_tip(day + 1 + epochs_per_day + 120);
  BOOST_TEST(net.newest.facts.readings == 2U);
  net.until_tip(day + 1 + 2 * epochs_per_day + 150);
  BOOST_TEST(net.newest.facts.readings == 3U);
}

BOOST_AUTO_TEST_CASE(an_absent_deal_has_been_so_since_what_its_own_record_says) {
  const auto since = [](Epoch start, Epoch end, bool was_active) {
    Replica replica;
    replica.start_epoch = start;
    replica.end_epoch = end;
    if (was_active) replica.facts.finding = Finding::proven;
    return lotus::judge_absence(replica, 1000).since;
  };
  BOOST_TEST(since(100, 1000, true) == 1000);
  BOOST_TEST(since(100, 999, true) == 999);
  BOOST_TEST(since(100, 1001, true) == 1000);
  BOOST_TEST(since(999, 5000, false) == 999);
  BOOST_TEST(since(1000, 5000, false) == 1000);
  BOOST_TEST(since(1001, 5000, false) == 1000);
  BOOST_TEST(since(999, 5000, true) == 1000);
}

BOOST_AUTO_TEST_CASE(a_deal_of_other_data_or_another_provider_is_a_mismatch) {
  for (const bool is_other_data : {true, false}) {
    WatchedMiner net;
    if (is_other_data) {
      net.node.deals[deal].piece =
          "baga6ea4seaqao7s73y24kcutaosvacpdjgfe5pw76ooefnyqw4ynr3d2y6x2mpq";
    } else {
      net.node.deals[deal].provider = 1001;
    }
    net.at_tip(day - finality_lag);
    net.view.watch(WatchedMiner::replica());
    BOOST_TEST(net.at_tip(day - 1).empty());
    net.until_tip(day + 30);
    BOOST_TEST((net.newest.facts.finding == Finding::mismatch));
    BOOST_TEST(!net.newest.sector.has_value());
    net.until_tip(day + 150);
    BOOST_TEST(net.newest.facts.readings == 2U);
  }
}

BOOST_AUTO_TEST_CASE(a_deal_that_is_not_sealed_is_not_known_by_its_sector_number) {
  Published net;
  net.node.deals[deal].sector = 0;
  net.view.recheck(copy);
  net.at_tip(day + 2);
  BOOST_TEST((net.newest.facts.finding == Finding::unsealed));
  BOOST_TEST(!net.newest.sector.has_value());
}

BOOST_AUTO_TEST_CASE(sector_zero_is_a_sector) {
  WatchedMiner net;
  net.node.deals[deal].sector = 0;
  net.sectors().live = {0};
  net.at_tip(day);
  net.view.watch(WatchedMiner::replica());
  net.until_tip(day + 60);
  BOOST_TEST((net.newest.sector == SectorNumber{0}));
  net.sectors().faulty = {0};
  net.until_tip(day + epochs_per_day + 60);
  BOOST_TEST((net.newest.facts.finding == Finding::faulty));
}

BOOST_AUTO_TEST_CASE(a_deal_without_a_sector_number_is_followed_in_the_market) {
  WatchedMiner net;
  net.node.deals[deal].sector.reset();
  net.at_tip(day);
  net.view.watch(WatchedMiner::replica());
  net.until_tip(day + 3 * epochs_per_day + 60);
  BOOST_TEST((net.newest.facts.finding == Finding::proven));
  BOOST_TEST(net.node.count("StateMarketStorageDeal") == 4U);
}

BOOST_AUTO_TEST_CASE(the_market_rule_asks_for_deals_and_never_for_partitions) {
  LotusOptions options;
  options.reading.rule = lotus::Rule::market;
  WatchedMiner net(options);
  net.at_tip(day);
  net.view.watch(WatchedMiner::replica());
  net.until_tip(day + 2 * epochs_per_day + 60);
  BOOST_TEST((net.newest.facts.finding == Finding::proven));
  BOOST_TEST(net.node.count("StateMarketStorageDeal") == 3U);
  net.node.deals[deal].slash_epoch = day + 6000;
  net.until_tip(day + 3 * epochs_per_day + 60);
  BOOST_TEST((net.newest.facts.finding == Finding::dead));
  BOOST_TEST(net.newest.facts.since == day + 6000);
  net.node.deals.clear();
  net.until_tip(day + 3 * epochs_per_day + 150);
  BOOST_TEST((net.newest.facts.finding == Finding::dead));
  BOOST_TEST(net.newest.facts.readings == 2U);
  BOOST_TEST(net.node.count("StateMinerPartitions") == 0U);
}

BOOST_AUTO_TEST_CASE(
    a_node_that_says_nothing_of_sectors_is_read_by_the_market_and_tried_again_daily) {
  WatchedMiner net;
  net.node.missing_methods = {"StateMinerPartitions", "StateCall"};
  net.at_tip(day);
  net.view.watch(WatchedMiner::replica());
  net.until_tip(day + epochs_per_day / 2);
  BOOST_TEST((net.newest.facts.finding == Finding::proven));
  net.until_tip(day + 3 * epochs_per_day);
  BOOST_TEST(net.node.count("StateMinerPartitions") == 0U);
  BOOST_TEST(net.node.count("StateMarketStorageDeal") >= 3U);
  std::size_t alarms = 0;
  for (const auto& event : net.events.kept) alarms += event.level == Level::error ? 1 : 0;
  BOOST_TEST(alarms == 1U);

  net.node.missing_methods = {};
  net.sectors().faulty = {sector};
  net.until_tip(day + 5 * epochs_per_day);
  BOOST_TEST((net.newest.facts.finding == Finding::faulty));
}

BOOST_AUTO_TEST_CASE(the_market_has_no_say_over_a_fault) {
  WatchedMiner net;
  net.sectors().faulty = {sector};
  net.at_tip(day);
  net.view.watch(WatchedMiner::replica());
  net.until_tip(day + 60);
  BOOST_TEST_REQUIRE((net.newest.facts.finding == Finding::faulty));
  net.node.missing_methods = {"StateMinerPartitions", "StateCall"};
  net.until_tip(day + 3 * epochs_per_day);
  BOOST_TEST((net.newest.facts.finding == Finding::faulty));
}

BOOST_AUTO_TEST_SUITE_END()
