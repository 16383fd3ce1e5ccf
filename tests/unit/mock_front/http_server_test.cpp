#include "front/http_server.h"

#include <boost/test/unit_test.hpp>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <vector>

#include "support/raw_socket.h"

using namespace mock;
using namespace std::chrono_literals;
using raas_test::body_of;
using raas_test::RawSocket;
using raas_test::status_of;

namespace {

/// Answers each request with what it was.
void echo(const HttpRequest& request, const Respond& respond) {
  respond({.body = request.method + " " + request.target + " " +
                   std::string(request.field("x-mark")) + " " + request.body});
}

/// Keeps requests until the test answers them.
class Desk {
 public:
  HttpServer::Serve serve() {
    return [this](HttpRequest, Respond respond) {
      const std::scoped_lock lock(mutex_);
      waiting_.push_back(std::move(respond));
      changed_.notify_all();
    };
  }
  void answer_next(HttpAnswer answer) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !waiting_.empty(); });
    waiting_.front()(std::move(answer));
    waiting_.pop_front();
  }
  void await(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this, count] { return waiting_.size() >= count; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Respond> waiting_;
};

HttpServer serving(const HttpLimits& limits = {}, HttpServer::Serve serve = echo) {
  return *HttpServer::listen("127.0.0.1", 0, limits, std::move(serve));
}

const std::string get = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

std::string post(const std::string& body) {
  return "POST /p?q=1 HTTP/1.1\r\nHost: x\r\nX-Mark: m\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\n\r\n" + body;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(http_server)

BOOST_AUTO_TEST_CASE(request_reaches_the_function_and_its_answer_the_client) {
  const HttpServer server = serving();
  RawSocket client(server.port());
  client.send(post("body"));

  const std::string answer = client.answer();
  BOOST_TEST(status_of(answer) == 200U);
  BOOST_TEST(body_of(answer) == "POST /p?q=1 m body");
  BOOST_TEST(server.url() == "http://127.0.0.1:" + std::to_string(server.port()));
}

BOOST_AUTO_TEST_CASE(nul_bytes_pass_unharmed) {
  const HttpServer server = serving();
  RawSocket client(server.port());
  const std::string bytes("a\0b\0", 4);
  client.send(post(bytes));

  BOOST_TEST(body_of(client.answer()) == "POST /p?q=1 m " + bytes);
}

BOOST_AUTO_TEST_CASE(connection_is_kept_for_the_next_request) {
  const HttpServer server = serving();
  RawSocket client(server.port());
  for (int round = 0; round < 5; ++round) {
    client.send(get);
    BOOST_TEST(status_of(client.answer()) == 200U);
  }
}

BOOST_AUTO_TEST_CASE(pipelined_requests_are_answered_in_order) {
  const HttpServer server = serving();
  RawSocket client(server.port());
  client.send(post("1") + post("2") + post("3"));

  for (const char* body : {"1", "2", "3"}) {
    BOOST_TEST(body_of(client.answer()) == std::string("POST /p?q=1 m ") + body);
  }
}

BOOST_AUTO_TEST_CASE(connection_close_is_obeyed) {
  const HttpServer server = serving();
  RawSocket client(server.port());
  client.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

  BOOST_TEST(status_of(client.answer()) == 200U);
  BOOST_TEST(client.is_closed_by_peer());
}

BOOST_AUTO_TEST_CASE(head_has_a_length_and_no_body) {
  const HttpServer server = serving();
  RawSocket client(server.port());
  client.send("HEAD /here HTTP/1.1\r\nHost: x\r\n\r\n" + get);

  const std::string head = client.answer(false);
  BOOST_TEST(status_of(head) == 200U);
  BOOST_TEST(head.find("Content-Length: 12\r\n") != std::string::npos);
  BOOST_TEST(status_of(client.answer()) == 200U);
}

BOOST_AUTO_TEST_CASE(body_at_the_limit_is_taken_and_one_byte_more_is_413) {
  const HttpServer server = serving({.body_bytes_max = 1000});
  for (const std::size_t size : {999U, 1000U}) {
    RawSocket client(server.port());
    client.send(post(std::string(size, 'x')));
    BOOST_TEST(status_of(client.answer()) == 200U);
  }
  RawSocket client(server.port());
  client.send(post(std::string(1001, 'x')));
  BOOST_TEST(status_of(client.answer()) == 413U);
  BOOST_TEST(client.is_closed_by_peer());
}

BOOST_AUTO_TEST_CASE(answer_413_reaches_a_client_that_is_still_sending) {
  const HttpServer server = serving({.body_bytes_max = 1000});
  RawSocket client(server.port());
  client.send(post(std::string(10 * 1024 * 1024, 'x')));

  BOOST_TEST(status_of(client.answer()) == 413U);
}

BOOST_AUTO_TEST_CASE(chunked_body_over_the_limit_is_413) {
  const HttpServer server = serving({.body_bytes_max = 1000});
  RawSocket client(server.port());
  client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n" +
              std::string(1001, 'x') + "\r\n0\r\n\r\n");

  BOOST_TEST(status_of(client.answer()) == 413U);
}

