#include <boost/test/unit_test.hpp>
#include <map>

#include "bench.h"
#include "filecoin/chain.h"
#include "filecoin/lotus_rpc.h"

using namespace raas;
using namespace raas::test;

namespace {

constexpr ActorId miner_a = 1000;
constexpr ActorId miner_b = 2000;
constexpr const char* piece_text =
    "baga6ea4seaqhrk3pg4thkoaukss2ehqer65t3gtj7e4hku6jmkdoygnc6wzoeca";

/// Answers at once, in the process.
class MockTransport final : public Transport {
 public:
  explicit MockTransport(mock::LotusRpc& rpc) : rpc_(rpc) {}

  Result<std::uint64_t> send(std::string body, Millis) override {
    auto answer = rpc_.answer(body);
    replies_.push_back({++tickets_, answer.http_status, std::move(answer.body)});
    return tickets_;
  }
  std::vector<TransportReply> take_replies() override { return std::exchange(replies_, {}); }

 private:
  mock::LotusRpc& rpc_;
  std::vector<TransportReply> replies_;
  std::uint64_t tickets_ = 0;
};

/// A simulated Filecoin and a view of it that is driven as a host would: each time that it wants to
/// be.
struct SimulatedNetwork {
  explicit SimulatedNetwork(const LotusOptions& options = {}) : view(options, transport, events) {
    chain.add_miner(miner_a);
    chain.add_miner(miner_b);
  }

  DealId publish(ActorId miner) {
    mock::DealProposal proposal;
    proposal.piece_cid = piece_text;
    proposal.piece_size = 34359738368;
    proposal.client = 100;
    proposal.provider = miner;
    proposal.start_epoch = chain.now() + 3000;
    proposal.end_epoch = proposal.start_epoch + 600000;
    return chain.publish(proposal);
  }

  /// A deal that is sealed, and watched as replica @p id.
  SectorNumber seal(ActorId miner, ReplicaId id) {
    const DealId deal = publish(miner);
    const SectorNumber sector = chain.activate(deal, chain.now() + 1000000).value();
    watch(miner, id, deal);
    return sector;
  }

  void watch(ActorId miner, ReplicaId id, DealId deal) {
    Replica replica;
    replica.id = id;
    replica.provider = miner;
    replica.record = ChainRecord::deal;
    replica.deal = deal;
    replica.piece.cid = Cid::parse(piece_text).value();
    view.watch(replica);
  }

  Now now() const {
    const Millis ms = chain_time.unix_ms_at(chain.now());
    return {ms, ms - chain_time.unix_ms_at(5000000)};
  }

  void run_for(Epochs epochs) {
    const Epoch end = chain.now() + epochs;
    while (chain.now() < end) {
      for (const Reading& reading : settled(view, now())) {
        newest[reading.replica] = reading;
        ++readings;
      }
      const Millis wait = view.advance(now()).next_monotonic_ms - now().monotonic_ms;
      chain.advance_to(std::min(end, chain.now() + std::max<Epoch>(1, wait / 30000)));
    }
  }

  Finding finding(ReplicaId id) const {
    const auto found = newest.find(id);
    return found == newest.end() ? Finding::unknown : found->second.facts.finding;
  }

  ChainTime chain_time;
  mock::Chain chain{mock::ChainOptions{}};
  mock::LotusRpc rpc{chain};
  MockTransport transport{rpc};
  KeptEvents events;
  LotusChainView view;
  std::map<ReplicaId, Reading> newest;
  std::size_t readings = 0;
};

}  // namespace

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

// Thirty days of two miners: one stops proving and comes back, one sector is lost for good.
BOOST_AUTO_TEST_CASE(thirty_days_with_faults_and_recoveries_are_seen_as_the_chain_has_them) {
  SimulatedNetwork net;
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

BOOST_AUTO_TEST_CASE(calls_grow_with_the_miners_not_with_the_deals) {
  const auto calls_with = [](ReplicaId replicas) {
    SimulatedNetwork net;
    net.run_for(100);
    for (ReplicaId id = 1; id <= replicas; ++id) net.seal(miner_a, id);
    net.run_for(10 * epochs_per_day);
    return net.rpc.calls().at("Filecoin.StateMinerPartitions");
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
    return std::make_pair(net.rpc.calls(), net.readings);
  };
  BOOST_TEST((run() == run()));
}

BOOST_AUTO_TEST_SUITE_END()
