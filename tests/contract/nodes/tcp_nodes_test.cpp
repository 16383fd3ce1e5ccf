#include <array>
#include <boost/test/unit_test.hpp>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>

#include "adapters/lotus/lotus_chain_view.h"
#include "adapters/transport/curl_transport.h"
#include "filecoin/chain.h"
#include "filecoin/lotus_rpc.h"
#include "support/tcp_server.h"

// Two nodes of one simulated chain, each behind a real HTTP server, and the view that a plugin has
// of them through libcurl.

using namespace raas;
using namespace raas::test;

namespace {

constexpr ActorId miner = 1000;
constexpr ReplicaId copies = 8;
constexpr const char* piece_text =
    "baga6ea4seaqhrk3pg4thkoaukss2ehqer65t3gtj7e4hku6jmkdoygnc6wzoeca";

struct CountedEvents final : Events {
  void emit(const Event& event) override { ++count[std::string(event.name)]; }
  [[nodiscard]] bool wants(Level) const override { return true; }

  std::map<std::string, std::size_t> count;
};

/// A node that can be taken off the network.
class TcpNode {
 public:
  explicit TcpNode(const mock::Chain& chain)
      : rpc_(chain), server_([this](const HttpRequest& request) { return answer(request); }) {}

  [[nodiscard]] std::string url() const { return server_.url(); }
  [[nodiscard]] std::size_t requests() const { return server_.requests().size(); }
  void set_down(bool is_down) {
    const std::lock_guard lock(lock_);
    is_down_ = is_down;
  }
  void lie(const mock::Lie& lie) {
    const std::lock_guard lock(lock_);
    mock::Sight sight;
    sight.lie = lie;
    rpc_.look(sight);
  }

 private:
  TcpAnswer answer(const HttpRequest& request) {
    const std::lock_guard lock(lock_);
    if (is_down_) return {.bytes = "", .closes = true};
    const auto reply = rpc_.answer(request.body);
    return {.bytes = http_response(reply.http_status, reply.body)};
  }

  std::mutex lock_;
  bool is_down_ = false;
  mock::LotusRpc rpc_;
  TcpServer server_;  ///< Last: its thread uses the others.
};

/// Lets the test's thread sleep until a reply has come.
class Bell {
 public:
  void ring() {
    const std::lock_guard lock(lock_);
    is_rung_ = true;
    rung_.notify_all();
  }
  void wait() {
    std::unique_lock lock(lock_);
    BOOST_TEST_REQUIRE(rung_.wait_for(lock, std::chrono::seconds(60), [&] { return is_rung_; }));
    is_rung_ = false;
  }

 private:
  std::mutex lock_;
  std::condition_variable rung_;
  bool is_rung_ = false;
};

struct TwoNodes {
  TwoNodes() {
    chain.add_miner(miner);
    run_for(100);
    for (ReplicaId id = 1; id <= copies; ++id) sectors[id] = seal(id);
    run_for(2 * epochs_per_day);
  }

  mock::SectorNumber seal(ReplicaId id) {
    mock::DealProposal proposal;
    proposal.piece_cid = piece_text;
    proposal.piece_size = 34359738368;
    proposal.client = 100;
    proposal.provider = miner;
    proposal.start_epoch = chain.now() + 3000;
    proposal.end_epoch = proposal.start_epoch + 600000;
    Replica replica;
    replica.id = id;
    replica.provider = miner;
    replica.record = ChainRecord::deal;
    replica.deal = chain.publish(proposal);
    replica.piece.cid = Cid::parse(piece_text).value();
    const auto sector = chain.activate(replica.deal, chain.now() + 1000000).value();
    view.watch(replica);
    return sector;
  }

  std::unique_ptr<CurlTransport> line_to(const TcpNode& node) {
    CurlOptions options;
    options.url = node.url();
    return CurlTransport::open(options, [this] { bell.ring(); }).value();
  }

