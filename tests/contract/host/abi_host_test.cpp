#include <array>
#include <boost/test/unit_test.hpp>
#include <cstring>

#include "adapters/host/abi_directory.h"
#include "adapters/host/abi_host_data.h"
#include "adapters/host/abi_host_deals.h"
#include "fake_host.h"

namespace raas {
namespace {

struct Mapping {
  raas_status status;
  Code code;
};

/// By what a caller can do; -14 and below are of a newer host.
constexpr std::array<Mapping, 15> mappings = {{
    {RAAS_E_INVALID, Code::rejected},
    {RAAS_E_UNSUPPORTED, Code::rejected},
    {RAAS_E_NOT_FOUND, Code::not_found},
    {RAAS_E_CONFLICT, Code::corrupt},
    {RAAS_E_RETRY, Code::unavailable},
    {RAAS_E_BUSY, Code::unavailable},
    {RAAS_E_NO_FUNDS, Code::unavailable},
    {RAAS_E_DENIED, Code::rejected},
    {RAAS_E_TIMEOUT, Code::unavailable},
    {RAAS_E_CANCELLED, Code::rejected},
    {RAAS_E_SHUTDOWN, Code::unavailable},
    {RAAS_E_MISUSE, Code::unavailable},
    {RAAS_E_INTERNAL, Code::unavailable},
    {-14, Code::unavailable},
    {-2147483647 - 1, Code::unavailable},
}};

DealRequest full_request() {
  DealRequest request;
  request.key = "raas/1/2/3";
  request.payload_text = payload_text;
  request.piece = {.cid = Cid::parse(piece_text).value(), .padded_size = 2048};
  request.provider = 1000;
  request.providers_excluded = {2000, 3000};
  request.data_handle = 5;
  request.duration_epochs = 600'000;
  request.start_epoch_max = 4'000'000;
  request.price_max = AttoFil(Uint128{77});
  request.verified = true;
  request.label = "label";
  request.reason = Reason::renewal;
  return request;
}

/// Each function of the host that gives a status, by name, and the code of what it came to.
std::vector<std::pair<std::string, Error>> errors_of_all(FakeHost& host) {
  AbiHostDeals deals(host.deals);
  AbiHostData data(host.data);
  AbiDirectory directory(&host.providers);
  return {
      {"make_deal", deals.make_deal(full_request()).error().error},
      {"find_request", deals.find_request("raas/1/2/3").error()},
      {"cancel", deals.cancel(17).error()},
      {"list_deals", deals.list_deals(payload_text, 10).error()},
      {"fetch", data.fetch(payload_text, {}).error().error},
      {"get_fetch", data.get_fetch(17).error()},
      {"list", directory.list().error()},
  };
}

/// What a call gave that must not have been refused.
template <class Answer>
std::uint64_t id_of(const Answer& answer) {
  BOOST_REQUIRE(answer.has_value());
  return *answer;
}

BOOST_AUTO_TEST_SUITE(abi_host)

BOOST_AUTO_TEST_CASE(every_status_of_every_function_has_a_code_and_names_the_function) {
  for (const auto& [status, code] : mappings) {
    FakeHost host;
    host.status = status;
    host.error_text = "because";
    for (const auto& [function, error] : errors_of_all(host)) {
      const bool is_unsure = function == "make_deal" && status == RAAS_E_NOT_FOUND;
      BOOST_TEST_CONTEXT(function << " answers " << status) {
        BOOST_TEST(name_of(error.code()) == name_of(is_unsure ? Code::unavailable : code));
        BOOST_TEST(error.text().starts_with(function + ": "));
        BOOST_TEST(error.text().ends_with(": because"));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(status_above_zero_is_ok) {
  FakeHost host;
  host.status = 1;
  AbiHostDeals deals(host.deals);
  BOOST_TEST(id_of(deals.make_deal(full_request())) == 17U);
  BOOST_TEST(deals.cancel(17).has_value());
}

BOOST_AUTO_TEST_CASE(host_that_throws_is_unavailable) {
  for (const auto throws : {FakeHost::Throws::exception, FakeHost::Throws::number}) {
    FakeHost host;
    host.throws = throws;
    for (const auto& [function, error] : errors_of_all(host)) {
      BOOST_TEST(name_of(error.code()) == "unavailable", function);
      BOOST_TEST(error.text().starts_with(function + ": INTERNAL: the host threw"));
      BOOST_TEST(error.text().find('\n') == std::string::npos);
    }
    AbiHostData data(host.data);
    BOOST_CHECK_NO_THROW(data.release(5));
  }
}

BOOST_AUTO_TEST_CASE(refusal_says_when_to_come_again_and_whether_funds_are_short) {
  FakeHost host;
  host.status = RAAS_E_NO_FUNDS;
  host.retry_after_ms = 60'000;
  AbiHostDeals deals(host.deals);
  auto refused = deals.make_deal(full_request());
  BOOST_REQUIRE(!refused.has_value());
  BOOST_TEST(refused.error().no_funds);
  BOOST_TEST(refused.error().retry_after_ms == 60'000);

  host.status = RAAS_E_BUSY;
  host.retry_after_ms = ~0ULL;
  refused = deals.make_deal(full_request());
  BOOST_TEST(!refused.error().no_funds);
  BOOST_TEST(refused.error().retry_after_ms == 86'400'000);
}

BOOST_AUTO_TEST_CASE(request_is_handed_over_field_by_field) {
  FakeHost host;
  AbiHostDeals deals(host.deals);
  BOOST_TEST(id_of(deals.make_deal(full_request())) == 17U);
  BOOST_TEST(host.asked_deal->struct_size == sizeof(raas_deal_request));
  BOOST_TEST(host.asked_deal->flags == 1U);
  BOOST_TEST(host.asked_key == "raas/1/2/3");
  BOOST_TEST(host.asked_payload == payload_text);
  BOOST_TEST(host.asked_piece == piece_text);
  BOOST_TEST(host.asked_deal->piece_size == 2048U);
  BOOST_TEST(host.asked_provider == "f01000");
  BOOST_TEST(host.asked_excluded.empty());
  BOOST_TEST(host.asked_deal->data_handle == 5U);
  BOOST_TEST(host.asked_deal->duration_epochs == 600'000);
  BOOST_TEST(host.asked_deal->start_epoch_max == 4'000'000);
  BOOST_TEST(host.asked_price == "77");
  BOOST_TEST(host.asked_label == "label");
  BOOST_TEST(host.asked_reason == "renewal");
}

BOOST_AUTO_TEST_CASE(host_that_chooses_is_told_whom_not) {
  FakeHost host;
  AbiHostDeals deals(host.deals);
  DealRequest request = full_request();
  request.provider = no_provider;
  request.piece = {};
  request.price_max.reset();
  request.verified = false;
  request.label = std::string(300, 'x');
  BOOST_REQUIRE(deals.make_deal(request).has_value());
  BOOST_TEST(host.asked_deal->flags == 2U);
  BOOST_TEST(host.asked_provider == "");
  BOOST_TEST((host.asked_excluded == std::vector<std::string>{"f02000", "f03000"}));
  BOOST_TEST(host.asked_piece == "");
  BOOST_TEST(host.asked_deal->piece_size == 0U);
  BOOST_TEST(host.asked_price == "");
  BOOST_TEST(host.asked_label.size() == 256U);
}

BOOST_AUTO_TEST_CASE(request_id_of_zero_is_asked_for_again_under_the_same_key) {
  FakeHost host;
  host.id = 0;
  AbiHostDeals deals(host.deals);
  AbiHostData data(host.data);
  BOOST_TEST(name_of(deals.make_deal(full_request()).error().error.code()) == "unavailable");
  BOOST_TEST(name_of(data.fetch(payload_text, {}).error().error.code()) == "unavailable");
}

BOOST_AUTO_TEST_CASE(request_that_is_found_is_the_one_that_was_asked_for) {
  FakeHost host;
  AbiHostDeals deals(host.deals);
  BOOST_TEST(deals.find_request("raas/1/2/3").value().request_id == 17U);
  BOOST_TEST(host.asked_key == "raas/1/2/3");
  const auto other = deals.find_request("raas/1/2/4");
  BOOST_REQUIRE(!other.has_value());
  BOOST_TEST(name_of(other.error().code()) == "corrupt");
  host.deal.request_id = 0;
  BOOST_TEST(!deals.find_request("raas/1/2/3").has_value());
}

BOOST_AUTO_TEST_CASE(malformed_answers_name_the_function) {
  FakeHost host;
  host.deal.provider = str("garbage");
  host.fetch.piece_cid = str("garbage");
  AbiHostDeals deals(host.deals);
  AbiHostData data(host.data);
  host.deal_pages = {{sizeof(raas_deal_page), 0, &host.deal, 1, 0}};
  const std::array<std::pair<std::string, Error>, 3> errors = {{
      {"find_request: provider: ", deals.find_request("raas/1/2/3").error()},
      {"list_deals: deal 0: provider: ", deals.list_deals(payload_text, 10).error()},
      {"get_fetch: piece_cid: ", data.get_fetch(17).error()},
  }};
  for (const auto& [text, error] : errors) {
    BOOST_TEST(name_of(error.code()) == "corrupt");
    BOOST_TEST(error.text().starts_with(text), error.text());
  }
}

BOOST_AUTO_TEST_CASE(answer_about_another_fetch_is_corrupt) {
  FakeHost host;
  AbiHostData data(host.data);
  BOOST_TEST(data.get_fetch(17).value().data_handle == 5U);
  BOOST_TEST(name_of(data.get_fetch(18).error().code()) == "corrupt");
}

BOOST_AUTO_TEST_CASE(sources_of_a_fetch_are_handed_over_in_order) {
  FakeHost host;
  AbiHostData data(host.data);
  const Piece piece{.cid = Cid::parse(piece_text).value(), .padded_size = 2048};
  const std::vector<FetchSource> sources = {{.provider = 1000, .piece = piece, .deal = 7},
                                            {.provider = 2, .piece = {}, .deal = 0}};
  BOOST_TEST(id_of(data.fetch(payload_text, sources)) == 17U);
  BOOST_TEST(host.asked_payload == payload_text);
  const std::vector<std::string> expected = {"f01000 " + std::string(piece_text) + " 7", "f02  0"};
  BOOST_TEST(host.asked_sources == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(handle_is_released) {
  FakeHost host;
  AbiHostData(host.data).release(5);
  BOOST_TEST(host.asked_ids.at(0) == 5U);
}

BOOST_AUTO_TEST_CASE(deals_are_listed_page_by_page_up_to_the_limit) {
  FakeHost host;
  const std::array<raas_deal, 2> page = {sound_deal(), sound_deal()};
  const auto ask = [&](std::size_t limit) {
    host.asked_cursors.clear();
    host.deal_pages = {{sizeof(raas_deal_page), 0, page.data(), 2, 9},
                       {sizeof(raas_deal_page), 0, nullptr, 0, 11},
                       {sizeof(raas_deal_page), 0, page.data(), 2, 0}};
    return AbiHostDeals(host.deals).list_deals(payload_text, limit).value().size();
  };
  BOOST_TEST(ask(100) == 4U);
  BOOST_TEST((host.asked_cursors == std::vector<std::uint64_t>{0, 9, 11}));
  BOOST_TEST(ask(4) == 4U);
  BOOST_TEST(ask(3) == 3U);
  BOOST_TEST(ask(2) == 2U);
  BOOST_TEST(host.asked_cursors.size() == 1U);
  BOOST_TEST(ask(0) == 0U);
  BOOST_TEST(host.asked_cursors.empty());
}

BOOST_AUTO_TEST_CASE(pages_without_end_are_given_up) {
  FakeHost host;
  host.deal_pages = {{sizeof(raas_deal_page), 0, nullptr, 0, 9}};
  host.provider_pages = {{sizeof(raas_provider_page), 0, nullptr, 0, 9, 1}};
  BOOST_TEST(!AbiHostDeals(host.deals).list_deals(payload_text, 10).has_value());
  BOOST_TEST(!AbiDirectory(&host.providers).list().has_value());
}

BOOST_AUTO_TEST_CASE(page_that_cannot_be_is_corrupt) {
  FakeHost host;
  AbiHostDeals deals(host.deals);
  host.deal_pages = {{sizeof(raas_deal_page), 0, nullptr, 1, 0}};
  BOOST_TEST(deals.list_deals(payload_text, 10).error().text() ==
             "list_deals: NULL with 1 entries");
  host.deal.struct_size = 0;
  host.deal_pages = {{sizeof(raas_deal_page), 0, &host.deal, 1, 0}};
  BOOST_TEST(name_of(deals.list_deals(payload_text, 10).error().code()) == "corrupt");
  host.deal = sound_deal();
  host.deal_pages = {{sizeof(raas_deal_page), 0, &host.deal, ~std::size_t{0}, 0}};
  BOOST_TEST(name_of(deals.list_deals(payload_text, 10).error().code()) == "corrupt");
}

BOOST_AUTO_TEST_CASE(entries_of_a_newer_host_are_as_far_apart_as_it_says) {
  struct Wide {
    raas_deal deal = sound_deal();
    std::uint64_t of_the_future = 0;
  };
  std::array<Wide, 2> wide;
  wide[0].deal.struct_size = sizeof(Wide);
  wide[1].deal.struct_size = sizeof(Wide);
  wide[1].deal.deal_id = 91;
  FakeHost host;
  host.deal_pages = {{sizeof(raas_deal_page), 0, &wide[0].deal, 2, 0}};
  const auto deals = AbiHostDeals(host.deals).list_deals(payload_text, 10).value();
  BOOST_TEST(deals.at(1).deal.value() == 91U);
}

BOOST_AUTO_TEST_CASE(host_without_a_directory_has_no_providers) {
  AbiDirectory directory(nullptr);
  BOOST_TEST(!directory.exists());
  BOOST_TEST(directory.list().value().empty());
}

BOOST_AUTO_TEST_CASE(directory_is_sorted_and_names_each_provider_once) {
  const std::array<raas_provider, 3> page = {sound_provider("f0300"), sound_provider("f0100"),
                                             sound_provider("t0300")};
  FakeHost host;
  host.provider_pages = {{sizeof(raas_provider_page), 0, page.data(), 3, 0, 1}};
  AbiDirectory directory(&host.providers);
  const auto candidates = directory.list().value();
  BOOST_REQUIRE(candidates.size() == 2U);
  BOOST_TEST(candidates[0].provider == 100U);
  BOOST_TEST(candidates[1].provider == 300U);
  BOOST_TEST(directory.left_out().count == 0U);
}

BOOST_AUTO_TEST_CASE(entry_that_cannot_be_costs_the_others_nothing) {
  const std::array<raas_provider, 3> page = {sound_provider("f0300"), sound_provider("garbage"),
                                             sound_provider("f0100")};
  FakeHost host;
  host.provider_pages = {{sizeof(raas_provider_page), 0, page.data(), 3, 0, 1}};
  AbiDirectory directory(&host.providers);
  BOOST_TEST(directory.list().value().size() == 2U);
  BOOST_TEST(directory.left_out().count == 1U);
  BOOST_TEST(directory.left_out().because.starts_with("provider: "));

  host.provider_pages = {{sizeof(raas_provider_page), 0, page.data() + 1, 1, 0, 1}};
  BOOST_TEST(name_of(directory.list().error().code()) == "corrupt");
}

BOOST_AUTO_TEST_CASE(table_with_a_hole_is_refused) {
  FakeHost host;
  BOOST_TEST(check_table(host.deals).has_value());
  BOOST_TEST(check_table(host.data).has_value());
  BOOST_TEST(check_table(host.providers).has_value());
  host.deals.cancel = nullptr;
  host.data.release = nullptr;
  host.providers.list = nullptr;
  BOOST_TEST(check_table(host.deals).error().text() == "raas.host.deals/1: a function is NULL");
  BOOST_TEST(!check_table(host.data).has_value());
  BOOST_TEST(!check_table(host.providers).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace raas
