// What can be wrong with a node, one by one and together.
#include <algorithm>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>
#include <set>

#include "filecoin/profile.h"
#include "filecoin/trouble.h"
#include "network.h"

namespace test {
namespace {

namespace json = boost::json;
using mock::Spells;

const std::string head_call = R"({"id":1,"method":"Filecoin.ChainHead","params":[]})";

template <class... Kinds>
mock::Troubles all_of(Kinds... kinds) {
  mock::Troubles troubles;
  (troubles.push_back(std::make_unique<Kinds>(kinds)), ...);
  return troubles;
}

/// A network, and a node in trouble that looks at it.
struct Troubled {
  explicit Troubled(mock::Troubles troubles)
      : node(network.rpc, network.chain, std::move(troubles)) {}

  Network network;
  mock::TroubledNode node;

  json::value ask(const std::string& method, const std::string& params) {
    const auto answer =
        node.answer(R"({"id":1,"method":"Filecoin.)" + method + R"(","params":)" + params + "}");
    return parsed(answer.body);
  }
  mock::Epoch height(const std::string& method = "ChainHead") {
    return ask(method, "[]").at("result").at("Height").as_int64();
  }
  std::string key_of_head() {
    return json::serialize(ask("ChainHead", "[]").at("result").at("Cids"));
  }
  std::string sets(const Copy& copy, const std::string& key = "null") {
    return sets_of(ask("StateMinerPartitions",
                       "[\"f01000\"," + std::to_string(copy.deadline) + "," + key + "]")
                       .at("result"),
                   copy.sector);
  }
  bool has_deal(mock::DealId deal, const std::string& key = "null") {
    return ask("StateMarketStorageDeal", "[" + std::to_string(deal) + "," + key + "]")
        .as_object()
        .contains("result");
  }
};

constexpr std::uint32_t all = 1000000;

BOOST_AUTO_TEST_SUITE(trouble)

BOOST_AUTO_TEST_CASE(a_node_without_troubles_is_the_node) {
  Troubled world({});
  BOOST_TEST(world.node.answer(head_call).body == world.network.rpc.answer(head_call).body);
}

BOOST_AUTO_TEST_CASE(a_node_that_lags_knows_nothing_newer_than_its_head) {
  Troubled world(all_of(mock::Lag(Spells::once(start + 50, start + 100), 30)));
  const Copy copy = world.network.store();
  world.network.chain.advance_to(start + 29);
  const std::string key = world.key_of_head();
  world.network.chain.advance_to(start + 49);
  BOOST_TEST(world.height() == start + 49);
  world.network.chain.advance_to(start + 50);
  BOOST_TEST(world.height() == start + 20);
  BOOST_TEST(world.height("ChainGetFinalizedTipSet") == start);
  BOOST_TEST(!world.ask("StateListMiners", "[" + key + "]").as_object().contains("result"));
  BOOST_TEST(world.has_deal(copy.deal));
  world.network.chain.advance_to(start + 100);
  BOOST_TEST(world.height() == start + 100);
  BOOST_TEST(world.ask("StateListMiners", "[" + key + "]").as_object().contains("result"));
}

BOOST_AUTO_TEST_CASE(a_node_that_stalls_stands_where_it_stood) {
  Troubled world(all_of(mock::Stall(Spells::once(start + 50, start + 500))));
  world.network.chain.advance_to(start + 499);
  BOOST_TEST(world.height() == start + 50);
  BOOST_TEST(world.height("ChainGetFinalizedTipSet") == start + 30);
  world.network.chain.advance_to(start + 500);
  BOOST_TEST(world.height() == start + 500);
}

BOOST_AUTO_TEST_CASE(a_node_that_lies_about_deals_tells_the_truth_about_sectors) {
  Troubled world(
      all_of(mock::Lying(Spells::once(start, start + 10), mock::Lie{.deals_missing_ppm = all})));
  const Copy copy = world.network.store();
  BOOST_TEST(!world.has_deal(copy.deal));
  BOOST_TEST(world.sets(copy) == "AL");
  world.network.chain.advance_to(start + 10);
  BOOST_TEST(world.has_deal(copy.deal));
}

BOOST_AUTO_TEST_CASE(all_answers_about_a_sector_agree_on_the_lie) {
  Troubled world(
      all_of(mock::Lying(Spells::once(start, start + 10), mock::Lie{.sectors_dead_ppm = all})));
  const Copy copy = world.network.store();
  BOOST_TEST(world.sets(copy) == "A");
  BOOST_TEST(
      json::serialize(world.ask("StateMinerSectorCount", R"(["f01000",null])").at("result")) ==
      R"({"Live":0,"Active":0,"Faulty":0})");
  BOOST_TEST(
      world.ask("StateSectorExpiration", "[\"f01000\"," + std::to_string(copy.sector) + ",null]")
          .as_object()
          .contains("error"));
  BOOST_TEST(world.has_deal(copy.deal));
  BOOST_TEST((world.network.chain.sector_status(miner, copy.sector) == mock::SectorStatus::live));
}

BOOST_AUTO_TEST_CASE(a_lie_can_be_about_some_and_is_the_same_each_time) {
  Troubled world(
      all_of(mock::Lying(Spells::always(), mock::Lie{.seed = 3, .deals_missing_ppm = 300000})));
  int hidden = 0;
  for (int i = 0; i < 200; ++i) {
    const auto deal = world.network.chain.publish(world.network.proposal());
    world.network.chain.advance_to(world.network.chain.now() + 1);
    const bool is_there = world.has_deal(deal);
    BOOST_TEST(world.has_deal(deal) == is_there);
    hidden += is_there ? 0 : 1;
  }
  BOOST_TEST(hidden > 35);
  BOOST_TEST(hidden < 85);
}

BOOST_AUTO_TEST_CASE(a_branch_has_other_tipsets_above_its_base_and_finalizes_none_of_them) {
  Troubled world(all_of(mock::Reorg(Spells::once(start + 100, start + 1000), {})));
  world.network.chain.advance_to(start + 99);
  const std::string before = world.key_of_head();
  world.network.chain.advance_to(start + 999);
  BOOST_TEST(world.height() == start + 999);
  BOOST_TEST(world.height("ChainGetFinalizedTipSet") == start + 100);
  BOOST_TEST(world.ask("StateListMiners", "[" + before + "]").as_object().contains("result"));
  const std::string orphan = world.key_of_head();
  const std::string shared = json::serialize(
      world.ask("ChainGetTipSetByHeight", "[" + std::to_string(start + 100) + ",null]")
          .at("result")
          .at("Cids"));
  const std::string forked = json::serialize(
      world.ask("ChainGetTipSetByHeight", "[" + std::to_string(start + 101) + ",null]")
          .at("result")
          .at("Cids"));

  world.network.chain.advance_to(start + 1000);
  BOOST_TEST(world.height("ChainGetFinalizedTipSet") == start + 980);
  BOOST_TEST((world.network.key_at(start + 100) == shared));
  BOOST_TEST((world.network.key_at(start + 101) != forked));
  // It still has the orphans; a node that never saw them does not.
  BOOST_TEST(world.ask("StateListMiners", "[" + orphan + "]").as_object().contains("result"));
  mock::LotusRpc other(world.network.chain);
  const auto answer =
      other.answer(R"({"id":1,"method":"Filecoin.StateListMiners","params":[)" + orphan + "]}");
  BOOST_TEST(answer.body.find("loading tipset {bafy2b") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(parents_on_a_branch_lead_back_to_the_chain) {
  Troubled world(all_of(mock::Reorg(Spells::once(start + 10, start + 100), {})));
  world.network.chain.advance_to(start + 20);
  for (mock::Epoch height = start + 20; height > start; --height) {
    const auto above = world.ask("ChainGetTipSetByHeight", "[" + std::to_string(height) + ",null]");
    const auto below =
        world.ask("ChainGetTipSetByHeight", "[" + std::to_string(height - 1) + ",null]");
    BOOST_TEST(
        (above.at("result").at("Blocks").at(0).at("Parents") == below.at("result").at("Cids")));
  }
}

BOOST_AUTO_TEST_CASE(messages_come_later_on_a_branch_and_its_state_can_differ) {
  mock::Branch like;
  like.delay = 30;
  like.differs = mock::Lie{.sectors_dead_ppm = all};
  Troubled world(all_of(mock::Reorg(Spells::once(start + 10, start + 100), like)));
  const Copy early = world.network.store();
  world.network.chain.advance_to(start + 20);
  const mock::DealId late = world.network.chain.publish(world.network.proposal());
  world.network.chain.advance_to(start + 50);
  BOOST_TEST(!world.has_deal(late));
  BOOST_TEST(world.sets(early) == "A");
  const std::string finalized =
      json::serialize(world.ask("ChainGetFinalizedTipSet", "[]").at("result").at("Cids"));
  BOOST_TEST(world.sets(early, finalized) == "AL");
  world.network.chain.advance_to(start + 51);
  BOOST_TEST(world.has_deal(late));
  const std::string orphan = world.key_of_head();
  world.network.chain.advance_to(start + 100);
  BOOST_TEST(world.sets(early) == "AL");
  BOOST_TEST(world.sets(early, orphan) == "A");
}

BOOST_AUTO_TEST_CASE(events_of_a_branch_that_was_given_up_are_reverted) {
  Troubled world(all_of(mock::Reorg(Spells::once(start + 10, start + 100), {})));
  world.network.chain.advance_to(start + 20);
  (void)world.network.chain.publish(world.network.proposal());
  world.network.chain.advance_to(start + 21);
  const std::string key = json::serialize(
      world.ask("ChainGetTipSetByHeight", "[" + std::to_string(start + 20) + ",null]")
          .at("result")
          .at("Cids"));
  const auto reverted = [&] {
    return world.ask("GetActorEventsRaw", "[{\"tipsetKey\":" + key + "}]")
        .at("result")
        .at(0)
        .at("reverted")
        .as_bool();
  };
  BOOST_TEST(!reverted());
  world.network.chain.advance_to(start + 100);
  BOOST_TEST(reverted());
  const std::string heights = std::to_string(start + 20);
  const auto now = world.ask("GetActorEventsRaw",
                             "[{\"fromHeight\":" + heights + ",\"toHeight\":" + heights + "}]");
  BOOST_TEST(!now.at("result").at(0).at("reverted").as_bool());
}

BOOST_AUTO_TEST_CASE(a_told_branch_is_finalized_too) {
  mock::Branch like;
  like.is_finalized = true;
  Troubled world(all_of(mock::Reorg(Spells::once(start + 10, start + 1000), like)));
  world.network.chain.advance_to(start + 900);
  BOOST_TEST(world.height("ChainGetFinalizedTipSet") == start + 880);
  const std::string key =
      json::serialize(world.ask("ChainGetFinalizedTipSet", "[]").at("result").at("Cids"));
  world.network.chain.advance_to(start + 1000);
  BOOST_TEST(world.height() == start + 1000);
  BOOST_TEST((world.network.key_at(start + 880) != key));
}

BOOST_AUTO_TEST_CASE(answers_are_spoiled_in_every_way) {
  const std::string batch =
      "[" + head_call + R"(,{"id":2,"method":"Filecoin.Version","params":[]}])";
  const auto spoiled = [&](mock::Spoilage how) {
    Troubled world(all_of(mock::Spoiled(Spells::always(), how, {1, all})));
    return world.node.answer(batch);
  };
  Network sound;
  const std::string whole = sound.rpc.answer(batch).body;
  BOOST_TEST(spoiled(mock::Spoilage::html).http_status == 200);
  BOOST_TEST(spoiled(mock::Spoilage::html).body.substr(0, 9) == "<!DOCTYPE");
  BOOST_TEST(spoiled(mock::Spoilage::empty).body.empty());
  BOOST_TEST(spoiled(mock::Spoilage::truncated).body == whole.substr(0, whole.size() / 2));
  const auto wrong = parsed(spoiled(mock::Spoilage::wrong_ids).body);
  BOOST_TEST(wrong.at(0).at("id").as_int64() > 1000000);
  BOOST_TEST((wrong.at(0).at("result") == parsed(whole).at(0).at("result")));
  const auto turned = parsed(spoiled(mock::Spoilage::reordered).body);
  BOOST_TEST((turned.at(0) == parsed(whole).at(1)));
  BOOST_TEST((turned.at(1) == parsed(whole).at(0)));
  BOOST_TEST(spoiled(mock::Spoilage::server_error).http_status == 500);
  BOOST_TEST(spoiled(mock::Spoilage::too_many).http_status == 429);
  BOOST_TEST(spoiled(mock::Spoilage::lost).http_status == mock::no_answer);
}

BOOST_AUTO_TEST_CASE(answers_are_spoiled_as_often_as_asked_for_and_alike_by_seed) {
  const auto story = [](std::uint64_t seed) {
    Troubled world(all_of(mock::Spoiled(Spells::always(), mock::Spoilage::empty, {seed, 200000}),
                          mock::Spoiled(Spells::always(), mock::Spoilage::html, {seed, 200000})));
    std::string told;
    for (int i = 0; i < 500; ++i) {
      const std::string body = world.node.answer(head_call).body;
      told += body.empty() ? 'e' : body[0] == '<' ? 'h' : '.';
    }
    return told;
  };
  const std::string told = story(1);
  const auto sound = std::count(told.begin(), told.end(), '.');
  BOOST_TEST(sound > 280);
  BOOST_TEST(sound < 360);
  BOOST_TEST(told == story(1));
  BOOST_TEST(told != story(2));
}

BOOST_AUTO_TEST_CASE(drawn_spells_come_once_in_each_stretch_and_are_as_long_as_asked_for) {
  const Spells spells =
      Spells::drawn_from(7, 1, {.every = 1000, .length_min = 10, .length_max = 40});
  std::set<std::uint64_t> seen;
  mock::Epochs in_spells = 0;
  for (mock::Epoch epoch = start; epoch < start + 100000; ++epoch) {
    const auto spell = spells.at(epoch);
    if (!spell) continue;
    ++in_spells;
    seen.insert(spell->number);
    BOOST_TEST((spell->from <= epoch && epoch < spell->to));
    BOOST_TEST((spell->to - spell->from >= 10 && spell->to - spell->from <= 40));
  }
  BOOST_TEST(seen.size() == 100U);
  BOOST_TEST(in_spells > 2000);
  BOOST_TEST(in_spells < 3000);
}

BOOST_AUTO_TEST_CASE(profiles_are_found_by_their_names) {
  for (const char* name : {"full", "gateway", "flaky", "lying"}) {
    BOOST_TEST(mock::name_of(mock::profile_named(name).value()) == name);
  }
  BOOST_TEST(!mock::profile_named("perfect").has_value());
  BOOST_TEST(mock::troubles_of(mock::Profile::full, 1).empty());
  BOOST_TEST(mock::troubles_of(mock::Profile::gateway, 1).empty());
}

BOOST_AUTO_TEST_CASE(a_lying_profile_says_for_hours_that_all_is_gone_and_then_the_truth) {
  Troubled world(mock::troubles_of(mock::Profile::lying, 5));
  const Copy copy = world.network.store();
  int hidden = 0;
  int dead = 0;
  for (int hour = 0; hour < 60 * 24; ++hour) {
    world.network.chain.advance_to(world.network.chain.now() + 120);
    hidden += world.has_deal(copy.deal) ? 0 : 1;
    dead += world.sets(copy).find('L') == std::string::npos ? 1 : 0;
  }
  BOOST_TEST(hidden > 10);
  BOOST_TEST(dead > 10);
  BOOST_TEST(hidden < 100);
  BOOST_TEST(dead < 100);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace test
