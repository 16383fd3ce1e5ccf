#include "adapters/transport/host_transport.h"

#include <boost/test/unit_test.hpp>
#include <cstring>
#include <string>

using namespace raas;

namespace {

/// A host that answers as a test wants.
struct FakeHost {
  raas_status send_status = RAAS_OK;
  raas_status take_status = RAAS_OK;
  std::string say;
  std::string body = "{}";
  std::uint64_t calls = 0;
  bool gives_zero_id = false;
  std::string sent;
  std::uint32_t timeout_ms = 0;
  std::size_t taken = 0;

  raas_host_rpc table{this, &FakeHost::send, &FakeHost::take};

  raas_status refuse(raas_status status, raas_error* error) const {
    if (error != nullptr && status != RAAS_OK) {
      error->text_len = std::min(say.size(), error->text_capacity);
      std::memcpy(error->text, say.data(), error->text_len);
    }
    return status;
  }
  static raas_status send(void* ctx, raas_str body, std::uint32_t timeout_ms, std::uint64_t* ret_id,
                          raas_error* error) {
    auto& host = *static_cast<FakeHost*>(ctx);
    host.sent.assign(body.ptr, body.len);
    host.timeout_ms = timeout_ms;
    if (host.send_status >= 0) *ret_id = host.gives_zero_id ? 0 : ++host.calls;
    return host.refuse(host.send_status, error);
  }
  static raas_status take(void* ctx, std::uint64_t id, raas_rpc_reply* reply, raas_error* error) {
    auto& host = *static_cast<FakeHost*>(ctx);
    ++host.taken;
    if (host.take_status >= 0) {
      reply->http_status = 200;
      reply->call_id = id;
      reply->body = {host.body.data(), host.body.size()};
    }
    return host.refuse(host.take_status, error);
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(host_transport)

BOOST_AUTO_TEST_CASE(a_body_goes_to_the_host_and_its_answer_comes_once) {
  FakeHost host;
  HostTransport transport(host.table);
  const std::uint64_t ticket = transport.send("[1]", 30000).value();
  BOOST_TEST(host.sent == "[1]");
  BOOST_TEST(host.timeout_ms == 30000U);
  const auto replies = transport.take_replies();
  BOOST_TEST_REQUIRE(replies.size() == 1U);
  BOOST_TEST(replies[0].ticket == ticket);
  BOOST_TEST(replies[0].http_status == 200);
  BOOST_TEST(replies[0].body.value() == "{}");
  BOOST_TEST(transport.take_replies().empty());
  BOOST_TEST(host.taken == 1U);
}

BOOST_AUTO_TEST_CASE(an_answer_that_has_not_come_is_asked_for_again) {
  FakeHost host;
  HostTransport transport(host.table);
  BOOST_TEST(transport.send("x", 1).has_value());
  host.take_status = RAAS_E_RETRY;
  BOOST_TEST(transport.take_replies().empty());
  host.take_status = RAAS_OK;
  BOOST_TEST(transport.take_replies().size() == 1U);
}

BOOST_AUTO_TEST_CASE(what_the_host_gives_up_comes_as_an_error_once) {
  for (const raas_status status :
       std::initializer_list<raas_status>{RAAS_E_TIMEOUT, RAAS_E_NOT_FOUND, RAAS_E_INTERNAL,
                                          RAAS_E_SHUTDOWN, RAAS_E_MISUSE, -99}) {
    FakeHost host;
    HostTransport transport(host.table);
    BOOST_TEST(transport.send("x", 1).has_value());
    host.take_status = status;
    host.say = "connection reset";
    const auto replies = transport.take_replies();
    BOOST_TEST_REQUIRE(replies.size() == 1U);
    BOOST_TEST(replies[0].http_status == 0);
    // A status that is not known means INTERNAL.
    const raas_status meant = status == -99 ? static_cast<raas_status>(RAAS_E_INTERNAL) : status;
    BOOST_TEST(replies[0].body.error().text() ==
               "host rpc: take: host said " + std::to_string(meant) + ": connection reset");
    BOOST_TEST(transport.take_replies().empty());
  }
}

BOOST_AUTO_TEST_CASE(a_refusal_to_send_says_whether_to_try_again) {
  const auto code_at = [](raas_status status) {
    FakeHost host;
    host.send_status = status;
    HostTransport transport(host.table);
    const Code code = transport.send("x", 1).error().code();
    BOOST_TEST(transport.take_replies().empty());
    return code;
  };
  for (const raas_status status : std::initializer_list<raas_status>{
           RAAS_E_BUSY, RAAS_E_RETRY, RAAS_E_TIMEOUT, RAAS_E_SHUTDOWN, RAAS_E_INTERNAL,
           RAAS_E_CANCELLED, -99}) {
    BOOST_TEST((code_at(status) == Code::unavailable), status);
  }
  for (const raas_status status : std::initializer_list<raas_status>{
           RAAS_E_INVALID, RAAS_E_UNSUPPORTED, RAAS_E_DENIED, RAAS_E_MISUSE}) {
    BOOST_TEST((code_at(status) == Code::rejected), status);
  }
}

BOOST_AUTO_TEST_CASE(an_unknown_positive_status_is_ok) {
  FakeHost host;
  host.send_status = 7;
  host.take_status = 7;
  HostTransport transport(host.table);
  BOOST_TEST(transport.send("x", 1).has_value());
  BOOST_TEST(transport.take_replies().at(0).body.has_value());
}

BOOST_AUTO_TEST_CASE(limits_hold) {
  FakeHost host;
  HostTransport transport(host.table, {.in_flight_max = 2, .reply_bytes_max = 4});
  BOOST_TEST(transport.send("1", 1).has_value());
  BOOST_TEST(transport.send("2", 1).has_value());
  BOOST_TEST((transport.send("3", 1).error().code() == Code::unavailable));
  host.body = "1234";
  for (const auto& reply : transport.take_replies()) BOOST_TEST(reply.body.has_value());
  BOOST_TEST(transport.send("4", 1).has_value());
  host.body = "12345";
  BOOST_TEST((transport.take_replies().at(0).body.error().code() == Code::corrupt));
}

BOOST_AUTO_TEST_CASE(odd_answers_are_survived) {
  FakeHost host;
  HostTransport transport(host.table);
  host.gives_zero_id = true;
  BOOST_TEST((transport.send("x", 1).error().code() == Code::corrupt));
  host.gives_zero_id = false;
  BOOST_TEST(transport.send("x", -5).has_value());
  BOOST_TEST(host.timeout_ms == 1U);
  host.body.clear();
  BOOST_TEST(transport.take_replies().at(0).body.value().empty());
  host.say.assign(5000, 'x');
  host.send_status = RAAS_E_BUSY;
  BOOST_TEST(transport.send("x", 1).error().text().size() < 600U);
}

BOOST_AUTO_TEST_SUITE_END()