BOOST_AUTO_TEST_CASE(bodies_over_the_common_budget_are_503) {
  const HttpServer server = serving({.body_bytes_max = 1000, .bodies_bytes_max = 1500});
  RawSocket first(server.port());
  RawSocket second(server.port());
  RawSocket third(server.port());
  first.send("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 1000\r\n\r\n");
  BOOST_TEST(status_of(first.answer()) == 100U);

  second.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 501\r\n\r\n");
  BOOST_TEST(status_of(second.answer()) == 503U);
  third.send(post(std::string(500, 'x')));
  BOOST_TEST(status_of(third.answer()) == 200U);
  first.send(std::string(1000, 'x'));
  BOOST_TEST(status_of(first.answer()) == 200U);
}

BOOST_AUTO_TEST_CASE(header_over_the_limit_is_431) {
  const HttpServer server = serving({.header_bytes_max = 2000});
  RawSocket good(server.port());
  good.send("GET / HTTP/1.1\r\nHost: x\r\nX: " + std::string(1900, 'x') + "\r\n\r\n");
  BOOST_TEST(status_of(good.answer()) == 200U);

  RawSocket bad(server.port());
  bad.send("GET / HTTP/1.1\r\nHost: x\r\nX: " + std::string(2000, 'x') + "\r\n\r\n");
  BOOST_TEST(status_of(bad.answer()) == 431U);
  BOOST_TEST(bad.is_closed_by_peer());
}

BOOST_AUTO_TEST_CASE(header_that_never_ends_is_431) {
  const HttpServer server = serving({.header_bytes_max = 2000});
  RawSocket client(server.port());
  client.send("GET / HTTP/1.1\r\n");
  for (int line = 0; line < 100 && client.send("X: " + std::string(100, 'x') + "\r\n"); ++line) {
  }
  BOOST_TEST(status_of(client.answer()) == 431U);
}

BOOST_AUTO_TEST_CASE(garbage_is_400) {
  const HttpServer server = serving();
  for (const std::string& garbage :
       {std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11),
        std::string("hello\r\n\r\n"), std::string("GET /\0 HTTP/1.1\r\n\r\n", 19),
        std::string("GET / HTTP/9.9\r\n\r\n"), std::string("GET / HTTP/1.1\r\nNo colon\r\n\r\n"),
        std::string("POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n"),
        std::string("POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n"),
        std::string("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")}) {
    RawSocket client(server.port());
    client.send(garbage);
    client.end_of_sending();
    BOOST_TEST(status_of(client.answer()) == 400U, "for " << garbage);
    BOOST_TEST(client.is_closed_by_peer());
  }
}

BOOST_AUTO_TEST_CASE(half_a_request_and_silence_is_408) {
  const HttpServer server = serving({.receive_time_max = 50ms});
  for (const char* beginning :
       {"G", "GET / HTTP/1.1\r\nHos", "POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\n12345"}) {
    RawSocket client(server.port());
    client.send(beginning);
    BOOST_TEST(status_of(client.answer()) == 408U);
    BOOST_TEST(client.is_closed_by_peer());
  }
}

BOOST_AUTO_TEST_CASE(one_byte_at_a_time_does_not_extend_the_time_for_a_request) {
  const HttpServer server = serving({.receive_time_max = 100ms});
  RawSocket client(server.port());
  std::size_t sent = 0;
  while (sent < 1000000 && client.send(sent == 0 ? "GET /" : "x")) ++sent;

  BOOST_TEST(sent > 0U);
  const std::string answer = client.answer();
  const bool was_refused =
      status_of(answer) == 408U || status_of(answer) == 431U || status_of(answer) == 400U;
  BOOST_TEST(was_refused, answer);
}

BOOST_AUTO_TEST_CASE(connection_that_idles_is_closed_without_a_word) {
  const HttpServer server = serving({.idle_time_max = 50ms});
  RawSocket client(server.port());
  BOOST_TEST(client.rest() == "");
  BOOST_TEST(client.is_closed_by_peer());
}

