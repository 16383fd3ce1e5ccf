#include <boost/test/unit_test.hpp>
#include <map>

#include "simulated_network.h"

using namespace raas;
using namespace raas::test;

BOOST_AUTO_TEST_SUITE(mock_chain)

BOOST_AUTO_TEST_CASE(a_sealed_deal_is_proven_and_stays_so_without_more_readings) {
  SimulatedNetwork net;
  net.run_for(100);
  net.seal(miner_a, 1);
  net.run_for(3 * epochs_per_day);

  BOOST_TEST((net.finding(1) == Finding::proven));
  BOOST_TEST(net.newest[1].sector.has_value());
  BOOST_TEST(net.newest[1].end_epoch > 600000);
  const std::size_t readings = net.readings;
  net.run_for(3 * epochs_per_day);
  BOOST_TEST(net.readings == readings);
  BOOST_TEST(net.view.health().trusted);
  BOOST_TEST(net.view.counters().errors == 0U);
}

BOOST_AUTO_TEST_CASE(an_unsealed_deal_is_seen_to_be_sealed) {
  SimulatedNetwork net;
  net.run_for(100);
  const DealId deal = net.publish(miner_a);
  net.watch(miner_a, 1, deal);
  net.run_for(200);
  BOOST_TEST((net.finding(1) == Finding::unsealed));
  BOOST_TEST_REQUIRE(net.chain.activate(deal, net.chain.now() + 1000000).has_value());
  net.run_for(2 * epochs_per_day);
  BOOST_TEST((net.finding(1) == Finding::proven));
}

const mock::NodeOptions a_gateway{.kind = mock::NodeKind::gateway};

// Thirty days of two miners: one stops proving and comes back, one sector is lost for good.
void thirty_days(const std::vector<mock::NodeOptions>& kinds, const LotusOptions& options = {}) {
  SimulatedNetwork net(kinds, options);
  net.run_for(100);
  std::map<ReplicaId, std::pair<ActorId, SectorNumber>> sectors;
  for (ReplicaId id = 1; id <= 40; ++id) {
    const ActorId miner = id % 2 == 0 ? miner_a : miner_b;
    sectors[id] = {miner, net.seal(miner, id)};
  }
  net.run_for(2 * epochs_per_day);
  for (const auto& [id, sector] : sectors) BOOST_TEST((net.finding(id) == Finding::proven), id);

  net.chain.stop_proving(miner_a);
  net.chain.lose_sector(miner_b, sectors[1].second);
  const Epoch stopped_at = net.chain.now();
  net.run_for(epochs_per_day + 200);
  for (const auto& entry : sectors) {
    const auto id = entry.first;
    const auto& sector = entry.second;
    const bool is_faulty = sector.first == miner_a || id == 1;
    BOOST_TEST((net.finding(id) == (is_faulty ? Finding::faulty : Finding::proven)), id);
    if (!is_faulty) continue;
    const Facts& facts = net.newest[id].facts;
    BOOST_TEST(facts.since > stopped_at, id);
    BOOST_TEST(facts.since <= stopped_at + epochs_per_day + 60, id);
    BOOST_TEST(facts.since <= facts.read_at, id);
    BOOST_TEST(facts.readings >= 2U, id);
    // A missed proof is dated to the epoch; declared faults come before the window that shows them.
    if (sector.first != miner_a) continue;
    const auto status_at = [&](Epoch epoch) {
      return net.chain.sector_status_at(sector.first, sector.second, epoch);
    };
    BOOST_TEST((status_at(facts.since - 2) == mock::SectorStatus::live), id);
    BOOST_TEST((status_at(facts.since) == mock::SectorStatus::faulty), id);
  }
  net.chain.resume_proving(miner_a);
  net.run_for(2 * epochs_per_day + 200);
  for (const auto& [id, sector] : sectors) {
    BOOST_TEST((net.finding(id) == (id == 1 ? Finding::faulty : Finding::proven)), id);
  }
  net.chain.terminate_sector(miner_b, sectors[3].second);
  net.run_for(24 * epochs_per_day);
  BOOST_TEST((net.finding(3) == Finding::dead));
  BOOST_TEST(net.newest[3].facts.readings >= 2U);
  BOOST_TEST((net.finding(1) == Finding::faulty));
  BOOST_TEST(net.view.counters().errors == 0U);
  BOOST_TEST(net.events.count("rpc_failed") == 0U);
}

