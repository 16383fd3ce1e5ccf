#include <boost/test/unit_test.hpp>
#include <limits>

#include "adapters/lotus/base64.h"
#include "adapters/lotus/cbor.h"
#include "adapters/lotus/sector_call.h"
#include "recorded.h"

using namespace raas;
using namespace raas::lotus;
using raas::test::recorded;

namespace {

std::string natural_cbor(std::uint64_t number) {
  std::string cbor;
  append_cbor_natural(cbor, number);
  return encode_base64(cbor);
}

std::string bytes(std::initializer_list<int> values) {
  std::string text;
  for (const int value : values) text.push_back(static_cast<char>(value));
  return text;
}

boost::json::value receipt(const std::string& exit_code, const std::string& returned) {
  return boost::json::parse(R"({"MsgRct":{"ExitCode":)" + exit_code + R"(,"Return":)" + returned +
                            "}}");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sector_call)

BOOST_AUTO_TEST_CASE(base64_goes_there_and_back_at_every_length) {
  for (const auto& [plain, encoded] : std::vector<std::pair<std::string, std::string>>{
           {"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"\xff\xfe", "//4="}}) {
    BOOST_TEST(encode_base64(plain) == encoded);
    BOOST_TEST((decode_base64(encoded) == plain), encoded);
  }
}

BOOST_AUTO_TEST_CASE(what_is_not_exactly_base64_is_refused) {
  for (const char* text : {"Z", "Zg", "Zg=", "Zh==", "Zm9", "Zm9=", "Z===", "Zg==Zg==", "Zm-v",
                           "Zm9v\n", " Zm9", "===="}) {
    BOOST_TEST(!decode_base64(text).has_value(), text);
  }
}

BOOST_AUTO_TEST_CASE(numbers_have_the_shortest_head) {
  BOOST_TEST(natural_cbor(0) == "AA==");
  BOOST_TEST(natural_cbor(23) == encode_base64(bytes({23})));
  BOOST_TEST(natural_cbor(24) == encode_base64(bytes({0x18, 24})));
  BOOST_TEST(natural_cbor(255) == encode_base64(bytes({0x18, 255})));
  BOOST_TEST(natural_cbor(256) == encode_base64(bytes({0x19, 1, 0})));
  BOOST_TEST(natural_cbor(65535) == encode_base64(bytes({0x19, 255, 255})));
  BOOST_TEST(natural_cbor(65536) == encode_base64(bytes({0x1a, 0, 1, 0, 0})));
  BOOST_TEST(natural_cbor(0xffffffff) == encode_base64(bytes({0x1a, 255, 255, 255, 255})));
  BOOST_TEST(natural_cbor(0x100000000) == encode_base64(bytes({0x1b, 0, 0, 0, 1, 0, 0, 0, 0})));
  BOOST_TEST(natural_cbor(1531188) == "GgAXXTQ=");  // As recorded in an event.
}

BOOST_AUTO_TEST_CASE(items_that_are_cut_short_are_not_taken) {
  for (const std::string& cbor : {bytes({0x18}), bytes({0x1b, 0, 0}), bytes({0x42, 1}),
                                  bytes({0x63, 'a', 'b'}), bytes({0x5f}), std::string()}) {
    CborReader reader(cbor);
    BOOST_TEST(!reader.natural().has_value());
    BOOST_TEST(!reader.bytes().has_value());
    BOOST_TEST(!reader.text().has_value());
    BOOST_TEST(!reader.boolean().has_value());
  }
  const std::string huge = bytes({0x5b, 255, 255, 255, 255, 255, 255, 255, 255, 1});
  CborReader reader(huge);
  BOOST_TEST(!reader.bytes().has_value());
}

BOOST_AUTO_TEST_CASE(negative_integers_are_read_and_huge_ones_are_not) {
  const std::string minus_one = bytes({0x20});
  BOOST_TEST((CborReader(minus_one).integer() == -1));
  const std::string least = bytes({0x3b, 0x7f, 255, 255, 255, 255, 255, 255, 255});
  BOOST_TEST((CborReader(least).integer() == std::numeric_limits<std::int64_t>::min()));
  const std::string beyond = bytes({0x3b, 0x80, 0, 0, 0, 0, 0, 0, 0});
  BOOST_TEST(!CborReader(beyond).integer().has_value());
}

// The request and answer that were worked out from the sources of the actors.
BOOST_AUTO_TEST_CASE(the_known_call_and_answer_are_written_and_read) {
  const auto call = recorded("StateCall.GenerateSectorLocation.synthetic.json");
  const auto& message = call.at("request").at("params").at(0).as_object();
  const auto params = boost::json::parse(location_params(1531188, 103327, "null"));
  BOOST_TEST((params.at(0) == message));
  BOOST_TEST(params.at(1).is_null());

  const auto outcome = decode_state_call(call.at("response_result_excerpt"));
  BOOST_TEST_REQUIRE(outcome.has_value());
  BOOST_TEST(outcome->exit_code == 0);
  const auto located = decode_location(outcome->returned);
  BOOST_TEST_REQUIRE(located.has_value());
  BOOST_TEST((located->status == SectorStatus::active));
  BOOST_TEST((located->location == SectorLocation{12, 3}));
}

BOOST_AUTO_TEST_CASE(a_validation_repeats_the_location_as_bytes) {
  const auto params =
      boost::json::parse(validation_params(1000, 5, SectorStatus::faulty, {12, 3}, "[]"));
  BOOST_TEST(params.at(0).at("Method").as_int64() == 3092458564);
  BOOST_TEST((decode_base64(params.at(0).at("Params").as_string()) ==
              bytes({0x83, 5, 2, 0x43, 0x82, 12, 3})));
}

BOOST_AUTO_TEST_CASE(a_sector_that_is_nowhere_is_dead) {
  const auto located = decode_location(bytes({0x82, 0, 0x43, 0x82, 0x20, 0x20}));
  BOOST_TEST_REQUIRE(located.has_value());
  BOOST_TEST((located->status == SectorStatus::dead));
  BOOST_TEST(!located->location.has_value());
}

BOOST_AUTO_TEST_CASE(locations_that_cannot_be_are_refused) {
  for (const std::string& returned :
       {bytes({}), bytes({0x82, 1}), bytes({0x82, 3, 0x43, 0x82, 12, 3}),  // no such status
        bytes({0x82, 1, 0x43, 0x82, 0x20, 0x20}),                          // alive, but nowhere
        bytes({0x82, 1, 0x44, 0x82, 0x18, 48, 3}),                         // no such deadline
        bytes({0x82, 1, 0x43, 0x82, 12, 0x20}), bytes({0x82, 1, 0x42, 0x82, 12}),
        bytes({0x82, 1, 0x44, 0x82, 12, 3, 0}), bytes({0x82, 1, 0x43, 0x82, 12, 3, 0}),
        bytes({0x83, 1, 0x43, 0x82, 12, 3}), bytes({0x82, 1, 0x63, 0x82, 12, 3})}) {
    BOOST_TEST(decode_location(returned).has_error(), encode_base64(returned));
  }
  BOOST_TEST(decode_location(bytes({0x82, 1, 0x44, 0x82, 0x18, 47, 3})).has_value());
}

BOOST_AUTO_TEST_CASE(a_validation_is_true_or_false_and_nothing_else) {
  BOOST_TEST(decode_validation(bytes({0xf5})).value());
  BOOST_TEST(!decode_validation(bytes({0xf4})).value());
  for (const std::string& returned : {bytes({}), bytes({0xf6}), bytes({1}), bytes({0xf5, 0xf5})}) {
    BOOST_TEST(decode_validation(returned).has_error());
  }
}

BOOST_AUTO_TEST_CASE(receipts_are_read_and_broken_ones_are_not) {
  BOOST_TEST(decode_state_call(receipt("17", "null"))->exit_code == 17);
  BOOST_TEST(decode_state_call(receipt("0", R"("9Q==")"))->returned == "\xf5");
  for (const auto& broken : {receipt("null", "null"), receipt("\"0\"", "null"), receipt("0", "1"),
                             receipt("0", R"("9Q")"), boost::json::value(nullptr),
                             boost::json::parse("{}"), boost::json::parse(R"({"MsgRct":null})")}) {
    BOOST_TEST(decode_state_call(broken).has_error(), boost::json::serialize(broken));
  }
}

BOOST_AUTO_TEST_SUITE_END()
