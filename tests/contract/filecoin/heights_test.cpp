#include "filecoin/heights.h"

#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include "network.h"

namespace test {
namespace {

mock::Epoch first_null_round(const mock::Heights& heights, mock::Epoch from) {
  while (!heights.is_null_round(from)) ++from;
  return from;
}

mock::ChainOptions with_null_rounds() {
  mock::ChainOptions options = without_null_rounds();
  options.null_rounds_ppm = 300000;
  return options;
}

std::string at(mock::Epoch height, const std::string& key) {
  return "[" + std::to_string(height) + "," + key + "]";
}

BOOST_AUTO_TEST_SUITE(heights)

BOOST_AUTO_TEST_CASE(null_rounds_come_as_often_as_asked_for) {
  const mock::Heights heights(with_null_rounds());
  int null_rounds = 0;
  for (mock::Epoch epoch = start + 1; epoch <= start + 100000; ++epoch) {
    null_rounds += heights.is_null_round(epoch) ? 1 : 0;
  }
  BOOST_TEST(null_rounds > 29000);
  BOOST_TEST(null_rounds < 31000);
  BOOST_TEST(!heights.is_null_round(start));
}

BOOST_AUTO_TEST_CASE(every_tipset_is_found_again_by_its_key_and_only_by_the_whole_of_it) {
  const mock::Heights heights(with_null_rounds());
  for (mock::Epoch epoch = start; epoch < start + 1000; ++epoch) {
    std::vector<std::string> cids;
    for (std::uint64_t block = 0; block < heights.block_count(epoch); ++block) {
      cids.push_back(heights.block_cid(epoch, block));
      BOOST_TEST(cids.back().size() == 62U);
      BOOST_TEST(cids.back().substr(0, 10) == "bafy2bzace");
    }
    std::vector<std::string_view> key(cids.begin(), cids.end());
    if (heights.is_null_round(epoch)) {
      BOOST_TEST(!heights.height_of(key));
      continue;
    }
    BOOST_TEST(heights.height_of(key).value() == epoch);
    key.pop_back();
    BOOST_TEST(!heights.height_of(key));
  }
}

BOOST_AUTO_TEST_CASE(blocks_in_another_order_are_no_tipset) {
  const mock::Heights heights(without_null_rounds());
  mock::Epoch epoch = start;
  while (heights.block_count(epoch) != 2) ++epoch;
  const std::string first = heights.block_cid(epoch, 0);
  const std::string second = heights.block_cid(epoch, 1);
  BOOST_TEST(heights.height_of(std::vector<std::string_view>{first, second}).has_value());
  BOOST_TEST(!heights.height_of(std::vector<std::string_view>{second, first}).has_value());
}

BOOST_AUTO_TEST_CASE(head_and_finalized_tipset_are_never_null_rounds) {
  Network network(with_null_rounds());
  const mock::Heights heights(network.chain.options());
  for (mock::Epoch epoch = start; epoch < start + 300; ++epoch) {
    network.chain.advance_to(epoch);
    const mock::Epoch head = network.chain.head();
    const mock::Epoch finalized = network.chain.finalized();
    BOOST_TEST(network.chain.now() == epoch);
    BOOST_TEST(!heights.is_null_round(head));
    BOOST_TEST(!heights.is_null_round(finalized));
    BOOST_TEST(finalized <= head - 20);
    for (mock::Epoch between = head + 1; between <= epoch; ++between) {
      BOOST_TEST(heights.is_null_round(between));
    }
    for (mock::Epoch between = finalized + 1; between <= head - 20; ++between) {
      BOOST_TEST(heights.is_null_round(between));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_null_round_is_answered_by_the_tipset_before_or_after_it) {
  Network network(with_null_rounds());
  const mock::Heights heights(network.chain.options());
  const mock::Epoch null_round = first_null_round(heights, start + 1);
  network.chain.advance_to(null_round + 100);

  const auto before = network.result("Filecoin.ChainGetTipSetByHeight", at(null_round, "null"));
  const auto after = network.result("Filecoin.ChainGetTipSetAfterHeight", at(null_round, "[]"));
  BOOST_TEST(before.at("Height").as_int64() == heights.tipset_at_or_below(null_round));
  BOOST_TEST(after.at("Height").as_int64() == heights.tipset_at_or_above(null_round));
  BOOST_TEST(boost::json::serialize(after.at("Blocks").at(0).at("Parents")) ==
             boost::json::serialize(before.at("Cids")));
}

BOOST_AUTO_TEST_CASE(a_height_above_the_start_point_is_refused) {
  Network network;
  network.chain.advance_to(start + 10);
  const std::string key = network.key_at(start + 5);
  BOOST_TEST(network.error("Filecoin.ChainGetTipSetByHeight", at(start + 6, key)) ==
             "1 looking for tipset with height greater than start point");
  BOOST_TEST(network.result("Filecoin.ChainGetTipSetByHeight", at(start + 5, key))
                 .at("Height")
                 .as_int64() == start + 5);
}

BOOST_AUTO_TEST_CASE(a_tipset_of_the_future_is_unknown) {
  Network network;
  const mock::Heights heights(network.chain.options());
  const std::string key = "[{\"/\":\"" + heights.block_cid(start + 1, 0) + "\"}]";
  const std::string failure = network.error("Filecoin.StateListMiners", "[" + key + "]");
  BOOST_TEST(failure.substr(0, 24) == "1 loading tipset {bafy2b");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace test
