#include "adapters/lotus/lotus_chain_view.h"

#include <boost/test/unit_test.hpp>

#include "watched_miner.h"

using namespace raas;
using namespace raas::test;

namespace {

/// Watched, verified, located and proven, with the tip right behind a close of the sector's
/// deadline.
struct Proven : WatchedMiner {
  explicit Proven(const LotusOptions& options = {}) : WatchedMiner(options) {
    at_tip(day - 3000);
    view.watch(replica());
    until_tip(close_epoch);
    BOOST_TEST_REQUIRE((newest.facts.finding == Finding::proven));
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(lotus_chain_view)

BOOST_AUTO_TEST_CASE(a_deal_is_verified_at_once_and_costs_one_call_in_its_life) {
  WatchedMiner net;
  net.at_tip(day);
  net.view.watch(WatchedMiner::replica());
  net.at_tip(day + 1);
  BOOST_TEST((net.newest.facts.finding == Finding::proven));
  BOOST_TEST((net.newest.sector == sector));
  BOOST_TEST(net.newest.end_epoch == 3000000);
  BOOST_TEST(net.newest.facts.since == day - 5000);
  net.until_tip(day + 5 * epochs_per_day);
  BOOST_TEST(net.node.count("StateMarketStorageDeal") == 1U);
  BOOST_TEST(net.node.count("StateMinerProvingDeadline") == 1U);
}

BOOST_AUTO_TEST_CASE(every_deadline_is_read_once_a_proving_period) {
  Proven net;
  const std::size_t before = net.node.count("StateMinerPartitions");
  net.until_tip(close_epoch + epochs_per_day);
  BOOST_TEST(net.node.count("StateMinerPartitions") - before == 48U);
}

BOOST_AUTO_TEST_CASE(a_deadline_is_read_when_its_close_is_final_for_sure) {
  Proven net;
  const std::size_t before = net.node.count("StateMinerPartitions");
  net.at_tip(close_epoch + lotus::state_lag_epochs - 1);
  BOOST_TEST(net.node.count("StateMinerPartitions") == before);
  net.at_tip(close_epoch + lotus::state_lag_epochs + 30);
  BOOST_TEST(net.node.count("StateMinerPartitions") == before + 1);
}

BOOST_AUTO_TEST_CASE(closes_that_were_missed_count_as_one) {
  Proven net;
  const std::size_t before = net.node.count("StateMinerPartitions");
  net.at_tip(close_epoch + 10 * epochs_per_day);
  BOOST_TEST(net.node.count("StateMinerPartitions") - before == 48U);
}

BOOST_AUTO_TEST_CASE(a_sweep_that_changes_nothing_tells_nothing) {
  Proven net;
  BOOST_TEST(net.until_tip(close_epoch + 3 * epochs_per_day).empty());
}

BOOST_AUTO_TEST_CASE(a_fault_began_at_the_close_that_showed_it_and_is_confirmed_soon) {
  Proven net;
  net.sectors().faulty = {sector};
  net.until_tip(close_epoch + 60);
  const Facts first = net.newest.facts;
  BOOST_TEST((first.finding == Finding::faulty));
  BOOST_TEST(first.since == close_epoch);
  BOOST_TEST(first.readings == 1U);

  net.until_tip(first.read_at + 59, 1);
  BOOST_TEST(net.newest.facts.readings == 1U);
  net.until_tip(first.read_at + 90, 1);
  BOOST_TEST(net.newest.facts.readings == 2U);
  BOOST_TEST(net.newest.facts.since == close_epoch);
}

BOOST_AUTO_TEST_CASE(a_lasting_fault_is_told_a_few_times_and_then_when_it_changes_and_ends) {
  Proven net;
  net.sectors().faulty = {sector};
  net.until_tip(close_epoch + 2 * epochs_per_day + 60);
  BOOST_TEST(net.newest.facts.readings == 4U);
  BOOST_TEST(net.until_tip(close_epoch + 5 * epochs_per_day + 60).empty());
  net.sectors().recovering = {sector};
  net.until_tip(close_epoch + 6 * epochs_per_day + 60);
  BOOST_TEST(net.newest.facts.recovering);
  net.sectors() = {.live = {sector}, .faulty = {}, .recovering = {}, .terminated = {}};
  net.until_tip(close_epoch + 7 * epochs_per_day + 60);
  BOOST_TEST((net.newest.facts.finding == Finding::proven));
  BOOST_TEST(!net.newest.facts.recovering);
}

BOOST_AUTO_TEST_CASE(a_lasting_fault_is_told_to_who_asks_for_it) {
  Proven net;
  net.sectors().faulty = {sector};
  net.until_tip(close_epoch + 5 * epochs_per_day + 60);
  const Epoch told_at = net.newest.facts.read_at;
  net.view.recheck(copy);
  net.until_tip(close_epoch + 5 * epochs_per_day + 120);
  BOOST_TEST(net.newest.facts.read_at > told_at);
  BOOST_TEST((net.newest.facts.finding == Finding::faulty));
  BOOST_TEST(net.newest.facts.since == close_epoch);
}

BOOST_AUTO_TEST_CASE(a_terminated_sector_is_dead_whether_compacted_or_not) {
  for (const bool is_compacted : {false, true}) {
    Proven net;
    net.sectors().live = {sector + 1};
    if (!is_compacted) net.sectors().terminated = {sector};
    net.until_tip(close_epoch + 200);
    BOOST_TEST((net.newest.facts.finding == Finding::dead));
    // Counted from its first reading: a day of readings must say so before it is believed.
    BOOST_TEST(net.newest.facts.since > close_epoch);
    BOOST_TEST(net.newest.facts.since < net.newest.facts.read_at);
    BOOST_TEST(net.newest.facts.readings == 2U);
  }
}

// The close that showed it may be a day back then: two readings within one lie would be believed.
BOOST_AUTO_TEST_CASE(after_a_node_that_stalled_a_sector_is_gone_since_its_first_reading) {
  Proven net;
  net.until_tip(close_epoch + 60);
  net.sectors().terminated = {sector};
  net.sectors().live = {sector + 1, sector + 2};
  const Epoch first_read = close_epoch + epochs_per_day + 1000;
  for (Epoch tip = first_read; tip <= first_read + 90; tip += 30) net.at_tip(tip);
  BOOST_TEST((net.newest.facts.finding == Finding::dead));
  BOOST_TEST(net.newest.facts.readings >= 2U);
  BOOST_TEST(net.newest.facts.since >= first_read);
}

BOOST_AUTO_TEST_CASE(a_sector_in_no_deadline_is_dead_only_after_all_48_were_read_since) {
  WatchedMiner net;
  net.sectors().live = {sector + 1};
  net.at_tip(day);
  net.view.watch(WatchedMiner::replica());
  // The first tick verifies the deal, the second has all deadlines read.
  net.at_tip(day + 1);
  BOOST_TEST((net.newest.facts.finding == Finding::proven));
  net.node.missing_methods = {};
  bool is_spoiled = true;
  net.node.spoil = [&](const std::string& body, TransportReply& reply) {
    if (is_spoiled && body.find(R"("f01000",47,)") != std::string::npos) reply.body = "oops";
  };
  net.at_tip(day + 31);
  net.at_tip(day + 61);
  BOOST_TEST((net.newest.facts.finding == Finding::proven));
  is_spoiled = false;
  net.until_tip(day + 200);
  BOOST_TEST((net.newest.facts.finding == Finding::dead));
}

BOOST_AUTO_TEST_CASE(a_miner_without_any_partition_says_nothing_of_a_sector) {
  WatchedMiner net;
  net.node.deadlines.clear();
  net.at_tip(day);
  net.view.watch(WatchedMiner::replica());
  net.until_tip(day + 3 * epochs_per_day);
  BOOST_TEST((net.newest.facts.finding == Finding::proven));
}

BOOST_AUTO_TEST_CASE(null_partitions_where_sectors_were_are_not_believed) {
  Proven net;
  net.node.deadlines.clear();
  BOOST_TEST(net.until_tip(close_epoch + 3 * epochs_per_day).empty());
  BOOST_TEST(net.view.counters().errors > 0U);
}

BOOST_AUTO_TEST_CASE(a_recheck_is_answered_at_the_next_tipset_and_not_at_the_same) {
  Proven net;
  net.until_tip(close_epoch + 60);
  const Epoch tip = net.node.finalized;
  net.view.recheck(copy);
  BOOST_TEST(net.at_tip(tip + 1).size() == 1U);
  BOOST_TEST(net.newest.facts.read_at == tip + 1);
  BOOST_TEST((net.newest.facts.finding == Finding::proven));

  net.view.recheck(copy);
  BOOST_TEST(net.at_tip(tip + 1).empty());
  BOOST_TEST(net.at_tip(tip + 2).size() == 1U);
  BOOST_TEST(net.at_tip(tip + 3).empty());
}

BOOST_AUTO_TEST_CASE(a_fault_found_by_a_recheck_between_closes_began_at_the_reading) {
  Proven net;
  net.until_tip(close_epoch + 60);
  net.sectors().faulty = {sector};
  net.view.recheck(copy);
  net.at_tip(close_epoch + 500);
  BOOST_TEST((net.newest.facts.finding == Finding::faulty));
  BOOST_TEST(net.newest.facts.since == close_epoch + 500);
}

BOOST_AUTO_TEST_CASE(a_recheck_of_what_cannot_be_read_tells_the_facts_as_they_are) {
  WatchedMiner net;
  Replica replica = WatchedMiner::replica();
  replica.record = ChainRecord::sector;
  net.view.watch(replica);
  net.at_tip(day);
  net.view.recheck(copy);
  BOOST_TEST(net.at_tip(day + 1).size() == 1U);
  BOOST_TEST((net.newest.facts == Facts{}));
}

BOOST_AUTO_TEST_CASE(a_sector_without_a_record_is_read_by_sweeps_alone) {
  WatchedMiner net;
  Replica replica = WatchedMiner::replica();
  replica.record = ChainRecord::sector;
  replica.sector = sector;
  net.view.watch(replica);
  net.at_tip(day);
  BOOST_TEST((net.newest.facts.finding == Finding::proven));
  BOOST_TEST(net.node.count("StateMarketStorageDeal") == 0U);
}

BOOST_AUTO_TEST_CASE(facts_survive_a_restart_and_are_counted_on) {
  Proven before;
  before.sectors().faulty = {sector};
  before.until_tip(close_epoch + 60);
  Replica replica = WatchedMiner::replica();
  replica.sector = sector;
  replica.facts = before.newest.facts;

  WatchedMiner net;
  net.sectors().faulty = {sector};
  net.view.watch(replica);
  net.at_tip(replica.facts.read_at + 100);
  BOOST_TEST((net.newest.facts.finding == Finding::faulty));
  BOOST_TEST(net.newest.facts.readings == 2U);
  BOOST_TEST(net.newest.facts.since == close_epoch);
  BOOST_TEST(net.node.count("StateMarketStorageDeal") == 0U);
}

BOOST_AUTO_TEST_CASE(a_node_that_is_behind_the_facts_changes_none) {
  WatchedMiner net;
  Replica replica = WatchedMiner::replica();
  replica.sector = sector;
  replica.facts = {Finding::proven, day, day + 100, 5, false};
  net.sectors().faulty = {sector};
  net.view.watch(replica);
  BOOST_TEST(net.at_tip(day + 99).empty());
}

BOOST_AUTO_TEST_CASE(what_is_forgotten_is_not_read_any_more) {
  Proven net;
  net.view.forget(copy);
  const std::size_t before = net.node.count("StateMinerPartitions");
  BOOST_TEST(net.until_tip(close_epoch + 2 * epochs_per_day).empty());
  BOOST_TEST(net.node.count("StateMinerPartitions") == before);
}

BOOST_AUTO_TEST_CASE(two_copies_in_one_sector_are_both_told) {
  Proven net;
  Replica other = WatchedMiner::replica();
  other.id = 8;
  other.deal = 80;
  net.node.deals[80] = net.node.deals[deal];
  net.view.watch(other);
  net.until_tip(close_epoch + 60);
  net.sectors().faulty = {sector};
  const auto readings = net.until_tip(close_epoch + epochs_per_day + 60);
  BOOST_TEST_REQUIRE(newest_of(readings, 8) != nullptr);
  BOOST_TEST((newest_of(readings, 8)->facts.finding == Finding::faulty));
  BOOST_TEST((newest_of(readings, copy)->facts.finding == Finding::faulty));
}

BOOST_AUTO_TEST_CASE(idle_looks_are_30_epochs_apart_and_wanted_ones_one) {
  Proven net;
  const std::size_t before = net.node.count("ChainHead");
  net.until_tip(close_epoch + 29, 1);
  BOOST_TEST(net.node.count("ChainHead") == before);
  net.view.recheck(copy);
  net.at_tip(close_epoch + 29);
  BOOST_TEST(net.node.count("ChainHead") == before + 1);
}

BOOST_AUTO_TEST_CASE(it_says_when_to_come_again) {
  Proven net;
  const Now now{net.clock, net.clock};
  BOOST_TEST(net.view.advance(now).next_monotonic_ms - now.monotonic_ms <= 30 * 30000);
  BOOST_TEST(net.view.advance(now).next_monotonic_ms > now.monotonic_ms);
  net.view.recheck(copy);
  BOOST_TEST(net.view.advance(now).next_monotonic_ms - now.monotonic_ms <= 30000);
}

BOOST_AUTO_TEST_CASE(a_limit_of_calls_a_tick_puts_the_rest_off_to_the_next_ones) {
  LotusOptions options;
  options.reading.calls_per_tick_max = 10;
  WatchedMiner net(options);
  net.at_tip(day);
  net.view.watch(WatchedMiner::replica());
  net.at_tip(day + 1);
  for (Epoch tip = day + 31; tip < day + 40; ++tip) {
    const std::size_t before = net.node.count("StateMinerPartitions");
    net.at_tip(tip);
    BOOST_TEST(net.node.count("StateMinerPartitions") - before <= 10U);
  }
  BOOST_TEST(net.node.count("StateMinerPartitions") == 48U);
}

BOOST_AUTO_TEST_SUITE_END()
