#include "adapters/evm/request_log.h"

#include <boost/test/unit_test.hpp>

#include "test_data.h"

using namespace raas::evm;
using raas::Code;

namespace {

constexpr std::string_view contract = "0x4015c3e5453d38df71539c0f7440603c69784d7a";
constexpr HeightRange range{.from = 0x3c45b0, .to = 0x3c45ba};

boost::json::value recorded() {
  return test_data("deal-status/eth_getLogs.DealStatus.json").at("response").at("result");
}

bool refused(const boost::json::value& result, const HeightRange& within = range) {
  const auto logs = read_request_logs(result, contract, within);
  return logs.has_error() && logs.error().code() == Code::corrupt;
}

/// The recorded logs, with another value in the first one.
boost::json::value with(std::string_view key, const boost::json::value& value) {
  auto logs = recorded();
  logs.as_array().at(0).as_object()[key] = value;
  return logs;
}

Thresholds all(const Word& word) {
  return {word, word, word};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(request_log)

BOOST_AUTO_TEST_CASE(recorded_logs_are_read) {
  const auto logs = read_request_logs(recorded(), contract, range).value();
  BOOST_REQUIRE(logs.registrations.size() == 2U);
  BOOST_TEST(logs.unreadable == 1U);  // A completion, which was not asked for.
  const auto& first = logs.registrations[0];
  BOOST_TEST(first.request_id == 1U);
  BOOST_TEST(first.height == 0x3c45b0);
  BOOST_TEST(is_piece_cid_v1(first.payload));
  BOOST_TEST((first.thresholds == raas::RegistrationThresholds{2, 1000, 1000}));
  BOOST_TEST(first.refusal == "");
  BOOST_TEST(!logs.registrations[1].thresholds);
}

BOOST_AUTO_TEST_CASE(no_logs_are_an_empty_list_or_null) {
  BOOST_TEST(
      read_request_logs(boost::json::array(), contract, range).value().registrations.empty());
  BOOST_TEST(read_request_logs(nullptr, contract, range).value().registrations.empty());
}

BOOST_AUTO_TEST_CASE(an_answer_to_another_question_is_not_used) {
  BOOST_TEST(refused(boost::json::object()));
  BOOST_TEST(refused(boost::json::array{7}));
  BOOST_TEST(refused(with("address", "0x4015c3e5453d38df71539c0f7440603c69784d7b")));
  BOOST_TEST(refused(with("address", nullptr)));
  BOOST_TEST(refused(with("blockNumber", "0x3c45af")));
  BOOST_TEST(refused(with("blockNumber", "0x3c45bb")));
  BOOST_TEST(refused(with("blockNumber", "0xffffffffffffffff")));
  BOOST_TEST(refused(with("blockNumber", 5)));
  BOOST_TEST(!refused(with("address", "0x4015C3E5453d38Df71539C0F7440603C69784d7a")));
}

BOOST_AUTO_TEST_CASE(logs_that_tell_no_id_are_counted) {
  const auto unreadable = [](const boost::json::value& logs) {
    return read_request_logs(logs, contract, range).value().unreadable;
  };
  const std::string topic(topic_request);
  BOOST_TEST(unreadable(with("topics", nullptr)) == 2U);
  BOOST_TEST(unreadable(with("topics", {topic})) == 2U);
  BOOST_TEST(unreadable(with("topics", {topic, "0x01"})) == 2U);
  BOOST_TEST(unreadable(with("topics", {topic, 7})) == 2U);
  BOOST_TEST(unreadable(with("topics", {topic, hex_of(ones_word())})) == 2U);
  BOOST_TEST(unreadable(with("topics", {topic, hex_of(words({0}))})) == 2U);
}

BOOST_AUTO_TEST_CASE(a_request_whose_data_cannot_be_read_is_refused_with_the_reason) {
  for (const char* const text : {"", "0x", "0xzz", "0x00"}) {
    const auto logs = read_request_logs(with("data", text), contract, range).value();
    BOOST_TEST(logs.registrations.at(0).request_id == 1U);
    BOOST_TEST(logs.registrations.at(0).refusal.starts_with("request log: "));
  }
}

BOOST_AUTO_TEST_CASE(removed_logs_and_repeated_ids_do_not_count) {
  BOOST_TEST(read_request_logs(with("removed", true), contract, range)
                 .value()
                 .registrations.at(0)
                 .request_id == 2U);
  auto twice = recorded();
  twice.as_array().push_back(twice.as_array().at(0));
  BOOST_TEST(read_request_logs(twice, contract, range).value().registrations.size() == 2U);
}

BOOST_AUTO_TEST_CASE(thresholds_of_more_than_64_bits_are_refused_by_name) {
  Word ones;
  ones.fill(0xff);
  const auto registration = registration_of(5, payload_text, all(ones), 9);
  BOOST_TEST(registration.refusal ==
             "replication: found 1157920892373161954235709850086879078532699846656405640394575840"
             "07913129639935, expected less than 2^64");
  BOOST_TEST(!registration.thresholds);
  const auto other = registration_of(5, payload_text, Thresholds{word_of(1), word_of(2), ones}, 9);
  BOOST_TEST(other.refusal.starts_with("renew: found 11579"));
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_cid_are_refused_and_kept) {
  const auto registration = registration_of(5, "cid", all(word_of(3)), 9);
  BOOST_TEST(registration.refusal.starts_with("cid: "));
  BOOST_TEST(registration.cid_bytes == "cid");
  BOOST_TEST(registration.payload.empty());
}

BOOST_AUTO_TEST_SUITE_END()
