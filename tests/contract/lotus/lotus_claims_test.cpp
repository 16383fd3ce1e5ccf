#include <boost/test/unit_test.hpp>

#include "watched_miner.h"

using namespace raas;
using namespace raas::test;

namespace {

constexpr DealId claim_id = 400;

/// A copy that is a claim, of a sector that is proven.
struct Claimed : WatchedMiner {
  Claimed() {
    node.deals.clear();
    node.claims[claim_id] = {.sector = sector, .term_start = day - 5000, .term_max = 2000000};
    node.expirations[sector] = day + 500000;
  }
  static Replica claim_replica() {
    Replica replica = replica_of(ChainRecord::claim);
    replica.deal = claim_id;
    return replica;
  }
  static Replica replica_of(ChainRecord record) {
    Replica replica = WatchedMiner::replica();
    replica.record = record;
    replica.deal = 0;
    return replica;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(lotus_claims)

BOOST_AUTO_TEST_CASE(a_claim_tells_its_sector_and_the_sector_its_health) {
  Claimed net;
  net.at_tip(day);
  net.view.watch(Claimed::claim_replica());
  net.until_tip(day + 90);
  BOOST_TEST((net.newest.sector == sector));
  BOOST_TEST((net.newest.facts.finding == Finding::proven));
  BOOST_TEST(net.newest.end_epoch == day + 500000);
  BOOST_TEST(net.node.count("StateMarketStorageDeal") == 0U);
  net.sectors().faulty = {sector};
  net.until_tip(day + epochs_per_day + 1000);
  BOOST_TEST((net.newest.facts.finding == Finding::faulty));
}

BOOST_AUTO_TEST_CASE(a_claim_whose_sector_is_gone_is_dead_though_the_claim_is_there) {
  Claimed net;
  net.sectors().live = {sector + 1};
  net.at_tip(day);
  net.view.watch(Claimed::claim_replica());
  net.until_tip(day + 2 * epochs_per_day);
  BOOST_TEST((net.newest.facts.finding == Finding::dead));
}

BOOST_AUTO_TEST_CASE(a_copy_ends_with_the_term_or_the_sector) {
  for (const Epochs beyond : {-1, 0, 1}) {
    Claimed net;
    net.node.expirations[sector] = day - 5000 + 2000000 + beyond;
    net.at_tip(day);
    net.view.watch(Claimed::claim_replica());
    net.until_tip(day + 90);
    BOOST_TEST(net.newest.end_epoch == day - 5000 + 2000000 + std::min<Epochs>(beyond, 0));
  }
}

BOOST_AUTO_TEST_CASE(a_claim_of_other_data_is_a_mismatch_and_none_is_absent) {
  Claimed net;
  net.node.claims[claim_id].piece =
      "baga6ea4seaqao7s73y24kcutaosvacpdjgfe5pw76ooefnyqw4ynr3d2y6x2mpq";
  net.at_tip(day - finality_lag);
  net.view.watch(Claimed::claim_replica());
  net.until_tip(day + 120);
  BOOST_TEST((net.newest.facts.finding == Finding::mismatch));

  Claimed other;
  other.node.claims.clear();
  other.at_tip(day - finality_lag);
  other.view.watch(Claimed::claim_replica());  // At the host's epoch `day`.
  other.at_tip(day - 1);
  BOOST_TEST((other.newest.facts.finding == Finding::unknown));
  other.until_tip(day + 150);
  BOOST_TEST((other.newest.facts.finding == Finding::absent));
  BOOST_TEST(other.newest.facts.readings >= 2U);
}

BOOST_AUTO_TEST_CASE(a_sector_told_by_the_host_ends_when_it_expires) {
  Claimed net;
  Replica replica = Claimed::replica_of(ChainRecord::sector);
  replica.sector = sector;
  net.at_tip(day);
  net.view.watch(replica);
  net.until_tip(day + 90);
  BOOST_TEST((net.newest.facts.finding == Finding::proven));
  BOOST_TEST(net.newest.end_epoch == day + 500000);
}

BOOST_AUTO_TEST_CASE(a_deal_whose_sector_ends_first_ends_with_it) {
  for (const Epochs beyond : {-1, 0, 1}) {
    WatchedMiner net;
    net.node.expirations[sector] = 3000000 + beyond;
    net.at_tip(day);
    net.view.watch(WatchedMiner::replica());
    net.until_tip(day + 90);
    BOOST_TEST(net.newest.end_epoch == 3000000 + std::min<Epochs>(beyond, 0));
    BOOST_TEST(net.node.count("StateSectorGetInfo") == 1U);
  }
}

BOOST_AUTO_TEST_CASE(the_hosts_word_on_the_end_does_not_undo_the_sectors) {
  WatchedMiner net;
  net.node.expirations[sector] = 2000000;
  net.at_tip(day);
  net.view.watch(WatchedMiner::replica());
  net.until_tip(day + 90);
  Replica told = WatchedMiner::replica();
  told.sector = sector;
  told.end_epoch = 3000000;
  net.view.watch(told);
  net.newest.end_epoch = no_epoch;
  net.until_tip(day + 120);
  BOOST_TEST(net.newest.end_epoch == 2000000);
}

BOOST_AUTO_TEST_CASE(an_extension_is_seen_when_the_end_comes_near) {
  Claimed net;
  net.node.expirations[sector] = day + 70 * epochs_per_day;
  net.at_tip(day);
  net.view.watch(Claimed::claim_replica());
  net.until_tip(day + 90);
  BOOST_TEST(net.newest.end_epoch == day + 70 * epochs_per_day);
  net.node.expirations[sector] = day + 400 * epochs_per_day;
  net.until_tip(day + 9 * epochs_per_day);
  BOOST_TEST(net.newest.end_epoch == day + 70 * epochs_per_day);
  net.until_tip(day + 10 * epochs_per_day + 60);
  BOOST_TEST(net.newest.end_epoch == day + 400 * epochs_per_day);
}

BOOST_AUTO_TEST_CASE(claims_are_read_through_a_gateway_too) {
  Claimed net;
  net.node.missing_methods = not_of_gateways;
  net.at_tip(day);
  net.view.watch(Claimed::claim_replica());
  net.until_tip(day + 90);
  BOOST_TEST((net.newest.facts.finding == Finding::proven));
  BOOST_TEST(net.newest.end_epoch == day + 500000);
}

BOOST_AUTO_TEST_SUITE_END()