BOOST_AUTO_TEST_CASE(client_that_does_not_read_is_dropped_and_others_are_served) {
  const std::string large(64 * 1024 * 1024, 'x');
  const HttpServer server =
      serving({.send_time_max = 50ms}, [&](HttpRequest request, Respond respond) {
        respond({.body = request.target == "/large" ? large : ""});
      });
  RawSocket deaf(server.port());
  deaf.send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
  RawSocket client(server.port());
  client.send(get);
  BOOST_TEST(status_of(client.answer()) == 200U);
}

BOOST_AUTO_TEST_CASE(connection_over_the_limit_is_503_and_room_is_made_again) {
  const HttpServer server = serving({.connections_max = 2});
  {
    RawSocket first(server.port());
    RawSocket second(server.port());
    first.send(get);
    second.send(get);
    BOOST_TEST(status_of(first.answer()) == 200U);
    BOOST_TEST(status_of(second.answer()) == 200U);
    RawSocket third(server.port());
    BOOST_TEST(status_of(third.answer()) == 503U);
    BOOST_TEST(third.is_closed_by_peer());
  }
  unsigned status = 503;
  for (int tries = 0; status == 503 && tries < 1000; ++tries) {
    RawSocket client(server.port());
    client.send(get);
    status = status_of(client.answer());
  }
  BOOST_TEST(status == 200U);
}

BOOST_AUTO_TEST_CASE(requests_over_the_limit_are_503_while_the_others_wait) {
  Desk desk;
  const HttpServer server = serving({.requests_waiting_max = 2}, desk.serve());
  RawSocket first(server.port());
  RawSocket second(server.port());
  RawSocket third(server.port());
  first.send(get);
  second.send(get);
  desk.await(2);
  BOOST_TEST(server.requests_waiting() == 2U);
  third.send(get);
  BOOST_TEST(status_of(third.answer()) == 503U);

  desk.answer_next({.status = 201});
  desk.answer_next({.status = 201});
  BOOST_TEST(status_of(first.answer()) == 201U);
  BOOST_TEST(status_of(second.answer()) == 201U);
  third.send(get);
  desk.answer_next({.status = 202});
  BOOST_TEST(status_of(third.answer()) == 202U);
}

BOOST_AUTO_TEST_CASE(answer_to_a_client_that_has_gone_harms_nobody) {
  Desk desk;
  const HttpServer server = serving({}, desk.serve());
  {
    RawSocket gone(server.port());
    gone.send(get);
    desk.await(1);
  }
  desk.answer_next({});
  RawSocket client(server.port());
  client.send(get);
  desk.answer_next({.status = 204});
  BOOST_TEST(status_of(client.answer()) == 204U);
}

BOOST_AUTO_TEST_CASE(many_clients_at_once_are_all_served) {
  const HttpServer server = serving();
  std::vector<std::unique_ptr<RawSocket>> clients;
  for (int number = 0; number < 200; ++number) {
    clients.push_back(std::make_unique<RawSocket>(server.port()));
    clients.back()->send(post(std::to_string(number)));
  }
  for (std::size_t number = 0; number < clients.size(); ++number) {
    BOOST_TEST(body_of(clients[number]->answer()) == "POST /p?q=1 m " + std::to_string(number));
  }
}

BOOST_AUTO_TEST_CASE(stop_closes_idle_and_waiting_connections_at_once) {
  Desk desk;
  HttpServer server = serving({}, desk.serve());
  const std::uint16_t port = server.port();
  RawSocket idle(port);
  RawSocket waiting(port);
  waiting.send(get);
  desk.await(1);
  server.stop();

  BOOST_TEST(idle.is_closed_by_peer());
  BOOST_TEST(waiting.is_closed_by_peer());
  BOOST_CHECK_THROW(RawSocket{port}, std::runtime_error);
}

BOOST_AUTO_TEST_CASE(port_in_use_is_refused_with_the_reason) {
  const HttpServer server = serving();
  const auto second = HttpServer::listen("127.0.0.1", server.port(), {}, echo);

  BOOST_TEST(second.has_error());
  BOOST_TEST(second.error().text == "listen on 127.0.0.1:" + std::to_string(server.port()) +
                                        ": cannot be listened on: Address already in use");
}

BOOST_AUTO_TEST_CASE(name_instead_of_an_address_is_refused) {
  const auto server = HttpServer::listen("localhost", 0, {}, echo);
  BOOST_TEST(server.has_error());
  BOOST_TEST(server.error().text.starts_with("listen on localhost:0: not an IP address"));
}

BOOST_AUTO_TEST_SUITE_END()
