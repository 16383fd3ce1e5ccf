#include "aggregator/host_tables.h"

#include <boost/test/unit_test.hpp>
#include <cstring>
#include <thread>

#include "aggregator/tables/abi_values.h"
#include "aggregator/tables/rpc_table.h"
#include "filecoin/lotus_rpc.h"
#include "filecoin/trouble.h"
#include "unit/mock/aggregator_parts.h"

using namespace mock;
using mock::test::Shop;

namespace {

/// A running plugin's view of the host.
struct Counter : Shop {
  Counter()
      : rpc(aggregator.chain()),
        scope([this](raas_log_level level, std::string_view, std::string_view) {
          levels.push_back(level);
        }),
        tables(aggregator, rpc, scope, {.providers = true, .rpc = true, .rpc_in_flight_max = 2}) {
    scope.set_stage(LifeStage::running);
    deals = static_cast<const raas_host_deals*>(tables.extension(RAAS_HOST_DEALS_ID));
    data = static_cast<const raas_host_data*>(tables.extension(RAAS_HOST_DATA_ID));
    calls = static_cast<const raas_host_rpc*>(tables.extension(RAAS_HOST_RPC_ID));
    directory = static_cast<const raas_host_providers*>(tables.extension(RAAS_HOST_PROVIDERS_ID));
    request.struct_size = sizeof request;
    request.idempotency_key = str_of("ns/1/1/1");
    request.payload_cid = str_of(store.payloads()[0].cid);
    request.provider = str_of("f01003");
    request.duration_epochs = 540 * epochs_per_day;
    request.start_epoch_max = aggregator.now() + 20000;
    request.reason = str_of("repair");
  }

  raas_status make_deal() {
    ErrorText error;
    const auto status = deals->make_deal(deals->ctx, &request, &id, &flags, error.get());
    text = error.refusal(status).text;
    return status;
  }