BOOST_AUTO_TEST_CASE(thirty_days_with_faults_and_recoveries_are_seen_as_the_chain_has_them) {
  thirty_days({{}});
}

BOOST_AUTO_TEST_CASE(thirty_days_are_the_same_through_a_gateway) {
  thirty_days({a_gateway});
}

BOOST_AUTO_TEST_CASE(thirty_days_are_the_same_on_the_word_of_two_nodes) {
  thirty_days({{}, a_gateway});
  thirty_days({a_gateway, {}});
}

LotusOptions slices_of(std::size_t work) {
  LotusOptions options;
  options.reading.work_per_slice = work;
  return options;
}

BOOST_AUTO_TEST_CASE(thirty_days_are_the_same_when_one_answer_is_taken_at_a_time) {
  thirty_days({{}}, slices_of(1));
  thirty_days({{}, a_gateway}, slices_of(1));
}

BOOST_AUTO_TEST_CASE(slices_change_neither_the_calls_nor_the_readings) {
  const auto run = [](std::size_t work) {
    SimulatedNetwork net({mock::NodeOptions{}}, slices_of(work));
    net.run_for(100);
    for (ReplicaId id = 1; id <= 40; ++id) net.seal(id % 2 == 0 ? miner_a : miner_b, id);
    net.run_for(2 * epochs_per_day);
    net.chain.stop_proving(miner_a);
    net.run_for(3 * epochs_per_day);
    return std::make_pair(net.nodes.rpcs.front().calls(), net.readings);
  };
  const auto whole = run(1000000);
  for (const std::size_t work : {1U, 7U, 50U}) BOOST_TEST((run(work) == whole), work);
}

BOOST_AUTO_TEST_CASE(a_market_that_is_asked_of_all_at_once_is_asked_of_each_once) {
  const auto calls_when = [](std::size_t made_due_per_tick) {
    LotusOptions options;
    options.reading.rule = lotus::Rule::market;
    options.reading.made_due_per_tick = made_due_per_tick;
    SimulatedNetwork net({mock::NodeOptions{}}, options);
    net.chain.advance_to(net.chain.now() + 2000);
    for (ReplicaId id = 1; id <= 40; ++id) {
      Replica replica;
      replica.id = id;
      replica.provider = miner_a;
      replica.record = ChainRecord::deal;
      replica.deal = net.publish(miner_a);
      replica.sector = net.chain.activate(replica.deal, net.chain.now() + 1000000).value();
      replica.piece.cid = Cid::parse(piece_text).value();
      replica.facts = {Finding::proven, 1, net.chain.now() - 1000, 2, false};
      net.view.watch(replica);
    }
    net.chain.advance_to(net.chain.now() + 1000);
    net.run_for(epochs_per_day / 4);
    return net.nodes.rpcs.front().calls().at("Filecoin.StateMarketStorageDeal");
  };
  BOOST_TEST(calls_when(1000) == 40U);
  BOOST_TEST(calls_when(7) == 40U);
}

BOOST_AUTO_TEST_CASE(a_first_look_at_many_copies_comes_in_slices) {
  SimulatedNetwork net({mock::NodeOptions{}}, slices_of(20));
  net.run_for(100);
  for (ReplicaId id = 1; id <= 400; ++id) net.seal(id % 2 == 0 ? miner_a : miner_b, id);
  net.chain.advance_to(net.chain.now() + epochs_per_day);
  std::size_t slices = 0;
  for (int pump = 0; pump < 1000; ++pump) {
    const ChainReport report = net.view.advance(net.now());
    if (report.more) {
      ++slices;
      BOOST_TEST(report.next_monotonic_ms <= net.now().monotonic_ms);
    }
    if (net.view.counters().in_flight == 0) break;
  }
  BOOST_TEST(slices >= 20U);
}

