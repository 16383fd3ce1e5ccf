#include "adapters/lotus/expected_replies.h"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include "recorded.h"

using namespace raas;
using namespace raas::lotus;
using raas::test::recorded;
namespace json = boost::json;

namespace {

std::string batch_of(const std::vector<std::string>& results) {
  std::string body = "[";
  for (std::size_t i = 0; i < results.size(); ++i) {
    body += i == 0 ? "" : ",";
    body +=
        R"({"jsonrpc":"2.0","result":)" + results[i] + R"(,"id":)" + std::to_string(i + 1) + "}";
  }
  return body + "]\n";
}

std::string recorded_deal(const std::string& name) {
  return json::serialize(recorded(name).at("response").at("result"));
}

const std::string a_deal = recorded_deal("StateMarketStorageDeal.nv22plus.synthetic.json");
const std::string a_deadline =
    R"([{"AllSectors":[0,40],"FaultySectors":[7,2],"RecoveringSectors":[8,1],"LiveSectors":[1,39],)"
    R"("ActiveSectors":[0],"Unproven":{"AllSectors":["x",{}]}},)"
    R"({"AllSectors":[50,5],"FaultySectors":[0],"RecoveringSectors":[0],"LiveSectors":[50,5]}])";

bool is_read(Method method, const std::string& body, std::size_t count) {
  return ExpectedReplies().read(method, body, 1, count);
}

bool is_same(const BitfieldRuns& a, const BitfieldRuns& b) {
  return std::equal(a.ranges().begin(), a.ranges().end(), b.ranges().begin(), b.ranges().end());
}

/// What the text becomes with @p from replaced once, which must be there.
std::string with(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  BOOST_TEST_REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(expected_replies)

BOOST_AUTO_TEST_CASE(deals_are_read_as_the_tree_of_them_is) {
  const std::vector<std::string> deals{
      a_deal, recorded_deal("StateMarketStorageDeal.active.pre-nv22.json"),
      recorded_deal("StateMarketStorageDeal.slashed.pre-nv22.json")};
  const std::string body = batch_of(deals);
  ExpectedReplies replies;
  BOOST_TEST_REQUIRE(replies.read(Method::market_deal, body, 1, deals.size()));
  for (std::size_t i = 0; i < deals.size(); ++i) {
    const Answer answer = replies.answer_to(i + 1);
    const MarketDeal found = market_deal_in(*answer).value();
    const MarketDeal wanted = decode_market_deal(json::parse(deals[i])).value();
    BOOST_TEST((found.piece == wanted.piece));
    BOOST_TEST(found.padded_size == wanted.padded_size);
    BOOST_TEST(found.provider == wanted.provider);
    BOOST_TEST(found.start_epoch == wanted.start_epoch);
    BOOST_TEST(found.end_epoch == wanted.end_epoch);
    BOOST_TEST(found.sector_start_epoch == wanted.sector_start_epoch);
    BOOST_TEST(found.slash_epoch == wanted.slash_epoch);
    BOOST_TEST((found.sector == wanted.sector));
  }
}

BOOST_AUTO_TEST_CASE(partitions_are_read_as_the_tree_of_them_is) {
  const std::string body = batch_of({a_deadline, "null", "[]"});
  ExpectedReplies replies;
  BOOST_TEST_REQUIRE(replies.read(Method::partitions, body, 1, 3));
  const DeadlineSectors found = partitions_in(*replies.answer_to(1)).value();
  const DeadlineSectors wanted = decode_partitions(json::parse(a_deadline)).value();
  BOOST_TEST(found.has_partitions);
  BOOST_TEST(is_same(found.all, wanted.all));
  BOOST_TEST(is_same(found.live, wanted.live));
  BOOST_TEST(is_same(found.faulty, wanted.faulty));
  BOOST_TEST(is_same(found.recovering, wanted.recovering));
  BOOST_TEST(!partitions_in(*replies.answer_to(2)).value().has_partitions);
  BOOST_TEST(!partitions_in(*replies.answer_to(3)).value().has_partitions);
}

BOOST_AUTO_TEST_CASE(responses_may_come_in_any_order) {
  const std::string body = R"([{"id":2,"result":null},{"id":1,"result":)" + a_deadline + "}]";
  ExpectedReplies replies;
  BOOST_TEST_REQUIRE(replies.read(Method::partitions, body, 1, 2));
  BOOST_TEST(partitions_in(*replies.answer_to(1)).value().has_partitions);
  BOOST_TEST(!partitions_in(*replies.answer_to(2)).value().has_partitions);
}

BOOST_AUTO_TEST_CASE(what_is_read_takes_the_place_of_what_was_read_before) {
  const std::string deals = batch_of({a_deal, a_deal});
  const std::string deadlines = batch_of({"null", a_deadline});
  ExpectedReplies replies;
  BOOST_TEST_REQUIRE(replies.read(Method::market_deal, deals, 1, 2));
  BOOST_TEST(!replies.read(Method::partitions, deals, 1, 2));
  BOOST_TEST_REQUIRE(replies.read(Method::partitions, deadlines, 1, 2));
  BOOST_TEST(replies.answer_to(1)->deal() == nullptr);
  BOOST_TEST(!partitions_in(*replies.answer_to(1)).value().has_partitions);
  BOOST_TEST(partitions_in(*replies.answer_to(2)).value().has_partitions);
}

BOOST_AUTO_TEST_CASE(all_that_is_not_as_expected_is_left_to_the_tree) {
  const std::string deals = batch_of({a_deal, a_deal});
  BOOST_TEST_REQUIRE(is_read(Method::market_deal, deals, 2));
  BOOST_TEST(!is_read(Method::market_deal, deals, 3));
  BOOST_TEST(!is_read(Method::market_deal, deals, 1));
  BOOST_TEST(!is_read(Method::chain_head, deals, 2));
  BOOST_TEST(!is_read(Method::partitions, deals, 2));
  BOOST_TEST(!is_read(Method::market_deal, deals + "x", 2));
  BOOST_TEST(!is_read(Method::market_deal, deals.substr(0, deals.size() - 3), 2));
  const std::vector<std::pair<std::string, std::string>> changes{
      {R"("id":2)", R"("id":1)"},
      {R"("id":2)", R"("id":0)"},
      {R"("id":2)", R"("id":2.0)"},
      {R"("id":2)", R"("id":"2")"},
      {R"("id":2)", R"("id":2,"id":2)"},
      {R"("id":2)", R"("id":2,"error":{"code":1,"message":"x"})"},
      {R"("result":)", R"("answer":)"},
      {R"("PieceSize":)", R"("PieceSize":-)"},
      {R"("PieceSize":)", R"("PieceLength":)"},
      {R"("StartEpoch":)", R"("StartEpoch":null,"WasEpoch":)"},
      {R"("SlashEpoch":-1)", R"("SlashEpoch":-2)"},
      {R"("SlashEpoch":-1)", R"("SlashEpoch":[-1])"},
      {R"("Provider":"f0)", R"("Provider":"f1)"},
      {R"("/":"baga)", R"("/":"0aga)"},
      {R"("Label":"mAXA)", "\"Label\":\"\xc3\xa9"},
      {R"("Label":"mAXA)", R"("Label":"\x)"},
      {R"("State":{)", R"("State":{"Else":0,)"},
      {R"("SlashEpoch":-1)", R"("SlashEpoch":-01)"},
      {R"("SlashEpoch":-1)", R"("SlashEpoch":-1,"SlashEpoch":-1)"},
      {R"("SlashEpoch":-1)", R"("SlashEpoch": -1 )"},
  };
  for (const auto& [from, to] : changes) {
    BOOST_TEST_CONTEXT(from << " becomes " << to) {
      BOOST_TEST(!is_read(Method::market_deal, with(deals, from, to), 2));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_label_may_be_any_text_or_bytes) {
  const std::string deals = batch_of({a_deal, a_deal});
  for (const std::string label : {R"("")", R"("say \"\u003chi\u003e\"")", R"({"bytes":"AQI="})"}) {
    const std::string from = R"("mAXASIIejKSFu+zszukahTB2/iEE21pLlxLRQAUypJiC6Vxar")";
    BOOST_TEST(is_read(Method::market_deal, with(deals, from, label), 2), label);
  }
}

BOOST_AUTO_TEST_CASE(bitfields_that_are_none_are_left_to_the_tree) {
  const std::string body = batch_of({a_deadline, a_deadline});
  BOOST_TEST_REQUIRE(is_read(Method::partitions, body, 2));
  const std::vector<std::pair<std::string, std::string>> changes{
      {"[0,40]", "[]"},
      {"[0,40]", "[0,0,40]"},
      {"[0,40]", "[0,-40]"},
      {"[0,40]", "[0,[40]]"},
      {"[0,40]", "[0,40.5]"},
      {"[0,40]", "null"},
      {"[0,40]", "[9223372036854775807,9223372036854775807]"},
      {R"("AllSectors":[0,40],)", ""},
      {R"("AllSectors":[0,40],)", R"("AllSectors":[0,40],"AllSectors":[0,40],)"},
      {R"([{"AllSectors")", R"([7,{"AllSectors")"},
      {R"([{"AllSectors")", R"([null,{"AllSectors")"},
  };
  for (const auto& [from, to] : changes) {
    BOOST_TEST_CONTEXT(from << " becomes " << to) {
      BOOST_TEST(!is_read(Method::partitions, with(body, from, to), 2));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