  LotusRpc rpc;
  std::vector<raas_log_level> levels;
  CallScope scope;
  HostTables tables;
  const raas_host_deals* deals = nullptr;
  const raas_host_data* data = nullptr;
  const raas_host_rpc* calls = nullptr;
  const raas_host_providers* directory = nullptr;
  raas_deal_request request{};
  std::uint64_t id = 0;
  std::uint32_t flags = 0;
  std::string text;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(host_tables)

BOOST_AUTO_TEST_CASE(request_is_made_once_and_found_by_key_and_id) {
  Counter host;
  const CallScope::Entry entry(host.scope);
  BOOST_TEST(host.make_deal() == RAAS_OK, host.text);
  BOOST_TEST(host.flags == 0U);
  const auto first = host.id;
  BOOST_TEST(host.make_deal() == RAAS_OK);
  BOOST_TEST(host.flags == static_cast<std::uint32_t>(RAAS_REQUEST_EXISTING));
  BOOST_TEST(host.id == first);

  raas_deal deal{};
  deal.struct_size = sizeof deal;
  BOOST_TEST(host.deals->find_request(host.deals->ctx, str_of("ns/1/1/1"), &deal, nullptr) ==
             RAAS_OK);
  BOOST_TEST(deal.request_id == first);
  BOOST_TEST(view_of(deal.piece_cid) == host.store.payloads()[0].piece_cid);
  BOOST_TEST(host.deals->get_request(host.deals->ctx, first, &deal, nullptr) == RAAS_OK);
  BOOST_TEST(view_of(deal.idempotency_key) == "ns/1/1/1");
  BOOST_TEST(host.deals->find_request(host.deals->ctx, str_of("other"), &deal, nullptr) ==
             RAAS_E_NOT_FOUND);
}

BOOST_AUTO_TEST_CASE(repeated_request_may_carry_another_data_handle) {
  Counter host;
  const CallScope::Entry entry(host.scope);
  BOOST_REQUIRE(host.make_deal() == RAAS_OK);
  host.request.data_handle = 77;

  BOOST_TEST(host.make_deal() == RAAS_OK, host.text);
  host.request.duration_epochs += 1;
  BOOST_TEST(host.make_deal() == RAAS_E_CONFLICT);
}

BOOST_AUTO_TEST_CASE(malformed_requests_are_refused) {
  const std::string long_key(129, 'k');
  const std::string long_label(257, 'l');
  const std::vector<std::pair<const char*, void (*)(Counter&)>> wrongs{
      {"no key", [](Counter& host) { host.request.idempotency_key = {}; }},
      {"bad key", [](Counter& host) { host.request.idempotency_key = str_of("a b"); }},
      {"NUL",
       [](Counter& host) {
         host.request.idempotency_key = {"a\0b", 3};
       }},
      {"no text",
       [](Counter& host) {
         host.request.label = {nullptr, 3};
       }},
      {"no cid", [](Counter& host) { host.request.payload_cid = str_of("hello"); }},
      {"bad piece", [](Counter& host) { host.request.piece_cid = str_of("baga"); }},
      {"size alone", [](Counter& host) { host.request.piece_size = 128; }},
      {"no provider", [](Counter& host) { host.request.provider = {}; }},
      {"bad provider", [](Counter& host) { host.request.provider = str_of("f1abc"); }},
      {"both", [](Counter& host) { host.request.flags = RAAS_DEAL_HOST_CHOOSES; }},
      {"bad price", [](Counter& host) { host.request.price_max = str_of("-1"); }},
      {"bad reason", [](Counter& host) { host.request.reason = str_of("fun"); }},
      {"no handle", [](Counter& host) { host.request.data_handle = 5; }},
      {"NULL array", [](Counter& host) { host.request.providers_excluded_count = 1; }},
  };
  for (const auto& [name, spoil] : wrongs) {
    Counter host;
    const CallScope::Entry entry(host.scope);
    spoil(host);
    BOOST_TEST(host.make_deal() == RAAS_E_INVALID, name);
    BOOST_TEST(!host.text.empty(), name);
    BOOST_TEST(host.aggregator.book().all().empty(), name);
  }
  Counter host;
  const CallScope::Entry entry(host.scope);
  host.request.idempotency_key = str_of(long_key);
  BOOST_TEST(host.make_deal() == RAAS_E_INVALID);
  host.request.idempotency_key.len = 128;
  host.request.label = str_of(long_label);
  BOOST_TEST(host.make_deal() == RAAS_E_INVALID);
  host.request.label.len = 256;
  BOOST_TEST(host.make_deal() == RAAS_OK, host.text);
}

BOOST_AUTO_TEST_CASE(unknown_flags_and_tails_are_not_supported) {
  Counter host;
  const CallScope::Entry entry(host.scope);
  host.request.flags = 1u << 7u;
  BOOST_TEST(host.make_deal() == RAAS_E_UNSUPPORTED);
  host.request.flags = 0;

  struct Newer {
    raas_deal_request request;
    std::uint64_t tail;
  } newer{host.request, 1};
  newer.request.struct_size = sizeof newer;
  const auto make = [&] {
    return host.deals->make_deal(host.deals->ctx, &newer.request, &host.id, &host.flags, nullptr);
  };
  BOOST_TEST(make() == RAAS_E_UNSUPPORTED);
  newer.tail = 0;
  BOOST_TEST(make() == RAAS_OK);
  BOOST_TEST(host.deals->make_deal(host.deals->ctx, nullptr, &host.id, &host.flags, nullptr) ==
             RAAS_E_INVALID);
}

BOOST_AUTO_TEST_CASE(answers_fit_into_smaller_and_larger_structs) {
  Counter host;
  const CallScope::Entry entry(host.scope);
  BOOST_REQUIRE(host.make_deal() == RAAS_OK);
  struct Larger {
    raas_deal deal;
    std::uint64_t tail;
  } larger{};
  larger.tail = ~0u;
  larger.deal.struct_size = sizeof larger;
  BOOST_TEST(host.deals->get_request(host.deals->ctx, host.id, &larger.deal, nullptr) == RAAS_OK);
  BOOST_TEST(larger.deal.struct_size == sizeof larger);
  BOOST_TEST(larger.tail == 0U);

  raas_deal small{};
  small.struct_size = offsetof(raas_deal, payload_cid);
  small.message = str_of("untouched");
  BOOST_TEST(host.deals->get_request(host.deals->ctx, host.id, &small, nullptr) == RAAS_OK);
  BOOST_TEST(small.request_id == host.id);
  BOOST_TEST(view_of(small.message) == "untouched");
}

BOOST_AUTO_TEST_CASE(calls_outside_of_a_host_call_are_misuse) {
  Counter host;
  BOOST_TEST(host.make_deal() == RAAS_E_MISUSE);
  raas_status status = RAAS_OK;
  {
    const CallScope::Entry entry(host.scope);
    std::thread([&] { status = host.make_deal(); }).join();
  }
  BOOST_TEST(status == RAAS_E_MISUSE);
  BOOST_TEST(host.scope.misuses().size() == 2U);
  BOOST_TEST(host.levels.size() == 2U);
  BOOST_TEST(host.levels.back() == static_cast<raas_log_level>(RAAS_LOG_PLUGIN_MISUSE));
}

BOOST_AUTO_TEST_CASE(calls_before_the_instance_runs_are_misuse) {
  Counter host;
  host.scope.set_stage(LifeStage::ready);
  const CallScope::Entry entry(host.scope);

  BOOST_TEST(host.make_deal() == RAAS_E_MISUSE);
  BOOST_TEST(host.tables.host()->get_extension(host.tables.host()->ctx, RAAS_HOST_DATA_ID) ==
             host.data);
  BOOST_TEST(host.tables.host()->get_extension(host.tables.host()->ctx, "raas.host.tx/1") ==
             nullptr);
}

BOOST_AUTO_TEST_CASE(injected_refusals_come_at_the_call_that_was_asked_for) {
  Counter host;
  const CallScope::Entry entry(host.scope);
  host.scope.inject("make_deal", 1, 2, {RAAS_E_NO_FUNDS, "balance is short", 5000});

  BOOST_TEST(host.make_deal() == RAAS_OK);
  BOOST_TEST(host.make_deal() == RAAS_E_NO_FUNDS);
  BOOST_TEST(host.text == "balance is short");
  BOOST_TEST(host.make_deal() == RAAS_E_NO_FUNDS);
  BOOST_TEST(host.make_deal() == RAAS_OK);
  BOOST_TEST(host.scope.calls().at("make_deal") == 4U);
}

BOOST_AUTO_TEST_CASE(error_text_is_cut_at_a_character) {
  char place[8];
  std::memset(place, '#', sizeof place);
  raas_error error{};
  error.struct_size = sizeof error;
  error.text = place;
  error.text_capacity = 5;
  BOOST_TEST(raas::abi::write_answer(&error, RAAS_E_BUSY, "abcd\u20ac") == RAAS_E_BUSY);

  BOOST_TEST(error.text_len == 4U);
  BOOST_TEST(place[4] == '#');
  BOOST_TEST(error.flags == static_cast<std::uint32_t>(RAAS_ERROR_RETRYABLE));
}

BOOST_AUTO_TEST_CASE(staged_bytes_are_the_payload) {
  Counter host;
  std::uint64_t fetch_id = 0;
  {
    const CallScope::Entry entry(host.scope);
    BOOST_REQUIRE(host.data->fetch(host.data->ctx, host.request.payload_cid, nullptr, 0, &fetch_id,
                                   nullptr) == RAAS_OK);
  }
  host.run(1);
  const CallScope::Entry entry(host.scope);
  raas_fetch fetch{};
  fetch.struct_size = sizeof fetch;
  BOOST_REQUIRE(host.data->get_fetch(host.data->ctx, fetch_id, &fetch, nullptr) == RAAS_OK);
  BOOST_REQUIRE(fetch.state == RAAS_FETCH_READY);
  std::string bytes(5000, '\0');
  std::size_t length = 0;
  const auto read = [&](std::uint64_t offset) {
    return host.data->read(host.data->ctx, fetch.data_handle, offset, bytes.data(), bytes.size(),
                           &length, nullptr);
  };
  BOOST_TEST(read(0) == RAAS_OK);
  BOOST_TEST(length == fetch.size);
  BOOST_TEST(read(fetch.size - 1) == RAAS_OK);
  BOOST_TEST(length == 1U);
  BOOST_TEST(read(fetch.size) == RAAS_OK);
  BOOST_TEST(length == 0U);
  host.data->release(host.data->ctx, fetch.data_handle);
  BOOST_TEST(read(0) == RAAS_E_NOT_FOUND);
}

BOOST_AUTO_TEST_CASE(rpc_answers_can_be_taken_once_and_from_the_next_call_on) {
  Counter host;
  std::uint64_t call = 0;
  raas_rpc_reply reply{};
  reply.struct_size = sizeof reply;
  const auto body = str_of(R"({"jsonrpc":"2.0","id":1,"method":"Filecoin.ChainHead","params":[]})");
  const auto send = [&] { return host.calls->send(host.calls->ctx, body, 1000, &call, nullptr); };
  const auto take = [&] { return host.calls->take(host.calls->ctx, call, &reply, nullptr); };
  {
    const CallScope::Entry entry(host.scope);
    BOOST_TEST(send() == RAAS_OK);
    BOOST_TEST(take() == RAAS_E_RETRY);
    BOOST_TEST(host.tables.has_reply());
  }
  const CallScope::Entry entry(host.scope);
  BOOST_TEST(take() == RAAS_OK);
  BOOST_TEST(view_of(reply.body).find("\"Height\"") != std::string_view::npos);
  BOOST_TEST(take() == RAAS_E_NOT_FOUND);
  BOOST_TEST(send() == RAAS_OK);
  BOOST_TEST(send() == RAAS_OK);
  BOOST_TEST(send() == RAAS_E_BUSY);
}

BOOST_AUTO_TEST_CASE(a_call_without_an_answer_ends_in_time) {
  Counter host;
  Troubles troubles;
  troubles.push_back(std::make_unique<Spoiled>(Spells::always(), Spoilage::lost,
                                               Spoiled::Chance{.seed = 1, .ppm = 1000000}));
  TroubledNode node(host.rpc, host.aggregator.chain(), std::move(troubles));
  RpcTable table(node, host.scope, 2);
  const raas_host_rpc* calls = table.table();
  std::uint64_t call = 0;
  raas_rpc_reply reply{};
  reply.struct_size = sizeof reply;
  const auto take = [&] {
    const CallScope::Entry entry(host.scope);
    return calls->take(calls->ctx, call, &reply, nullptr);
  };
  {
    const CallScope::Entry entry(host.scope);
    BOOST_TEST(calls->send(calls->ctx, str_of("{}"), 1000, &call, nullptr) == RAAS_OK);
  }
  BOOST_TEST(take() == RAAS_E_TIMEOUT);
  BOOST_TEST(take() == RAAS_E_NOT_FOUND);
}

BOOST_AUTO_TEST_CASE(directory_tells_when_a_provider_goes_away) {
  Counter host;
  raas_provider_page page{};
  page.struct_size = sizeof page;
  const auto list = [&] {
    const CallScope::Entry entry(host.scope);
    BOOST_REQUIRE(host.directory->list(host.directory->ctx, 0, &page, nullptr) == RAAS_OK);
    return page.providers[3].flags & RAAS_PROVIDER_ACCEPTS_DEALS;
  };
  BOOST_TEST(list() != 0U);
  const auto version = page.version;
  BOOST_TEST(page.count == 10U);
  BOOST_TEST(view_of(page.providers[3].provider) == "f01003");
  host.aggregator.provider_leaves(1003);

  BOOST_TEST(list() == 0U);
  BOOST_TEST(page.version != version);
}

BOOST_AUTO_TEST_SUITE_END()
