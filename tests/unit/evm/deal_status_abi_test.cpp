#include "adapters/evm/deal_status_abi.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <random>

#include "allocations.h"
#include "podsi_sample.h"
#include "test_data.h"

using namespace raas::evm;
using raas::Code;

namespace {

struct Log {
  std::vector<std::string> topics;
  std::string data;
};

Log recorded_log(std::size_t number) {
  const auto file = test_data("deal-status/eth_getLogs.DealStatus.json");
  const auto& log = file.at("response").at("result").at(number);
  Log found{.topics = {}, .data = bytes_in(log.at("data"))};
  for (const auto& topic : log.at("topics").as_array()) found.topics.push_back(bytes_in(topic));
  return found;
}

std::string encoded(const char* what) {
  return bytes_in(test_data("deal-status/encoded.json").at(what));
}

const std::string piece_hex =
    "0x0181e2039220203f46bc645b07a3ea2c04f066f939ddf7e269dd77671f9e1e61a3a3797e665127";

std::string recorded_result(std::size_t number) {
  const auto file = test_data("deal-status/eth_call.DealStatus.json");
  return bytes_in(file.at("calls").at(number).at("result"));
}

/// Bytes that were spoiled in a few places, or cut.
std::string spoiled(std::string bytes, std::mt19937_64& random) {
  for (unsigned i = random() % 4; i > 0 && !bytes.empty(); --i) {
    const std::size_t at = random() % bytes.size();
    if (random() % 2 == 0) {
      bytes[at] = static_cast<char>(random());
    } else {
      bytes.replace(at / 32 * 32, 32, random() % 2 == 0 ? ones_word() : words({random() % 512}));
    }
  }
  if (random() % 4 == 0) bytes.resize(random() % (bytes.size() + 1));
  return bytes;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(deal_status_abi)

BOOST_AUTO_TEST_CASE(requests_are_read_with_and_without_thresholds) {
  const auto with = recorded_log(0);
  const auto event = decode_request(with.topics, with.data).value();
  BOOST_TEST((event.id == word_of(1)));
  BOOST_TEST(hex_of(event.cid) == piece_hex);
  BOOST_TEST((event.thresholds == Thresholds{word_of(2), word_of(1000), word_of(1000)}));

  const auto without = recorded_log(1);
  const auto plain = decode_request(without.topics, without.data).value();
  BOOST_TEST((plain.id == word_of(2)));
  BOOST_TEST(hex_of(plain.cid) == piece_hex);
  BOOST_TEST(!plain.thresholds);
}

BOOST_AUTO_TEST_CASE(another_event_is_no_request) {
  const auto complete = recorded_log(2);
  BOOST_TEST(hex_of(complete.topics[0]) == topic_complete);
  BOOST_TEST((decode_request(complete.topics, complete.data).error().code() == Code::not_found));
  BOOST_TEST((decode_request({}, "").error().code() == Code::not_found));
  BOOST_TEST((decode_request({""}, "").error().code() == Code::not_found));
}

BOOST_AUTO_TEST_CASE(a_request_that_cannot_be_read_is_corrupt) {
  const auto log = recorded_log(0);
  const auto refused = [](const std::vector<std::string>& topics, const std::string& data) {
    const auto event = decode_request(topics, data);
    return event.has_error() && event.error().code() == Code::corrupt;
  };
  BOOST_TEST(refused({log.topics[0]}, log.data));
  BOOST_TEST(refused({log.topics[0], ""}, log.data));
  BOOST_TEST(refused({log.topics[0], log.topics[1], log.topics[1]}, log.data));
  BOOST_TEST(refused(log.topics, ""));
  BOOST_TEST(refused(log.topics, log.data.substr(0, 127)));
  BOOST_TEST(refused(log.topics, ones_word() + log.data.substr(32)));
}

BOOST_AUTO_TEST_CASE(thresholds_of_any_size_are_kept_as_they_are) {
  const auto log = recorded_log(0);
  const auto event = decode_request(
      log.topics, words({128}) + ones_word() + words({0, 7, 1}) + "x" + std::string(31, '\0'));
  BOOST_TEST(decimal_of(event.value().thresholds.value().replication).size() == 78U);
  BOOST_TEST((event.value().thresholds.value().repair == Word{}));
  BOOST_TEST(event.value().cid == "x");
}

BOOST_AUTO_TEST_CASE(deals_come_without_entries_of_zeros) {
  const auto all = decode_deals(recorded_result(0)).value();
  BOOST_TEST((all == std::vector<ReportedDeal>{{1, 1000}}));
  BOOST_TEST(decode_deals(recorded_result(1)).value().size() == 2U);
  BOOST_TEST(decode_deals(recorded_result(2)).value().empty());
  const auto mixed = decode_deals(words({32, 3, 0, 0, 0, 7, 5, 0})).value();
  BOOST_TEST((mixed == std::vector<ReportedDeal>{{0, 7}, {5, 0}}));
}

BOOST_AUTO_TEST_CASE(deals_that_cannot_be_read_are_corrupt) {
  BOOST_TEST(decode_deals("").has_error());
  BOOST_TEST(decode_deals(words({32})).has_error());
  BOOST_TEST(decode_deals(words({32, 1, 5})).has_error());
  BOOST_TEST(decode_deals(words({32, 1, 5}) + ones_word()).has_error());
  BOOST_TEST(decode_deals(words({32, 2, 5, 6})).has_error());
  BOOST_TEST(decode_deals(words({32, 0})).value().empty());
}

BOOST_AUTO_TEST_CASE(lists_of_cids_are_read) {
  const std::string result = encoded("getAllCIDsResult");
  const auto cids = decode_cids(result).value();
  BOOST_REQUIRE(cids.size() == 4U);
  BOOST_TEST(hex_of(cids[0]) == piece_hex);
  BOOST_TEST(cids[1] == "");
  BOOST_TEST(cids[2] == std::string_view("\0", 1));
  BOOST_TEST(cids[3] == "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku");
}

BOOST_AUTO_TEST_CASE(calls_are_encoded_as_others_encode_them) {
  const std::string cid = unhex(piece_hex).value();
  BOOST_TEST(call_get_all_deals(cid) == encoded("getAllDeals"));
  BOOST_TEST(call_get_active_deals(cid) == encoded("getActiveDeals"));
  BOOST_TEST(call_get_expiring_deals(cid, 1000) == encoded("getExpiringDeals"));
  BOOST_TEST(call_get_all_cids() == encoded("getAllCIDs"));

  const auto golden = golden_sample();
  const Completion completion{
      .request = 7, .reported = {1234, 4321}, .segment = golden.segment, .proof = golden.proof};
  BOOST_TEST(call_complete(completion) == encoded("complete"));
}

// A length is a promise of the other side: nothing is set aside for it before the bytes are there.
BOOST_AUTO_TEST_CASE(spoiled_replies_never_take_more_memory_than_they_have) {
  std::mt19937_64 random(20260808);
  const auto log = recorded_log(0);
  const std::string sound[] = {log.data, encoded("getAllCIDsResult"), recorded_result(1)};
  constexpr std::size_t error_size_max = 600;
  std::size_t understood = 0;
  std::size_t beyond = 0;
  for (unsigned round = 0; round < 20000; ++round) {
    for (const std::string& bytes : sound) {
      const std::string reply = spoiled(bytes, random);
      const Allocations allocations;
      understood += decode_request(log.topics, reply) || decode_deals(reply) || decode_cids(reply);
      beyond += allocations.largest() > std::max(reply.size(), error_size_max);
    }
  }
  BOOST_TEST(beyond == 0U);
  BOOST_TEST(understood > 10000U);
  BOOST_TEST(understood < 50000U);
}

BOOST_AUTO_TEST_SUITE_END()
