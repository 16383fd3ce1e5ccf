#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "network.h"

namespace test {
namespace {

/// Everything that a chain of @p seed answers to the same moves and the same questions.
std::string story(std::uint64_t seed) {
  mock::ChainOptions options;
  options.seed = seed;
  Network network(options);
  for (mock::ActorId other = 1001; other < 1005; ++other) network.chain.add_miner(other);
  std::string told;
  for (int step = 0; step < 300; ++step) {
    network.chain.advance_to(network.chain.now() + 997);
    mock::DealProposal proposal = network.proposal();
    proposal.provider = 1000 + static_cast<mock::ActorId>(step % 5);
    const mock::DealId deal = network.chain.publish(proposal);
    if (step % 7 != 0) (void)network.chain.activate(deal, proposal.end_epoch);
    if (step % 40 == 10) network.chain.stop_proving(1001);
    if (step % 80 == 55) network.chain.resume_proving(1001);
    const std::string provider = "\"f0" + std::to_string(proposal.provider) + "\"";
    told += network.rpc
                .answer(R"([{"id":1,"method":"Filecoin.ChainGetFinalizedTipSet","params":[]},
                            {"id":2,"method":"Filecoin.StateMinerFaults","params":[)" +
                        provider + R"(,null]},
                            {"id":3,"method":"Filecoin.StateMinerPartitions","params":[)" +
                        provider + "," + std::to_string(step % 48) + ",null]}," +
                        R"({"id":4,"method":"Filecoin.StateMarketStorageDeal","params":[)" +
                        std::to_string(deal - 5) + ",null]}]")
                .body;
    told += std::to_string(network.chain.next_change().value_or(0)) + "\n";
  }
  return told;
}

BOOST_AUTO_TEST_SUITE(determinism)

BOOST_AUTO_TEST_CASE(the_same_seed_and_calls_give_the_same_bytes) {
  BOOST_TEST((story(1) == story(1)));
  BOOST_TEST((story(1) != story(2)));
}

BOOST_AUTO_TEST_CASE(one_long_step_is_the_same_as_many_short_ones) {
  const auto run = [](mock::Epochs stride) {
    Network network;
    std::vector<Copy> copies;
    for (int i = 0; i < 60; ++i) copies.push_back(network.store());
    network.chain.stop_proving(miner);
    const mock::Epoch back = network.chain.now() + 1500;
    const mock::Epoch end = back + 3000;
    while (network.chain.now() < back) {
      network.chain.advance_to(std::min(back, network.chain.now() + stride));
    }
    network.chain.resume_proving(miner);
    while (network.chain.now() < end) {
      network.chain.advance_to(std::min(end, network.chain.now() + stride));
    }
    std::string told;
    for (const Copy& copy : copies) {
      for (mock::Epoch epoch = start; epoch <= end; epoch += 10) {
        told += std::to_string(
            static_cast<int>(network.chain.sector_status_at(miner, copy.sector, epoch)));
      }
    }
    return told;
  };
  BOOST_TEST((run(1) == run(10000)));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace test
