#include "adapters/transport/curl_transport.h"

#include <signal.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>

#include "support/tcp_server.h"

using namespace raas;
using namespace raas::test;

namespace {

/// Counts wakes, and lets a test wait for the next one.
class Bell {
 public:
  void ring() {
    const std::lock_guard lock(mutex_);
    ++rings_;
    rung_.notify_all();
  }
  /// Waits until there were @p rings in all.
  [[nodiscard]] bool wait_for(std::size_t rings) {
    std::unique_lock lock(mutex_);
    return rung_.wait_for(lock, std::chrono::seconds(30), [&] { return rings_ >= rings; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable rung_;
  std::size_t rings_ = 0;
};

/// A transport to a server that a test scripts.
struct Line {
  explicit Line(std::function<TcpAnswer(const HttpRequest&)> answer, CurlOptions options = {})
      : server(std::move(answer)) {
    options.url = server.url();
    transport = CurlTransport::open(options, [this] { bell.ring(); }).value();
  }

  /// Sends one request and waits for what comes of it.
  TransportReply ask(const std::string& body, Millis timeout_ms = 20000) {
    const std::uint64_t ticket = transport->send(body, timeout_ms).value();
    BOOST_TEST_REQUIRE(bell.wait_for(++asked));
    auto replies = transport->take_replies();
    BOOST_TEST_REQUIRE(replies.size() == 1U);
    BOOST_TEST(replies[0].ticket == ticket);
    return std::move(replies[0]);
  }

  TcpServer server;
  Bell bell;
  std::size_t asked = 0;
  std::unique_ptr<CurlTransport> transport;
};

TcpAnswer echo(const HttpRequest& request) {
  return {http_response(200, "re:" + request.body)};
}

/// A directory that goes away with the test.
struct Folder {
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "raas-XXXXXX").string();
    BOOST_TEST_REQUIRE(mkdtemp(name.data()) != nullptr);
    path = name;
  }
  ~Folder() {
    std::error_code error;
    std::filesystem::remove_all(path, error);
  }
  std::filesystem::path path;
};

void write(const std::filesystem::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(curl_transport)

BOOST_AUTO_TEST_CASE(a_body_goes_out_and_the_reply_comes_back_once) {
  CurlOptions options;
  options.version = "1.2.3";
  Line line(echo, options);
  const TransportReply reply = line.ask("hello");
  BOOST_TEST(reply.http_status == 200);
  BOOST_TEST(reply.body.value() == "re:hello");
  BOOST_TEST(line.transport->take_replies().empty());

  const HttpRequest request = line.server.requests().at(0);
  BOOST_TEST(request.head.starts_with("POST /rpc/v1 HTTP/1.1\r\n"));
  BOOST_TEST(request.header("content-type") == "application/json");
  BOOST_TEST(request.header("user-agent") == "raas/1.2.3");
  BOOST_TEST(request.header("authorization").empty());
  BOOST_TEST(request.header("expect").empty());
}

BOOST_AUTO_TEST_CASE(a_connection_is_used_again_and_again) {
  Line line(echo);
  for (int i = 0; i < 20; ++i) BOOST_TEST(line.ask(std::to_string(i)).body.has_value());
  BOOST_TEST(line.server.connections() == 1U);
}

BOOST_AUTO_TEST_CASE(many_requests_share_few_connections) {
  CurlOptions options;
  options.connections_max = 2;
  Line line(echo, options);
  std::map<std::uint64_t, std::string> sent;
  for (int i = 0; i < 30; ++i) {
    const std::string body = std::to_string(i);
    sent[line.transport->send(body, 20000).value()] = "re:" + body;
  }
  BOOST_TEST_REQUIRE(line.bell.wait_for(30));
  for (const TransportReply& reply : line.transport->take_replies()) {
    BOOST_TEST(reply.body.value() == sent[reply.ticket]);
    sent.erase(reply.ticket);
  }
  BOOST_TEST(sent.empty());
  BOOST_TEST(line.server.connections() <= 2U);
}

BOOST_AUTO_TEST_CASE(a_large_body_arrives_whole) {
  Line line([](const HttpRequest& request) {
    return TcpAnswer{http_response(200, std::to_string(request.body.size()))};
  });
  BOOST_TEST(line.ask(std::string(3 << 20, 'x')).body.value() == "3145728");
}

BOOST_AUTO_TEST_CASE(nothing_of_a_longer_request_or_reply_is_in_a_later_one) {
  Line line([](const HttpRequest& request) {
    // The shorter the request, the longer the reply.
    const std::size_t length = request.body.size() < 100 ? 50000 : 10;
    return TcpAnswer{http_response(200, request.body.substr(0, 4) + std::string(length, 'r'))};
  });
  for (int turn = 0; turn < 3; ++turn) {
    BOOST_TEST(line.ask("long" + std::string(50000, 'q')).body.value() ==
               "long" + std::string(10, 'r'));
    BOOST_TEST(line.server.requests().back().body == "long" + std::string(50000, 'q'));
    BOOST_TEST(line.ask("short").body.value() == "shor" + std::string(50000, 'r'));
    BOOST_TEST(line.server.requests().back().body == "short");
  }
}

BOOST_AUTO_TEST_CASE(what_one_reply_said_is_not_told_of_the_next) {
  Line line([](const HttpRequest& request) {
    if (request.body == "busy") return TcpAnswer{http_response(429, "later", "Retry-After: 7\r\n")};
    if (request.body == "gone") return TcpAnswer{{}, true};
    return TcpAnswer{http_response(200, "well")};
  });
  for (const std::string before : {"busy", "gone", "well"}) {
    static_cast<void>(line.ask(before));
    const TransportReply reply = line.ask("well");
    BOOST_TEST(reply.http_status == 200);
    BOOST_TEST(reply.retry_after_ms == 0);
    BOOST_TEST(reply.body.value() == "well");
  }
}

BOOST_AUTO_TEST_CASE(what_a_node_answers_is_told_with_its_status) {
  for (const int status : {200, 400, 401, 429, 500, 502, 503}) {
    Line line([status](const HttpRequest&) {
      return TcpAnswer{http_response(status, "<html>" + std::to_string(status))};
    });
    const TransportReply reply = line.ask("x");
    BOOST_TEST(reply.http_status == status);
    BOOST_TEST(reply.body.value() == "<html>" + std::to_string(status));
  }
}

BOOST_AUTO_TEST_CASE(the_wait_that_a_node_asks_for_is_told) {
  for (const auto& [header, expected_ms] : std::vector<std::pair<std::string, Millis>>{
           {"", 0},
           {"Retry-After: 7\r\n", 7000},
           {"Retry-After: soon\r\n", 0},
           {"Retry-After: 99999999\r\n", 24 * 3600 * 1000}}) {
    const TcpAnswer answer{http_response(429, "", header)};
    Line line([&answer](const HttpRequest&) { return answer; });
    BOOST_TEST(line.ask("x").retry_after_ms == expected_ms, header);
  }
}

BOOST_AUTO_TEST_CASE(a_redirect_is_not_followed) {
  Line line([](const HttpRequest&) {
    return TcpAnswer{http_response(307, "", "Location: http://127.0.0.1:1/elsewhere\r\n")};
  });
  BOOST_TEST(line.ask("x").http_status == 307);
  BOOST_TEST(line.server.requests().size() == 1U);
}

BOOST_AUTO_TEST_CASE(replies_that_break_off_are_no_replies) {
  const std::string whole = http_response(200, "0123456789");
  for (const std::string& bytes :
       {std::string(), whole.substr(0, 5), whole.substr(0, whole.size() - 1),
        std::string("no http at all\r\n\r\n")}) {
    Line line([&](const HttpRequest&) { return TcpAnswer{.bytes = bytes, .closes = true}; });
    const TransportReply reply = line.ask("x");
    BOOST_TEST_REQUIRE(reply.body.has_error());
    BOOST_TEST((reply.body.error().code() == Code::unavailable));
    BOOST_TEST(reply.body.error().text().starts_with("127.0.0.1: "));
  }
}

BOOST_AUTO_TEST_CASE(a_silent_node_is_given_up_after_the_time_out) {
  Line line([](const HttpRequest&) { return TcpAnswer{.stays_silent = true}; });
  const TransportReply reply = line.ask("x", 50);
  BOOST_TEST(reply.body.error().text() == "127.0.0.1: Timeout was reached");
}

BOOST_AUTO_TEST_CASE(a_reply_of_the_size_limit_is_taken_and_a_longer_one_not) {
  CurlOptions options;
  options.reply_bytes_max = 1000;
  for (const std::size_t size : {999U, 1000U, 1001U, 100000U}) {
    for (const bool has_length : {true, false}) {
      Line line(
          [&](const HttpRequest&) {
            const std::string body(size, 'x');
            if (has_length) return TcpAnswer{http_response(200, body)};
            return TcpAnswer{.bytes = "HTTP/1.1 200 OK\r\n\r\n" + body, .closes = true};
          },
          options);
      const TransportReply reply = line.ask("x");
      BOOST_TEST(reply.body.has_value() == (size <= 1000), size);
      if (reply.body.has_error()) BOOST_TEST((reply.body.error().code() == Code::corrupt));
    }
  }
}

BOOST_AUTO_TEST_CASE(the_token_is_read_from_its_file_and_again_when_that_changes) {
  const Folder folder;
  CurlOptions options;
  options.token_file = folder.path / "token";
  write(options.token_file, "first-token\n");
  Line line(echo, options);
  BOOST_TEST(line.ask("x").body.has_value());
  write(folder.path / "next", "the-second-token");
  std::filesystem::rename(folder.path / "next", options.token_file);
  BOOST_TEST(line.ask("x").body.has_value());
  BOOST_TEST(line.server.requests().at(0).header("authorization") == "Bearer first-token");
  BOOST_TEST(line.server.requests().at(1).header("authorization") == "Bearer the-second-token");
}

BOOST_AUTO_TEST_CASE(without_a_usable_token_nothing_is_sent_and_no_token_is_told) {
  const Folder folder;
  CurlOptions options;
  options.token_file = folder.path / "token";
  Line line(echo, options);
  BOOST_TEST(line.ask("x").body.error().text().find("token file: ") == 0U);
  for (const char* content : {"", " \n", "two words", "secret\r\nX-Injected: 1", "s\x01x"}) {
    write(options.token_file, content);
    const TransportReply reply = line.ask("x");
    BOOST_TEST_REQUIRE(reply.body.has_error());
    BOOST_TEST(reply.body.error().text().find("secret") == std::string::npos);
  }
  BOOST_TEST(line.server.requests().empty());
}

BOOST_AUTO_TEST_CASE(a_full_queue_refuses_and_has_room_when_replies_were_taken) {
  CurlOptions options;
  options.in_flight_max = 2;
  Line line(echo, options);
  BOOST_TEST(line.transport->send("1", 20000).has_value());
  BOOST_TEST(line.transport->send("2", 20000).has_value());
  BOOST_TEST_REQUIRE(line.bell.wait_for(2));
  BOOST_TEST((line.transport->send("3", 20000).error().code() == Code::unavailable));
  BOOST_TEST(line.transport->take_replies().size() == 2U);
  BOOST_TEST(line.transport->send("4", 20000).has_value());
}

BOOST_AUTO_TEST_CASE(a_transport_ends_at_once_with_requests_under_way) {
  Line line([](const HttpRequest&) { return TcpAnswer{.stays_silent = true}; });
  for (int i = 0; i < 10; ++i) BOOST_TEST(line.transport->send("x", 3600000).has_value());
  line.transport.reset();
}

BOOST_AUTO_TEST_CASE(a_node_that_is_not_there_is_told) {
  std::uint16_t port = 0;
  {
    const TcpServer gone(echo);
    port = gone.port();
  }
  Bell bell;
  CurlOptions options;
  options.url = "http://127.0.0.1:" + std::to_string(port) + "/?token=secret";
  auto transport = CurlTransport::open(options, [&] { bell.ring(); }).value();
  BOOST_TEST(transport->send("x", 20000).has_value());
  BOOST_TEST_REQUIRE(bell.wait_for(1));
  const auto replies = transport->take_replies();
  BOOST_TEST(replies.at(0).http_status == 0);
  BOOST_TEST(replies.at(0).body.error().text() == "127.0.0.1: Couldn't connect to server");
}

BOOST_AUTO_TEST_CASE(urls_that_are_none_are_refused) {
  for (const char* url :
       {"", "127.0.0.1:1234", "ftp://127.0.0.1/", "file:///etc/passwd", "http://"}) {
    CurlOptions options;
    options.url = url;
    const auto opened = CurlTransport::open(options, [] {});
    BOOST_TEST_REQUIRE(opened.has_error(), url);
    BOOST_TEST((opened.error().code() == Code::invalid_input));
  }
}

BOOST_AUTO_TEST_CASE(a_proxy_of_the_environment_is_not_used_for_this_machine) {
  setenv("http_proxy", "http://127.0.0.1:1", 1);
  {
    Line line(echo);
    BOOST_TEST(line.ask("x").body.has_value());
  }
  unsetenv("http_proxy");
}

BOOST_AUTO_TEST_SUITE_END()
