#include "adapters/lotus/decode.h"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include "adapters/lotus/deadline_clock.h"
#include "adapters/lotus/json_rpc.h"
#include "recorded.h"

using namespace raas;
using namespace raas::lotus;
using raas::test::recorded;
namespace json = boost::json;

namespace {

/// A recorded response, as the envelope reads it from the wire.
Answer through_the_wire(const ReplyBody& body) {
  return body.answer_to(1);
}

json::value recorded_response(const std::string& name) {
  return recorded(name).at("response");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(decode)

BOOST_AUTO_TEST_CASE(a_recorded_head_is_read) {
  const ReplyBody body(200, json::serialize(recorded_response("ChainHead.mainnet.4863283.json")));
  const Tipset head = decode_tipset(**through_the_wire(body)).value();
  BOOST_TEST(head.height == 4863283);
  BOOST_TEST(head.unix_ms == 1744204890000);
  BOOST_TEST(head.unix_ms == ChainTime{}.unix_ms_at(head.height));
  BOOST_TEST(head.key ==
             R"([{"/":"bafy2bzacedo7hjsumaajt6sbor42qycvjyk6goqe4oi4o4ddsjxkdeqrqf42c"}])");
}

BOOST_AUTO_TEST_CASE(recorded_deals_of_both_shapes_are_read) {
  const auto read = [](const char* name) {
    return decode_market_deal(recorded_response(name).at("result")).value();
  };
  const MarketDeal old = read("StateMarketStorageDeal.active.pre-nv22.json");
  BOOST_TEST(old.provider == 1240U);
  BOOST_TEST(old.start_epoch == 1683358);
  BOOST_TEST(old.end_epoch == 3152158);
  BOOST_TEST(old.sector_start_epoch == 1681205);
  BOOST_TEST(old.slash_epoch == no_epoch);
  BOOST_TEST(!old.sector.has_value());
  BOOST_TEST(old.padded_size == 34359738368U);
  BOOST_TEST(is_piece_cid_v1(old.piece));

  BOOST_TEST(read("StateMarketStorageDeal.slashed.pre-nv22.json").slash_epoch == 1696278);
  const MarketDeal now = read("StateMarketStorageDeal.nv22plus.synthetic.json");
  BOOST_TEST((now.sector == SectorNumber{103327}));
  BOOST_TEST(now.sector_start_epoch == 4622129);
  const json::value dump = recorded("StateMarketDeals.excerpt.pre-nv22.json");
  for (const auto& [id, deal] : dump.at("result").as_object()) {
    BOOST_TEST(decode_market_deal(deal).value().sector_start_epoch == no_epoch);
  }
}

BOOST_AUTO_TEST_CASE(a_recorded_not_found_is_known_by_its_words_and_deal) {
  const ReplyBody body(200,
                       json::serialize(recorded_response("StateMarketStorageDeal.not-found.json")));
  const Answer answer = through_the_wire(body);
  BOOST_TEST_REQUIRE(answer.has_error());
  BOOST_TEST((answer.error().trouble == Trouble::application));
  BOOST_TEST(says_not_found(answer.error().text, 1000000));
  BOOST_TEST(!says_not_found(answer.error().text, 100000));
  BOOST_TEST(!says_not_found(answer.error().text, 1000001));
}

BOOST_AUTO_TEST_CASE(recorded_proving_deadlines_give_the_begin_of_the_period_and_its_closes) {
  const json::value samples = recorded("dline-info-samples.json");
  for (const auto& info : samples.at("StateMinerProvingDeadline.result").as_array()) {
    const Epochs offset = decode_period_offset(info).value();
    BOOST_TEST(offset == info.at("PeriodStart").as_int64() % epochs_per_day);
    const auto number = static_cast<std::uint32_t>(info.at("Index").as_int64());
    const Epoch close = info.at("Close").as_int64();
    BOOST_TEST(newest_close({offset, number}, close) == close);
    BOOST_TEST(newest_close({offset, number}, close + 1) == close);
    BOOST_TEST(newest_close({offset, number}, close - 1) == close - epochs_per_day);
  }
}

BOOST_AUTO_TEST_CASE(a_period_that_began_before_epoch_0_has_an_offset_too) {
  const auto offset = [](Epoch start) {
    return decode_period_offset(json::value{{"PeriodStart", start},
                                            {"WPoStPeriodDeadlines", 48},
                                            {"WPoStProvingPeriod", 2880}})
        .value();
  };
  BOOST_TEST(offset(-1) == 2879);
  BOOST_TEST(offset(0) == 0);
  BOOST_TEST(offset(2880) == 0);
}

BOOST_AUTO_TEST_CASE(networks_with_other_periods_are_refused) {
  BOOST_TEST(decode_period_offset(json::value{{"PeriodStart", 5},
                                              {"WPoStPeriodDeadlines", 47},
                                              {"WPoStProvingPeriod", 2880}})
                 .has_error());
  BOOST_TEST(decode_period_offset(json::value{{"PeriodStart", 5},
                                              {"WPoStPeriodDeadlines", 48},
                                              {"WPoStProvingPeriod", 2881}})
                 .has_error());
}

BOOST_AUTO_TEST_CASE(partitions_of_a_deadline_are_read_as_one) {
  const auto sectors = decode_partitions(json::parse(R"([
      {"AllSectors":[0,4],"LiveSectors":[1,3],"FaultySectors":[2,1],
       "RecoveringSectors":[0],"ActiveSectors":[0]},
      {"AllSectors":[9,2],"LiveSectors":[9,2],"FaultySectors":[9,1],
       "RecoveringSectors":[9,1],"ActiveSectors":[0]}])"));
  BOOST_TEST_REQUIRE(sectors.has_value());
  BOOST_TEST(sectors->has_partitions);
  BOOST_TEST(sectors->all.count() == 6U);
  BOOST_TEST(sectors->live.count() == 5U);
  BOOST_TEST(sectors->faulty.contains(2));
  BOOST_TEST(sectors->faulty.contains(9));
  BOOST_TEST(sectors->recovering.count() == 1U);
  BOOST_TEST(!decode_partitions(nullptr)->has_partitions);
}

BOOST_AUTO_TEST_CASE(tipset_keys_carry_nothing_but_cids) {
  const auto with_cid = [](const char* cid) {
    return decode_tipset(json::value{{"Height", 5},
                                     {"Cids", json::array{json::object{{"/", cid}}}},
                                     {"Blocks", json::array{json::object{{"Timestamp", 7}}}}});
  };
  BOOST_TEST(with_cid("bafy2").has_value());
  for (const char* cid : {"", "a\"],", "a b", "\n"}) BOOST_TEST(with_cid(cid).has_error());
}

BOOST_AUTO_TEST_CASE(what_is_no_tipset_is_refused) {
  for (const char* text :
       {"null", "7", "[]", "{}", R"({"Height":5})",
        R"({"Height":-1,"Cids":[{"/":"a"}],"Blocks":[{"Timestamp":1}]})",
        R"({"Height":5,"Cids":[],"Blocks":[{"Timestamp":1}]})",
        R"({"Height":5,"Cids":[{"/":"a"}],"Blocks":[]})",
        R"({"Height":5,"Cids":[{"/":"a"}],"Blocks":[{"Timestamp":18446744073709551615}]})",
        R"({"Height":"5","Cids":[{"/":"a"}],"Blocks":[{"Timestamp":1}]})"}) {
    BOOST_TEST(decode_tipset(json::parse(text)).has_error(), text);
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_deal_is_refused) {
  const std::string good = json::serialize(
      recorded_response("StateMarketStorageDeal.nv22plus.synthetic.json").at("result"));
  BOOST_TEST_REQUIRE(decode_market_deal(json::parse(good)).has_value());
  const std::vector<std::pair<std::string, std::string>> lies = {
      {R"("Proposal":{)", R"("Proposal":null,"x":{)"},
      {R"("State":{)", R"("State":null,"x":{)"},
      {R"("f01240")", R"("f1240")"},
      {R"("f01240")", "1240"},
      {R"("SectorStartEpoch":4622129)", R"("SectorStartEpoch":-2)"},
      {R"("SectorStartEpoch":4622129)", R"("x":1)"},
      {R"("SlashEpoch":-1)", R"("x":1)"},
      {R"("SectorNumber":103327)", R"("SectorNumber":"1")"},
      {R"("EndEpoch":3152158)", R"("EndEpoch":1e99)"},
      {R"("baga6ea)", R"("xaga6ea)"},
      {R"("PieceSize":34359738368)", R"("PieceSize":-1)"}};
  for (const auto& [what, with] : lies) {
    std::string bad = good;
    const std::size_t at = bad.find(what);
    BOOST_TEST_REQUIRE(at != std::string::npos, what);
    bad.replace(at, what.size(), with);
    BOOST_TEST(decode_market_deal(json::parse(bad)).has_error(), with);
  }
}

BOOST_AUTO_TEST_CASE(errors_are_told_apart_by_what_can_be_done) {
  const auto trouble = [](int status, const std::string& error) {
    const ReplyBody body(status, R"({"jsonrpc":"2.0","id":1,"error":)" + error + "}");
    return body.answer_to(1).error().trouble;
  };
  BOOST_TEST((trouble(500, R"({"code":-32601,"message":"method 'X' not found"})") ==
              Trouble::no_such_method));
  BOOST_TEST(
      (trouble(200, R"({"code":1,"message":"method not supported"})") == Trouble::no_such_method));
  BOOST_TEST(
      (trouble(500, R"({"code":-32602,"message":"wrong param count"})") == Trouble::bad_request));
  BOOST_TEST((trouble(500, R"({"code":-32700,"message":"x"})") == Trouble::bad_request));
  BOOST_TEST((trouble(200, R"({"code":1,"message":"actor not found"})") == Trouble::application));
  BOOST_TEST(
      (trouble(200, R"({"code":1,"message":"server busy. rate: Wait(n=3) x"})") == Trouble::busy));
  BOOST_TEST((trouble(200, R"({"code":1,"message":"connection limited. x"})") == Trouble::busy));
  BOOST_TEST((trouble(500, R"({"code":0,"message":"fatal error calling X"})") == Trouble::broken));
  BOOST_TEST((trouble(200, R"("text")") == Trouble::broken));
  BOOST_TEST((trouble(200, R"({"message":"x"})") == Trouble::broken));
  BOOST_TEST((trouble(429, R"({"code":1,"message":"x"})") == Trouble::busy));
}

BOOST_AUTO_TEST_CASE(an_error_wins_over_a_result_beside_it_and_a_null_error_is_none) {
  const ReplyBody both(200, R"({"id":1,"result":7,"error":{"code":1,"message":"x"}})");
  BOOST_TEST(both.answer_to(1).has_error());
  const ReplyBody null(200, R"({"id":1,"result":7,"error":null})");
  BOOST_TEST((**null.answer_to(1)).as_int64() == 7);
}

BOOST_AUTO_TEST_CASE(texts_of_a_node_come_into_logs_short_and_on_one_line) {
  const ReplyBody body(
      200, "{\"id\":1,\"error\":{\"code\":1,\"message\":\"a\\nb" + std::string(9000, 'x') + "\"}}");
  const std::string text = body.answer_to(1).error().text;
  BOOST_TEST(text.size() <= 300U);
  BOOST_TEST(text.starts_with("a b"));
}

BOOST_AUTO_TEST_CASE(requests_are_written_as_one_object_or_a_batch) {
  const std::vector<Call> calls = {{Method::chain_head, "[]", {}},
                                   {Method::market_deal, "[5,null]", {}}};
  const Call at_tipset{.method = Method::market_deal,
                       .params = "[5,",
                       .subject = {},
                       .tipset_key = R"([{"/":"bafy"}])"};
  BOOST_TEST(request_body({calls.data(), 1}, 7) ==
             R"({"jsonrpc":"2.0","id":7,"method":"Filecoin.ChainHead","params":[]})");
  BOOST_TEST(request_body({&at_tipset, 1}, 7) ==
             R"({"jsonrpc":"2.0","id":7,"method":"Filecoin.StateMarketStorageDeal",)"
             R"("params":[5,[{"/":"bafy"}]]})");
  BOOST_TEST(
      request_body(calls, 7) ==
      R"([{"jsonrpc":"2.0","id":7,"method":"Filecoin.ChainHead","params":[]},)"
      R"({"jsonrpc":"2.0","id":8,"method":"Filecoin.StateMarketStorageDeal","params":[5,null]}])");
}

BOOST_AUTO_TEST_CASE(a_request_takes_over_memory_and_nothing_that_is_in_it) {
  const std::vector<Call> calls = {{Method::chain_head, "[]", {}}};
  std::string memory(5000, 'x');
  const void* const place = memory.data();
  const std::string body = request_body(calls, 7, std::move(memory));
  BOOST_TEST(body == request_body(calls, 7));
  BOOST_TEST(static_cast<const void*>(body.data()) == place);
}

BOOST_AUTO_TEST_SUITE_END()
