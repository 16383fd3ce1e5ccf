#include "adapters/evm/registration_follower.h"

#include <boost/test/unit_test.hpp>
#include <random>

#include "fake_chain.h"
#include "keeper.h"
#include "test_data.h"

using namespace raas::evm;
using raas::Epoch;

namespace {

const std::string busy = R"x({"error":{"code":1,"message":"server busy. rate: Wait(n=3)"}})x";
const std::string no_such_method =
    R"x({"error":{"code":-32601,"message":"method 'eth_getBlockByNumber' not found"}})x";
const std::vector<std::string> useless_bodies = {"",
                                                 "{",
                                                 "null",
                                                 "[]",
                                                 "{}",
                                                 R"({"id":1,"result":null})",
                                                 R"({"error":{"code":1}})",
                                                 R"({"error":7})",
                                                 busy,
                                                 no_such_method};

Thresholds wish(std::uint64_t replication) {
  return {word_of(replication), word_of(2880), word_of(86400)};
}

FollowerOptions from(Epoch height) {
  FollowerOptions options;
  options.from_height = height;
  return options;
}

/// Whether the jobs are those of the requests that are final, with what they wish for.
bool agrees(const Keeper& keeper, const FakeChain& chain, bool with_thresholds = true) {
  const std::size_t height = chain.height() > chain.finality ? chain.height() - chain.finality : 0;
  const auto requests = chain.requests_up_to(height);
  BOOST_TEST_INFO(keeper.jobs.size() << " jobs, " << requests.size() << " requests");
  if (keeper.jobs.size() != requests.size() || keeper.told_twice != 0) return false;
  for (const auto& request : requests) {
    const auto found = keeper.jobs.find(request.id);
    if (found == keeper.jobs.end() || found->second.cid_bytes != request.cid) return false;
    if (!with_thresholds) continue;
    const auto wished = found->second.thresholds;
    if (wished.has_value() != request.thresholds.has_value()) return false;
    if (wished && wished->replication != number_in(request.thresholds->replication)) return false;
  }
  return true;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(registration_follower)

BOOST_AUTO_TEST_CASE(requests_are_told_once_when_they_are_final) {
  FakeChain chain;
  Keeper keeper(chain, from(0));
  chain.submit(payload_text, wish(3));
  chain.submit(payload_text);
  chain.mine(8);
  keeper.poll();
  BOOST_TEST(keeper.jobs.empty());
  chain.mine();
  keeper.poll();
  BOOST_TEST(keeper.jobs.size() == 1U);
  BOOST_TEST(keeper.jobs[1].height == 1);
  BOOST_TEST(keeper.jobs[1].payload.text() == payload_text);
  BOOST_TEST((keeper.jobs[1].thresholds == raas::RegistrationThresholds{3, 2880, 86400}));
  chain.mine();
  keeper.poll();
  BOOST_TEST(!keeper.jobs[2].thresholds);
  chain.mine(100);
  for (int i = 0; i < 5; ++i) keeper.poll();
  BOOST_TEST(agrees(keeper, chain));
}

BOOST_AUTO_TEST_CASE(what_came_while_nobody_looked_is_told_in_ranges_that_the_node_takes) {
  FakeChain chain;
  Keeper keeper(chain, from(0));
  for (unsigned i = 0; i < 20; ++i) {
    chain.submit(payload_text, wish(i));
    chain.mine(1000);
  }
  keeper.poll();
  BOOST_TEST(agrees(keeper, chain));
  BOOST_TEST(keeper.health().followed_to == 20010);
  BOOST_TEST(std::count(chain.methods.begin(), chain.methods.end(), "eth_getLogs") == 7);
}

BOOST_AUTO_TEST_CASE(too_many_logs_are_asked_for_in_parts) {
  FakeChain chain;
  chain.logs_max = 3;
  Keeper keeper(chain, from(0));
  for (unsigned i = 0; i < 50; ++i) chain.submit(payload_text, wish(i));
  chain.mine(50);
  keeper.poll(300);
  BOOST_TEST(agrees(keeper, chain));
}

BOOST_AUTO_TEST_CASE(one_block_with_more_logs_than_the_node_tells_is_read_from_the_contract) {
  FakeChain chain;
  chain.logs_max = 3;
  Keeper keeper(chain, from(0));
  chain.submit(payload_text);
  for (std::uint64_t id = 2; id <= 9; ++id) {
    chain.blocks().back().requests.push_back({id, payload_text, wish(id)});
  }
  chain.submit(payload_text);
  chain.mine(50);
  keeper.poll(300);
  BOOST_TEST(agrees(keeper, chain));
}

BOOST_AUTO_TEST_CASE(lost_logs_are_found_by_the_gap_in_the_ids) {
  FakeChain chain;
  chain.loses_logs = true;
  Keeper keeper(chain, from(0));
  for (unsigned i = 0; i < 200; ++i) chain.submit(payload_text, wish(i));
  chain.mine(50);
  keeper.poll();
  BOOST_TEST(agrees(keeper, chain));
  BOOST_TEST(keeper.health().requests_missing == 0U);
}

BOOST_AUTO_TEST_CASE(a_lost_log_that_leaves_no_gap_is_found_by_and_by) {
  FakeChain chain;
  chain.loses_logs = true;
  Keeper keeper(chain, from(0));
  for (unsigned i = 1; i <= 3; ++i) chain.submit(payload_text, wish(i));
  chain.mine(50);
  keeper.poll();
  BOOST_TEST(keeper.jobs.size() == 2U);
  for (int i = 0; i < 20; ++i) {
    chain.mine();
    keeper.poll();
  }
  BOOST_TEST(agrees(keeper, chain));
}

// The service stops half-way through a long range, and what it read is reorganised away before it
// goes on.
BOOST_AUTO_TEST_CASE(what_was_read_on_the_way_to_a_block_is_withdrawn_with_it) {
  FakeChain chain;
  FollowerOptions options = from(0);
  options.range_max = 10;
  Keeper keeper(chain, options);
  chain.mine(10);
  keeper.poll();
  for (unsigned i = 1; i <= 30; ++i) chain.submit(payload_text, wish(i));
  chain.mine(10);
  keeper.poll(6);
  BOOST_TEST(keeper.jobs.size() > 0U);
  BOOST_TEST(keeper.jobs.size() < 30U);
  keeper.restart();
  chain.reorganize(11);
  for (unsigned i = 1; i <= 40; ++i) chain.submit(payload_text, wish(100 + i));
  chain.mine(40);
  keeper.poll(100);
  BOOST_TEST(keeper.withdrawals == 1U);
  BOOST_TEST(agrees(keeper, chain));
}

BOOST_AUTO_TEST_CASE(a_contract_that_keeps_no_thresholds_gives_those_of_the_logs) {
  FakeChain chain;
  chain.loses_logs = true;
  chain.has_get_requests = false;
  Keeper keeper(chain, from(0));
  for (unsigned i = 1; i <= 7; ++i) chain.submit(payload_text, wish(i));
  chain.mine(50);
  keeper.poll();
  BOOST_TEST(agrees(keeper, chain, false));
  for (std::uint64_t id = 1; id <= 7; ++id) {
    BOOST_TEST(keeper.jobs[id].thresholds.has_value() == (id % 3 != 0));
  }
}

BOOST_AUTO_TEST_CASE(what_nobody_can_tell_is_counted) {
  FakeChain chain;
  chain.loses_logs = true;
  chain.has_get_requests = false;
  chain.has_get_all_cids = false;
  Keeper keeper(chain, from(0));
  for (unsigned i = 1; i <= 7; ++i) chain.submit(payload_text, wish(i));
  chain.mine(50);
  keeper.poll();
  BOOST_TEST(keeper.jobs.size() == 5U);
  BOOST_TEST(keeper.health().requests_missing == 2U);
}

BOOST_AUTO_TEST_CASE(after_a_downtime_longer_than_the_node_keeps_logs_the_contract_is_asked) {
  FakeChain chain;
  Keeper keeper(chain, from(0));
  chain.submit(payload_text, wish(1));
  chain.mine(50);
  keeper.poll();
  for (unsigned i = 2; i <= 120; ++i) chain.submit(payload_text, wish(i));
  chain.mine(50);
  chain.logs_from = chain.state_from = chain.height() - 20;
  keeper.restart();
  keeper.poll();
  BOOST_TEST(agrees(keeper, chain));
  chain.submit(payload_text, wish(121));
  chain.mine(20);
  keeper.poll();
  BOOST_TEST(agrees(keeper, chain));
}

BOOST_AUTO_TEST_CASE(without_a_height_to_begin_at_all_requests_are_asked_of_the_contract) {
  FakeChain chain;
  for (unsigned i = 1; i <= 101; ++i) chain.submit(payload_text, wish(i));
  chain.mine(50);
  chain.logs_from = chain.state_from = chain.height() - 20;
  Keeper keeper(chain);
  keeper.poll();
  BOOST_TEST(agrees(keeper, chain));
}

BOOST_AUTO_TEST_CASE(a_reorganisation_above_finality_is_none_of_ours) {
  FakeChain chain;
  Keeper keeper(chain, from(0));
  chain.mine(20);
  chain.submit(payload_text, wish(1));
  keeper.poll();
  chain.reorganize(chain.height() - 5);
  chain.submit("other", wish(2));
  chain.mine(20);
  keeper.poll();
  BOOST_TEST(agrees(keeper, chain));
  BOOST_TEST(keeper.withdrawals == 0U);
  BOOST_TEST(!keeper.jobs[1].refusal.empty());
}

BOOST_AUTO_TEST_CASE(a_reorganisation_below_finality_takes_requests_back) {
  FakeChain chain;
  Keeper keeper(chain, from(0));
  chain.submit(payload_text, wish(1));
  chain.mine(30);
  keeper.poll();
  chain.submit(payload_text, wish(2));
  chain.submit(payload_text, wish(3));
  chain.mine(30);
  keeper.poll();
  BOOST_TEST(keeper.jobs.size() == 3U);

  chain.reorganize(25);
  chain.submit(payload_text, wish(7));
  chain.mine(60);
  keeper.poll();
  BOOST_TEST(keeper.withdrawals == 1U);
  BOOST_TEST(keeper.health().rewinds == 1U);
  BOOST_TEST(agrees(keeper, chain));
}

BOOST_AUTO_TEST_CASE(a_null_round_where_a_block_was_is_a_reorganisation) {
  FakeChain chain;
  Keeper keeper(chain, from(0));
  chain.mine(20);
  keeper.poll();
  chain.blocks()[10].is_null_round = true;
  chain.submit(payload_text, wish(1));
  chain.mine(20);
  keeper.poll();
  BOOST_TEST(keeper.health().rewinds == 1U);
  BOOST_TEST(agrees(keeper, chain));
}

BOOST_AUTO_TEST_CASE(a_node_that_is_behind_says_nothing) {
  FakeChain chain;
  Keeper keeper(chain, from(0));
  chain.submit(payload_text, wish(1));
  chain.mine(30);
  keeper.poll();
  const auto known = chain.blocks();
  chain.blocks().resize(15);
  keeper.poll();
  BOOST_TEST(keeper.jobs.size() == 1U);
  BOOST_TEST(keeper.withdrawals == 0U);
  chain.blocks() = known;
  chain.mine(5);
  keeper.poll();
  BOOST_TEST(agrees(keeper, chain));
}

BOOST_AUTO_TEST_CASE(trouble_is_told_and_passes) {
  FakeChain chain;
  Keeper keeper(chain, from(0));
  chain.submit(payload_text, wish(1));
  chain.mine(30);
  chain.is_down = true;
  keeper.poll();
  BOOST_TEST(keeper.health().because == "no route");
  chain.is_down = false;
  chain.is_silent = true;
  keeper.poll();
  keeper.poll();
  BOOST_TEST(keeper.health().because == "no answer within the time-out");
  chain.is_silent = false;
  for (const std::string& body : useless_bodies) {
    chain.next_body = body;
    keeper.poll(2);
    BOOST_TEST(!keeper.health().because.empty(), body);
    BOOST_TEST(keeper.jobs.empty());
  }
  keeper.poll();
  BOOST_TEST(keeper.health().because == "");
  BOOST_TEST(agrees(keeper, chain));
}

BOOST_AUTO_TEST_CASE(a_cursor_of_another_shape_is_refused) {
  FakeChain chain;
  RegistrationFollower follower(chain, from(0));
  for (const char* const text :
       {"", "v1", "v1 5", "v2 5 1", "v1 x 1", "v1 5 0", "v1 -2 1", "v1 5 1 5:1:0x00", "v1 5 1 7"}) {
    BOOST_TEST(!follower.resume(text), text);
  }
  BOOST_TEST(follower.resume("v1 5 1").has_value());
}

// Any mixture of submissions, reorganisations, restarts and troubles, at any moment of a pass.
BOOST_AUTO_TEST_CASE(in_the_end_each_final_request_has_one_job) {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    std::mt19937_64 random(seed);
    FakeChain chain;
    chain.logs_max = 1 + random() % 20;
    chain.has_get_requests = true;
    Keeper keeper(chain, seed % 2 == 0 ? from(0) : FollowerOptions());
    chain.mine(20);
    for (unsigned i = 0; i < 400; ++i) {
      chain.loses_logs = random() % 10 == 0;
      chain.is_down = random() % 10 == 0;
      if (random() % 20 == 0) chain.next_body = "spoiled";
      switch (random() % 8) {
        case 0: chain.mine(random() % 30); break;
        case 1: chain.reorganize(chain.height() - random() % 9); break;
        case 2:
          if (random() % 10 == 0 && chain.height() > 60) chain.reorganize(chain.height() - 30);
          chain.mine(12);
          break;
        default: chain.submit(payload_text, wish(random() % 1000)); break;
      }
      if (random() % 2 == 0) keeper.poll(static_cast<unsigned>(random() % 12));
      if (random() % 10 == 0) keeper.step(true);
    }
    chain.is_down = false;
    chain.loses_logs = false;
    chain.next_body.reset();
    chain.mine(60);  // Beyond any height that was ever final.
    for (unsigned i = 0; i < 25; ++i) {
      keeper.poll(i == 0 ? 2000 : 10);
      chain.mine();
    }
    keeper.poll();
    BOOST_TEST_CONTEXT("seed " << seed) {
      BOOST_TEST(agrees(keeper, chain));
      BOOST_TEST(keeper.jobs.size() > 20U);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
