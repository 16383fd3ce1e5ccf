#include "adapters/evm/revert.h"

#include <boost/test/unit_test.hpp>

#include "test_data.h"

using raas::evm::decode_revert;
using raas::evm::RevertKind;

namespace {

bool is(const raas::evm::Revert& revert, RevertKind kind, std::string_view text) {
  BOOST_TEST_INFO(revert.text);
  return revert.kind == kind && revert.text == text;
}

const std::string panic("\x4e\x48\x7b\x71", 4);
const std::string actor_error("\xd4\xbb\x66\x71", 4);
const std::string error_string("\x08\xc3\x79\xa0", 4);

}  // namespace

BOOST_AUTO_TEST_SUITE(revert)

BOOST_AUTO_TEST_CASE(recorded_reverts_are_understood) {
  const auto calls = test_data("deal-status/eth_call.DealStatus.json").at("calls");
  const auto actor = decode_revert(bytes_in(calls.at(3).at("error").at("data")));
  BOOST_TEST(is(actor, RevertKind::actor_error, "ActorError(32)"));
  BOOST_TEST(actor.number.value() == 32);
  const auto overflow = decode_revert(bytes_in(calls.at(4).at("error").at("data")));
  BOOST_TEST(is(overflow, RevertKind::panic, "Panic(17)"));
  BOOST_TEST(overflow.number.value() == 0x11);
}

BOOST_AUTO_TEST_CASE(a_message_is_shown_without_control_characters_and_cut) {
  const auto errors = test_data("deal-status/encoded.json").at("errors");
  const auto message = bytes_in(errors.at("Error(\"not an aggregator\")"));
  BOOST_TEST(is(decode_revert(message), RevertKind::message, "not an aggregator"));
  BOOST_TEST(
      is(decode_revert(error_string + words({32, 3}) + "a\n\xff"), RevertKind::message, "a??"));
  const auto longest = decode_revert(error_string + words({32, 5000}) + std::string(5000, 'x'));
  BOOST_TEST(longest.text == std::string(200, 'x'));
}

BOOST_AUTO_TEST_CASE(numbers_may_be_negative_and_huge) {
  BOOST_TEST(
      is(decode_revert(actor_error + ones_word()), RevertKind::actor_error, "ActorError(-1)"));
  const auto huge = decode_revert(panic + std::string(1, '\x01') + std::string(31, '\0'));
  BOOST_TEST(
      huge.text.starts_with("Panic(4523128485832663883733241601901871400518358776001584532"));
  BOOST_TEST(!huge.number);
}

BOOST_AUTO_TEST_CASE(what_is_cut_short_is_shown_as_it_is) {
  BOOST_TEST(is(decode_revert(""), RevertKind::empty, "no reason given"));
  BOOST_TEST(is(decode_revert("\x4e"), RevertKind::other, "0x4e"));
  BOOST_TEST(is(decode_revert(panic), RevertKind::other, "0x4e487b71"));
  BOOST_TEST(is(decode_revert(error_string + ones_word()), RevertKind::other,
                "0x08c379a0" + std::string(64, 'f')));
  BOOST_TEST(is(decode_revert(std::string(37, '\x01')), RevertKind::other,
                "0x" + raas::evm::hex_of(std::string(36, '\x01')).substr(2) + "..."));
}

BOOST_AUTO_TEST_SUITE_END()