  void settle() {
    const Millis unix_ms = ChainTime{}.unix_ms_at(chain.now());
    const Now now{unix_ms, unix_ms - ChainTime{}.unix_ms_at(5000000)};
    do {
      const ChainReport report = view.advance(now);
      for (const Reading& reading : report.readings) newest[reading.replica] = reading;
      wait_ms = report.next_monotonic_ms - now.monotonic_ms;
      if (view.counters().in_flight != 0) bell.wait();
    } while (view.counters().in_flight != 0 || wait_ms <= 0);
  }

  void run_for(Epochs epochs) {
    const Epoch end = chain.now() + epochs;
    while (chain.now() < end) {
      settle();
      chain.advance_to(std::min(end, chain.now() + std::max<Epoch>(1, wait_ms / 30000)));
    }
  }

  [[nodiscard]] std::size_t count(Finding finding) const {
    std::size_t found = 0;
    for (const auto& [id, reading] : newest) found += reading.facts.finding == finding ? 1 : 0;
    return found;
  }

  mock::Chain chain{mock::ChainOptions{}};
  TcpNode first{chain};
  TcpNode second{chain};
  Bell bell;
  CountedEvents events;
  std::array<std::unique_ptr<CurlTransport>, 2> lines{line_to(first), line_to(second)};
  std::array<Transport*, 2> transports{lines[0].get(), lines[1].get()};
  LotusChainView view{LotusOptions{}, transports, events};
  Millis wait_ms = 0;
  std::map<ReplicaId, mock::SectorNumber> sectors;
  std::map<ReplicaId, Reading> newest;
};

const mock::Lie everything_is_gone{.seed = 1, .sectors_dead_ppm = 1000000};

}  // namespace

BOOST_AUTO_TEST_SUITE(tcp_nodes)

BOOST_AUTO_TEST_CASE(a_fault_that_both_nodes_tell_is_seen) {
  TwoNodes net;
  BOOST_TEST(net.count(Finding::proven) == copies);
  net.chain.stop_proving(miner);
  net.run_for(epochs_per_day + 300);
  BOOST_TEST(net.count(Finding::faulty) == copies);
  BOOST_TEST(net.events.count["nodes_disagree"] == 0U);
}

BOOST_AUTO_TEST_CASE(a_node_that_goes_away_is_replaced_by_the_other_and_taken_back) {
  TwoNodes net;
  BOOST_TEST(net.events.count["node_in_use"] == 0U);
  net.first.set_down(true);
  net.run_for(300);
  BOOST_TEST(net.view.health().trusted);
  BOOST_TEST(net.events.count["node_in_use"] == 1U);

  // What is bad is believed of the one node that is well.
  net.chain.stop_proving(miner);
  net.run_for(epochs_per_day + 300);
  BOOST_TEST(net.count(Finding::faulty) == copies);

  net.first.set_down(false);
  net.run_for(300);
  BOOST_TEST(net.events.count["node_in_use"] == 2U);
}

BOOST_AUTO_TEST_CASE(without_both_nodes_nothing_is_trusted_until_one_is_back) {
  TwoNodes net;
  net.first.set_down(true);
  net.second.set_down(true);
  net.run_for(300);
  BOOST_TEST(!net.view.health().trusted);
  net.second.set_down(false);
  net.run_for(30);
  BOOST_TEST(net.view.health().trusted);
}

BOOST_AUTO_TEST_CASE(a_negative_that_the_nodes_disagree_about_is_unknown_and_told) {
  TwoNodes net;
  net.first.lie(everything_is_gone);
  net.run_for(epochs_per_day + 300);
  BOOST_TEST(net.count(Finding::dead) == 0U);
  BOOST_TEST(net.count(Finding::unknown) == copies);
  BOOST_TEST(net.events.count["nodes_disagree"] >= 1U);
}

BOOST_AUTO_TEST_CASE(a_lie_of_the_second_node_alone_touches_nothing_that_the_first_one_reads) {
  TwoNodes net;
  net.second.lie(everything_is_gone);
  net.run_for(epochs_per_day + 300);
  BOOST_TEST(net.count(Finding::dead) == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
