#pragma once

#include <deque>
#include <map>
#include <vector>

#include "bench.h"
#include "filecoin/chain.h"
#include "filecoin/lotus_rpc.h"

namespace raas::test {

inline constexpr ActorId miner_a = 1000;
inline constexpr ActorId miner_b = 2000;
inline constexpr const char* piece_text =
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

/// Nodes of one chain.
struct Nodes {
  template <class Iterator>
  Nodes(Iterator first, Iterator last, const mock::Chain& chain) {
    for (; first != last; ++first) {
      transports.emplace_back(rpcs.emplace_back(chain, *first));
      pointers.push_back(&transports.back());
    }
  }

  std::deque<mock::LotusRpc> rpcs;
  std::deque<MockTransport> transports;
  std::vector<Transport*> pointers;
};

/// A simulated Filecoin and a view of it that is driven as a host would: each time that it wants to
/// be.
struct SimulatedNetwork {
  explicit SimulatedNetwork(const std::vector<mock::NodeOptions>& kinds = {{}},
                            const LotusOptions& options = {})
      : nodes(kinds.begin(), kinds.end(), chain), view(options, nodes.pointers, events) {
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
  Nodes nodes;
  KeptEvents events;
  LotusChainView view;
  std::map<ReplicaId, Reading> newest;
  std::size_t readings = 0;
};

}  // namespace raas::test