BOOST_AUTO_TEST_CASE(a_node_that_lies_harms_no_copy_as_long_as_another_one_does_not) {
  for (const std::size_t liar : {0U, 1U}) {
    SimulatedNetwork net({mock::NodeOptions{}, mock::NodeOptions{}});
    net.run_for(100);
    for (ReplicaId id = 1; id <= 10; ++id) net.seal(miner_a, id);
    net.run_for(2 * epochs_per_day);
    net.nodes.rpcs[liar].look({.lie = mock::Lie{.seed = 1,
                                                .deals_missing_ppm = 1000000,
                                                .sectors_dead_ppm = 500000,
                                                .sectors_faulty_ppm = 500000}});
    net.run_for(3 * epochs_per_day);
    for (ReplicaId id = 1; id <= 10; ++id) {
      const Finding found = net.finding(id);
      BOOST_TEST((found == Finding::proven || (liar == 0 && found == Finding::unknown)), id);
    }
    BOOST_TEST(net.events.count("nodes_disagree") != 0U);
  }
}

BOOST_AUTO_TEST_CASE(data_without_a_deal_is_followed_by_its_claim) {
  for (const auto& kinds : {std::vector<mock::NodeOptions>{{}}, {a_gateway}}) {
    SimulatedNetwork net(kinds);
    net.run_for(100);
    mock::Allocation allocation;
    allocation.client = 100;
    allocation.provider = miner_a;
    allocation.piece_cid = piece_text;
    allocation.piece_size = 34359738368;
    allocation.expiration = net.chain.now() + 60 * epochs_per_day;
    const auto id = net.chain.allocate(allocation);
    net.run_for(10);
    const Epoch expiration = net.chain.now() + 300 * epochs_per_day;
    const auto sector = net.chain.onboard(
        miner_a, {{.cid = piece_text, .size = 34359738368, .allocation = id}}, expiration);
    BOOST_TEST_REQUIRE(sector.has_value());
    Replica replica;
    replica.id = 1;
    replica.provider = miner_a;
    replica.record = ChainRecord::claim;
    replica.deal = id;
    replica.piece.cid = Cid::parse(piece_text).value();
    net.view.watch(replica);
    net.run_for(epochs_per_day);
    BOOST_TEST((net.finding(1) == Finding::proven));
    BOOST_TEST((net.newest[1].sector == *sector));
    BOOST_TEST(net.newest[1].end_epoch == expiration);

    // A termination by message has an event: it need not wait for the deadline.
    net.chain.terminate_sector(miner_a, *sector);
    net.run_for(600);
    BOOST_TEST((net.finding(1) == Finding::dead));
    BOOST_TEST(net.newest[1].facts.readings >= 2U);
  }
}

BOOST_AUTO_TEST_CASE(calls_grow_with_the_miners_not_with_the_deals) {
  const auto calls_with = [](ReplicaId replicas) {
    SimulatedNetwork net;
    net.run_for(100);
    for (ReplicaId id = 1; id <= replicas; ++id) net.seal(miner_a, id);
    net.run_for(10 * epochs_per_day);
    return net.nodes.rpcs.front().calls().at("Filecoin.StateMinerPartitions");
  };
  const std::uint64_t few = calls_with(5);
  BOOST_TEST(few == calls_with(100));
  BOOST_TEST(few >= 48U * 9);
  BOOST_TEST(few <= 48U * 11);
}

BOOST_AUTO_TEST_CASE(a_deal_that_missed_its_start_is_told_as_unsealed_past_it_and_then_as_absent) {
  SimulatedNetwork net;
  net.run_for(100);
  const DealId deal = net.publish(miner_a);
  net.watch(miner_a, 1, deal);
  net.run_for(3200);
  BOOST_TEST_REQUIRE((net.finding(1) == Finding::unsealed));
  BOOST_TEST(net.newest[1].facts.read_at > net.newest[1].start_epoch);
  net.run_for(32 * epochs_per_day);
  BOOST_TEST((net.finding(1) == Finding::absent));
  BOOST_TEST(net.newest[1].facts.readings >= 2U);
}

BOOST_AUTO_TEST_CASE(the_same_chain_gives_the_same_calls_and_readings) {
  const auto run = [] {
    SimulatedNetwork net;
    net.run_for(100);
    for (ReplicaId id = 1; id <= 10; ++id) net.seal(miner_a, id);
    net.chain.stop_proving(miner_a);
    net.run_for(5 * epochs_per_day);
    return std::make_pair(net.nodes.rpcs.front().calls(), net.readings);
  };
  BOOST_TEST((run() == run()));
}

BOOST_AUTO_TEST_SUITE_END()
