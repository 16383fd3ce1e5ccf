#include <boost/test/unit_test.hpp>

#include "simulated_network.h"

using namespace raas;
using namespace raas::test;

// What a node is asked in a calm day of a large fleet, counted at the node.

namespace {

constexpr ActorId miners = 200;
constexpr ReplicaId sectors_per_miner = 20;

std::uint64_t calls_at(const mock::LotusRpc& node) {
  std::uint64_t sum = 0;
  for (const auto& [method, count] : node.calls()) sum += count;
  return sum;
}

void seal_fleet(SimulatedNetwork& net) {
  ReplicaId id = 0;
  for (ActorId miner = 5000; miner < 5000 + miners; ++miner) {
    net.chain.add_miner(miner);
    for (ReplicaId i = 0; i < sectors_per_miner; ++i) net.seal(miner, ++id);
  }
}

/// Calls in each of @p days after the fleet was found.
std::vector<std::uint64_t> calls_by_day(SimulatedNetwork& net, std::size_t days) {
  std::vector<std::uint64_t> by_day;
  net.run_for(100);
  seal_fleet(net);
  net.run_for(3 * epochs_per_day);
  for (std::size_t day = 0; day < days; ++day) {
    const std::uint64_t before = calls_at(net.nodes.rpcs.front());
    net.run_for(epochs_per_day);
    by_day.push_back(calls_at(net.nodes.rpcs.front()) - before);
  }
  return by_day;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(call_budget)

BOOST_AUTO_TEST_CASE(all_that_is_not_a_sweep_is_less_than_one_call_in_a_hundred) {
  constexpr std::uint64_t sweeps = miners * deadlines_per_day;
  SimulatedNetwork net;
  for (const std::uint64_t calls : calls_by_day(net, 3)) {
    BOOST_TEST(calls >= sweeps);
    BOOST_TEST(calls <= sweeps + sweeps / 100);
  }
  for (const auto& [method, count] : net.nodes.rpcs.front().calls()) {
    BOOST_TEST_MESSAGE(method << ": " << count);
  }
}

BOOST_AUTO_TEST_SUITE_END()
