#include "adapters/host/translate.h"

#include <array>
#include <boost/test/unit_test.hpp>
#include <cstddef>
#include <cstring>
#include <limits>

#include "fake_host.h"

namespace raas {
namespace {

/// Why a deal is not taken: the code and the text.
std::string objection(const raas_deal& deal) {
  const auto taken = host_deal_of(deal);
  if (taken) return "";
  return std::string(name_of(taken.error().code())) + ": " + taken.error().text();
}

std::string objection(const raas_fetch& fetch) {
  const auto taken = fetch_of(fetch);
  if (taken) return "";
  return std::string(name_of(taken.error().code())) + ": " + taken.error().text();
}

/// A struct of a host that is newer than we are: some bytes longer.
struct LongDeal {
  raas_deal deal = sound_deal();
  std::array<char, 16> rest{};

  LongDeal() { deal.struct_size = sizeof(LongDeal); }
};

BOOST_AUTO_TEST_SUITE(translate)

BOOST_AUTO_TEST_CASE(deal_is_taken_field_by_field) {
  raas_deal given = sound_deal();
  given.flags = RAAS_DEAL_HAS_DEAL_ID | RAAS_DEAL_HAS_CLAIM_ID | RAAS_DEAL_HAS_SECTOR;
  given.fault = RAAS_FAULT_NETWORK;
  const HostDeal deal = host_deal_of(given).value();
  BOOST_TEST(deal.request_id == 17U);
  BOOST_TEST(deal.key == "raas/1/2/3");
  BOOST_TEST((deal.state == HostDealState::published));
  BOOST_TEST((deal.fault == Fault::network));
  BOOST_TEST(deal.payload_text == payload_text);
  BOOST_TEST(deal.piece.cid.text() == piece_text);
  BOOST_TEST(deal.piece.padded_size == 1024U);
  BOOST_TEST(deal.provider == 1000U);
  BOOST_TEST(deal.deal.value() == 90U);
  BOOST_TEST(deal.claim.value() == 91U);
  BOOST_TEST(deal.sector.value() == 92U);
  BOOST_TEST(deal.start_epoch == 4'000'000);
  BOOST_TEST(deal.end_epoch == 5'000'000);
  BOOST_TEST(deal.message == "all is well");
}

BOOST_AUTO_TEST_CASE(fields_without_their_flag_are_not_known) {
  raas_deal given = sound_deal();
  given.flags = 0;
  const HostDeal deal = host_deal_of(given).value();
  BOOST_TEST(!deal.deal.has_value());
  BOOST_TEST(!deal.claim.has_value());
  BOOST_TEST(!deal.sector.has_value());
}

BOOST_AUTO_TEST_CASE(what_the_host_does_not_know_yet_is_empty) {
  raas_deal given = sound_deal();
  given.request_id = 0;
  given.idempotency_key = str("somebody else's");
  given.piece_cid = {nullptr, 0};
  given.piece_size = 0;
  given.provider = {nullptr, 0};
  given.start_epoch = RAAS_EPOCH_NONE;
  given.end_epoch = -7;
  const HostDeal deal = host_deal_of(given).value();
  BOOST_TEST(deal.key.empty());
  BOOST_TEST(deal.piece.cid.empty());
  BOOST_TEST(deal.provider == no_provider);
  BOOST_TEST(deal.start_epoch == no_epoch);
  BOOST_TEST(deal.end_epoch == no_epoch);
}

BOOST_AUTO_TEST_CASE(states_are_known_or_classified_by_their_last_bit) {
  const std::array<std::pair<std::uint32_t, HostDealState>, 13> states = {{
      {1, HostDealState::accepted},
      {2, HostDealState::recorded},
      {3, HostDealState::proposed},
      {4, HostDealState::published},
      {5, HostDealState::sealing},
      {6, HostDealState::other_running},
      {0x7fffffff, HostDealState::other_running},
      {0x80000000, HostDealState::other_terminal},
      {0x80000001, HostDealState::active},
      {0x80000002, HostDealState::failed},
      {0x80000003, HostDealState::cancelled},
      {0x80000004, HostDealState::expired},
      {0xffffffff, HostDealState::other_terminal},
  }};
  for (const auto& [given_state, state] : states) {
    raas_deal given = sound_deal();
    given.state = given_state;
    BOOST_TEST((host_deal_of(given).value().state == state), given_state);
  }
  raas_deal without = sound_deal();
  without.state = 0;
  BOOST_TEST(objection(without) == "corrupt: state: 0, expected a state");
}

BOOST_AUTO_TEST_CASE(unknown_fault_is_nobodys) {
  for (const std::uint32_t fault : {0U, 4U, 0xffffffffU}) {
    raas_deal given = sound_deal();
    given.fault = fault;
    BOOST_TEST((host_deal_of(given).value().fault == Fault::none));
  }
}

BOOST_AUTO_TEST_CASE(flag_that_is_not_known_is_refused) {
  raas_deal given = sound_deal();
  given.flags |= 8;
  BOOST_TEST(objection(given) == "rejected: flags: 9, known are the bits of 7");
}

BOOST_AUTO_TEST_CASE(null_with_a_length_is_refused_everywhere) {
  for (auto field : {&raas_deal::idempotency_key, &raas_deal::payload_cid, &raas_deal::piece_cid,
                     &raas_deal::provider, &raas_deal::message}) {
    raas_deal given = sound_deal();
    given.*field = {nullptr, 1};
    BOOST_TEST(objection(given).find("NULL with a length of 1") != std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(garbage_is_refused_and_the_field_is_named) {
  const auto with = [](auto field, auto value) {
    raas_deal given = sound_deal();
    given.*field = value;
    return objection(given);
  };
  BOOST_TEST(with(&raas_deal::payload_cid, str("")).starts_with("corrupt: payload_cid: "));
  BOOST_TEST(with(&raas_deal::payload_cid, str("bafy")).starts_with("corrupt: payload_cid: "));
  BOOST_TEST(with(&raas_deal::piece_cid, str("x")).starts_with("corrupt: piece_cid: "));
  BOOST_TEST(with(&raas_deal::piece_cid, str(payload_text)) ==
             "corrupt: piece_cid: a CID of something else than a piece");
  BOOST_TEST(with(&raas_deal::provider, str("f1abc")).starts_with("corrupt: provider: "));
  BOOST_TEST(with(&raas_deal::provider, raas_str{"f01\0", 4}) ==
             "corrupt: provider: bytes that are no text");
  BOOST_TEST(with(&raas_deal::idempotency_key, str("")).starts_with("corrupt: idempotency_key: "));
  const std::string long_key(129, 'k');
  BOOST_TEST(with(&raas_deal::idempotency_key, raas_str{long_key.data(), 129}) ==
             "corrupt: idempotency_key: 129 bytes, expected at most 128");
  BOOST_TEST(with(&raas_deal::idempotency_key, raas_str{long_key.data(), 128}) == "");
}

BOOST_AUTO_TEST_CASE(piece_size_is_a_power_of_two_from_128_on) {
  for (const std::uint64_t size : {0ULL, 64ULL, 127ULL, 129ULL, 1000ULL, ~0ULL}) {
    raas_deal given = sound_deal();
    given.piece_size = size;
    BOOST_TEST(objection(given).starts_with("corrupt: piece_size: "), size);
  }
  for (const std::uint64_t size : {128ULL, 1ULL << 36}) {
    raas_deal given = sound_deal();
    given.piece_size = size;
    BOOST_TEST(host_deal_of(given).value().piece.padded_size == size);
  }
}

BOOST_AUTO_TEST_CASE(epoch_beyond_reason_is_refused) {
  raas_deal given = sound_deal();
  given.end_epoch = 1'000'000'000'000;
  BOOST_TEST(objection(given) == "");
  given.end_epoch += 1;
  BOOST_TEST(objection(given).starts_with("corrupt: end_epoch: "));
  given.end_epoch = std::numeric_limits<raas_epoch>::max();
  BOOST_TEST(objection(given).starts_with("corrupt: end_epoch: "));
  given.end_epoch = std::numeric_limits<raas_epoch>::min();
  BOOST_TEST(host_deal_of(given).value().end_epoch == no_epoch);
}

BOOST_AUTO_TEST_CASE(message_is_made_printable_and_cut) {
  raas_deal given = sound_deal();
  const std::string bytes = "a\nb\xff\xc3\xbc" + std::string("\0", 1);
  given.message = {bytes.data(), bytes.size()};
  BOOST_TEST(host_deal_of(given).value().message == "a?b?\xc3\xbc?");
  std::string long_text(1023, 'x');
  long_text += "\xc3\xbc";
  given.message = {long_text.data(), long_text.size()};
  BOOST_TEST(host_deal_of(given).value().message == std::string(1023, 'x'));
}

BOOST_AUTO_TEST_CASE(deal_of_an_older_host_lacks_what_it_did_not_know) {
  raas_deal given = sound_deal();
  given.struct_size = offsetof(raas_deal, start_epoch);
  const HostDeal deal = host_deal_of(given).value();
  BOOST_TEST(deal.provider == 1000U);
  BOOST_TEST(deal.start_epoch == no_epoch);
  BOOST_TEST(deal.end_epoch == no_epoch);
  BOOST_TEST(deal.message == "");
}

BOOST_AUTO_TEST_CASE(nothing_is_read_behind_a_short_struct) {
  constexpr std::size_t size = offsetof(raas_deal, piece_cid);
  std::vector<char> bytes(size);  // On the heap, so that a sanitizer sees the end of it.
  raas_deal given = sound_deal();
  given.struct_size = static_cast<std::uint32_t>(size);
  std::memcpy(bytes.data(), &given, size);
  const auto* deal = reinterpret_cast<const raas_deal*>(bytes.data());
  BOOST_TEST(host_deal_of(*deal).value().piece.cid.empty());
}

BOOST_AUTO_TEST_CASE(size_that_cannot_be_is_refused) {
  for (const std::uint32_t size : {0U, 4U, 55U, 4097U, 0xffffffffU}) {
    raas_deal given = sound_deal();
    given.struct_size = size;
    BOOST_TEST(objection(given).starts_with("corrupt: struct_size: "), size);
  }
}

BOOST_AUTO_TEST_CASE(deal_of_a_newer_host_is_taken_as_long_as_its_end_is_zero) {
  LongDeal given;
  BOOST_TEST(host_deal_of(given.deal).value().provider == 1000U);
  given.rest.back() = 1;
  BOOST_TEST(objection(given.deal).starts_with("rejected: struct_size: "));
}

BOOST_AUTO_TEST_CASE(fetch_that_is_ready_is_taken_field_by_field) {
  const Fetch fetch = fetch_of(sound_fetch()).value();
  BOOST_TEST(fetch.id == 17U);
  BOOST_TEST((fetch.state == FetchState::ready));
  BOOST_TEST(fetch.data_handle == 5U);
  BOOST_TEST(fetch.size == 1000U);
  BOOST_TEST(fetch.piece.cid.text() == piece_text);
}

BOOST_AUTO_TEST_CASE(fetch_states_are_known_or_classified_by_their_last_bit) {
  const std::array<std::pair<std::uint32_t, FetchState>, 6> states = {{
      {1, FetchState::running},
      {2, FetchState::running},
      {0x80000000, FetchState::failed},
      {0x80000001, FetchState::ready},
      {0x80000002, FetchState::failed},
      {0x80000003, FetchState::failed},
  }};
  for (const auto& [given_state, state] : states) {
    raas_fetch given = sound_fetch();
    given.state = given_state;
    given.message = str("why");
    const Fetch fetch = fetch_of(given).value();
    BOOST_TEST((fetch.state == state), given_state);
    BOOST_TEST((fetch.data_handle != 0) == (state == FetchState::ready));
    BOOST_TEST(fetch.message == "why");
  }
}

BOOST_AUTO_TEST_CASE(fetch_that_cannot_be_is_refused) {
  raas_fetch given = sound_fetch();
  given.fetch_id = 0;
  BOOST_TEST(objection(given) == "corrupt: fetch_id: 0, expected an id");
  given = sound_fetch();
  given.state = 0;
  BOOST_TEST(objection(given) == "corrupt: state: 0, expected a state");
  given = sound_fetch();
  given.data_handle = 0;
  BOOST_TEST(objection(given) == "corrupt: data_handle: 0 with READY, expected a handle");
  given = sound_fetch();
  given.piece_cid = str(payload_text);
  BOOST_TEST(objection(given).starts_with("corrupt: piece_cid: "));
  given = sound_fetch();
  given.struct_size = 8;
  BOOST_TEST(objection(given).starts_with("corrupt: struct_size: "));
}

BOOST_AUTO_TEST_CASE(provider_is_taken_field_by_field) {
  raas_provider given = sound_provider("f01000");
  given.price_verified = str("0");
  const Candidate candidate = candidate_of(given).value();
  BOOST_TEST(candidate.provider == 1000U);
  BOOST_TEST(candidate.organisation == "Org");
  BOOST_TEST(candidate.country == "DE");
  BOOST_TEST(candidate.asn == 64500U);
  BOOST_TEST(candidate.accepts_deals);
  BOOST_TEST(!candidate.verified_only);
  BOOST_TEST(candidate.reputation_ppm == 900'000U);
  BOOST_TEST((candidate.price == AttoFil(Uint128{100})));
  BOOST_TEST((candidate.price_verified == AttoFil(Uint128{0})));
  BOOST_TEST(candidate.piece_size_min == 256U);
  BOOST_TEST(candidate.piece_size_max == 1U << 20U);
}

BOOST_AUTO_TEST_CASE(provider_without_flags_takes_no_deals_and_has_no_reputation) {
  raas_provider given = sound_provider("f01000");
  given.flags = 0;
  const Candidate candidate = candidate_of(given).value();
  BOOST_TEST(!candidate.accepts_deals);
  BOOST_TEST(candidate.asn == 0U);
  BOOST_TEST(candidate.reputation_ppm == Candidate{}.reputation_ppm);
}

BOOST_AUTO_TEST_CASE(reputation_is_at_most_one) {
  raas_provider given = sound_provider("f01000");
  given.reputation_ppm = 1'000'001;
  BOOST_TEST(candidate_of(given).value().reputation_ppm == 1'000'000U);
}

BOOST_AUTO_TEST_CASE(provider_that_cannot_be_is_refused) {
  BOOST_TEST(!candidate_of(sound_provider("")).has_value());
  BOOST_TEST(!candidate_of(sound_provider("f3xyz")).has_value());
  raas_provider given = sound_provider("f01000");
  given.price = str("1.5");
  BOOST_TEST(!candidate_of(given).has_value());
  given = sound_provider("f01000");
  given.flags = 16;
  BOOST_TEST(name_of(candidate_of(given).error().code()) == "rejected");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace raas
