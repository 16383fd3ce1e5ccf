#include "front/http_server.h"

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <csignal>
#include <map>
#include <optional>
#include <thread>
#include <utility>

namespace mock {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using tcp = asio::ip::tcp;
using Failure = boost::system::error_code;

namespace {

constexpr std::chrono::milliseconds linger_time_max{2000};
constexpr std::chrono::milliseconds stop_time_max{1000};
constexpr std::size_t discard_bytes = 16 * 1024;

}  // namespace

enum class Phase : std::uint8_t { receiving, serving, sending, lingering, closed };

class Connection;

struct HttpCore {
  HttpCore(const HttpLimits& limits_, HttpServer::Serve serve_)
      : limits(limits_), serve(std::move(serve_)) {}

  void accept();
  void answer(std::uint64_t connection, HttpAnswer reply);
  void begin_stop();
  void forget(std::uint64_t connection);

  asio::io_context io{1};
  tcp::acceptor acceptor{io};
  asio::steady_timer accept_pause{io};
  asio::steady_timer stop_limit{io};
  HttpLimits limits;
  HttpServer::Serve serve;
  std::map<std::uint64_t, std::unique_ptr<Connection>> connections;
  std::uint64_t next_connection = 1;
  std::size_t bodies_bytes = 0;
  bool stopping = false;
  std::atomic<std::size_t> waiting{0};
  tcp::endpoint endpoint;
  std::thread thread;
};

/// One client. Belongs to the core; goes when it is closed and none of its operations is under way.
class Connection {
 public:
  Connection(HttpCore& core, std::uint64_t id, tcp::socket socket)
      : core_(core), id_(id), socket_(std::move(socket)), deadline_(core.io) {}
  ~Connection() { return_body_bytes(); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void receive();
  void refuse(unsigned status, std::string_view text);
  void send(HttpAnswer reply);
  void close();
  [[nodiscard]] Phase phase() const { return phase_; }
  [[nodiscard]] bool is_over() const { return phase_ == Phase::closed && under_way_ == 0; }

 private:
  /// Counts an operation, so that the connection outlives it.
  template <class Then>
  auto tracked(Then then) {
    ++under_way_;
    return [this, then = std::move(then)](auto... results) mutable {
      --under_way_;
      if (phase_ != Phase::closed) then(results...);
      if (is_over()) core_.forget(id_);
    };
  }
  void receive_body();
  void hand_over();
  void receive_failed(Failure failure);
  void linger();
  void discard();
  void arm(std::chrono::milliseconds time);
  void time_is_up();
  void return_body_bytes();

  HttpCore& core_;
  std::uint64_t id_;
  tcp::socket socket_;
  asio::steady_timer deadline_;
  boost::beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  std::optional<http::response<http::string_body>> response_;
  std::optional<http::response_serializer<http::string_body>> serializer_;
  std::string interim_;
  Phase phase_ = Phase::receiving;
  unsigned under_way_ = 0;
  std::size_t body_bytes_ = 0;  ///< Of the core's budget.
  bool has_begun_ = false;      ///< A byte of the current request is here.
  bool is_late_ = false;
  bool is_last_ = false;  ///< The connection ends with the current answer.
  bool is_head_ = false;
};

void Connection::arm(std::chrono::milliseconds time) {
  deadline_.expires_after(time);
  deadline_.async_wait(tracked([this](Failure failure) {
    if (!failure && deadline_.expiry() <= asio::steady_timer::clock_type::now()) time_is_up();
  }));
}

void Connection::time_is_up() {
  if (phase_ != Phase::receiving || !has_begun_) return close();
  is_late_ = true;
  socket_.cancel();
}

/// Waits for the first byte as long as a connection may idle; from then on the request has its own
/// time.
void Connection::receive() {
  phase_ = Phase::receiving;
  has_begun_ = buffer_.size() > 0;
  is_late_ = false;
  parser_.emplace();
  parser_->header_limit(static_cast<std::uint32_t>(core_.limits.header_bytes_max));
  parser_->body_limit(core_.limits.body_bytes_max);
  arm(has_begun_ ? core_.limits.receive_time_max : core_.limits.idle_time_max);
  const auto read_header = [this] {
    http::async_read_header(socket_, buffer_, *parser_,
                            tracked([this](Failure failure, std::size_t) {
                              failure ? receive_failed(failure) : receive_body();
                            }));
  };
  if (has_begun_) return read_header();
  socket_.async_wait(tcp::socket::wait_read, tracked([this, read_header](Failure failure) {
                       if (failure) return close();
                       has_begun_ = true;
                       arm(core_.limits.receive_time_max);
                       read_header();
                     }));
}

void Connection::receive_body() {
  const auto& head = parser_->get();
  body_bytes_ =
      parser_->content_length().value_or(parser_->chunked() ? core_.limits.body_bytes_max : 0);
  core_.bodies_bytes += body_bytes_;
  if (core_.bodies_bytes > core_.limits.bodies_bytes_max) {
    return refuse(503, "busy: too many large requests at once, try again later");
  }
  const auto read_body = [this] {
    http::async_read(socket_, buffer_, *parser_, tracked([this](Failure failure, std::size_t) {
                       failure ? receive_failed(failure) : hand_over();
                     }));
  };
  if (!boost::beast::iequals(head[http::field::expect], "100-continue")) return read_body();
  interim_ = "HTTP/1.1 100 Continue\r\n\r\n";
  asio::async_write(socket_, asio::buffer(interim_),
                    tracked([this, read_body](Failure failure, std::size_t) {
                      failure ? close() : read_body();
                    }));
}

void Connection::receive_failed(Failure failure) {
  if (is_late_) return refuse(408, "the request took too long to arrive");
  if (failure == http::error::header_limit) return refuse(431, "the header is too large");
  if (failure == http::error::body_limit) return refuse(413, "the body is too large");
  const bool is_malformed =
      failure.category() == http::make_error_code(http::error::bad_method).category();
  if (!is_malformed || failure == http::error::end_of_stream) return close();
  refuse(400, "not an HTTP/1.1 request: " + failure.message());
}

void Connection::hand_over() {
  auto message = parser_->release();
  is_last_ = !message.keep_alive() || core_.stopping;
  is_head_ = message.method() == http::verb::head;
  if (core_.waiting >= core_.limits.requests_waiting_max) {
    return send(error_answer(503, "busy: too many requests are waiting, try again later"));
  }
  phase_ = Phase::serving;
  deadline_.cancel();
  HttpRequest request{.method = message.method_string(),
                      .target = message.target(),
                      .fields = {},
                      .body = std::move(message.body())};
  for (const auto& field : message) request.fields.push_back({field.name_string(), field.value()});
  ++core_.waiting;
  core_.serve(std::move(request), [core = &core_, id = id_](HttpAnswer reply) {
    asio::post(core->io, [core, id, reply = std::move(reply)]() mutable {
      core->answer(id, std::move(reply));
    });
  });
}

/// Answers what is no good request, and ends the connection: where the next one begins is not
/// known.
void Connection::refuse(unsigned status, std::string_view text) {
  is_last_ = true;
  is_head_ = false;
  send(error_answer(status, text));
}

void Connection::send(HttpAnswer reply) {
  phase_ = Phase::sending;
  return_body_bytes();
  response_.emplace(static_cast<http::status>(reply.status), 11);
  response_->set(http::field::server, "mock-host");
  for (const HttpField& field : reply.fields) response_->insert(field.name, field.value);
  response_->body() = std::move(reply.body);
  response_->keep_alive(!is_last_);
  response_->prepare_payload();
  serializer_.emplace(*response_);
  arm(core_.limits.send_time_max);
  auto sent = tracked([this](Failure failure, std::size_t) {
    if (failure) return close();
    is_last_ || core_.stopping ? linger() : receive();
  });
  if (is_head_) return http::async_write_header(socket_, *serializer_, std::move(sent));
  http::async_write(socket_, *serializer_, std::move(sent));
}

/// Closes in a way that lets the client read the answer: a reset would throw it away where the
/// client is still sending.
void Connection::linger() {
  phase_ = Phase::lingering;
  Failure ignored;
  socket_.shutdown(tcp::socket::shutdown_send, ignored);
  arm(linger_time_max);
  discard();
}

void Connection::discard() {
  buffer_.clear();
  socket_.async_read_some(
      buffer_.prepare(discard_bytes),
      tracked([this](Failure failure, std::size_t) { failure ? close() : discard(); }));
}

void Connection::close() {
  if (phase_ == Phase::closed) return;
  phase_ = Phase::closed;
  Failure ignored;
  socket_.close(ignored);
  deadline_.cancel();
}

void Connection::return_body_bytes() {
  core_.bodies_bytes -= std::exchange(body_bytes_, 0);
}

void HttpCore::accept() {
  acceptor.async_accept([this](Failure failure, tcp::socket socket) {
    if (stopping) return;
    if (failure) {  // Most likely out of file descriptors: some are free again soon.
      accept_pause.expires_after(std::chrono::milliseconds{100});
      return accept_pause.async_wait([this](Failure) { accept(); });
    }
    if (connections.size() >= 2 * limits.connections_max) return accept();  // Too busy to say so.
    const bool is_full = connections.size() >= limits.connections_max;
    const std::uint64_t id = next_connection++;
    auto& added = *(connections[id] = std::make_unique<Connection>(*this, id, std::move(socket)));
    is_full ? added.refuse(503, "busy: too many connections, try again later") : added.receive();
    accept();
  });
}

void HttpCore::answer(std::uint64_t connection, HttpAnswer reply) {
  --waiting;
  const auto found = connections.find(connection);
  if (found == connections.end() || found->second->phase() != Phase::serving) return;
  found->second->send(std::move(reply));
}

void HttpCore::forget(std::uint64_t connection) {
  connections.erase(connection);
  if (stopping && connections.empty()) stop_limit.cancel();
}

/// Closes what is not sending an answer at once, and the rest when it has done so or its time is
/// up.
void HttpCore::begin_stop() {
  stopping = true;
  acceptor.close();
  accept_pause.cancel();
  std::erase_if(connections, [](const auto& entry) {
    if (entry.second->phase() != Phase::sending) entry.second->close();
    return entry.second->is_over();
  });
  if (connections.empty()) return;
  stop_limit.expires_after(stop_time_max);
  stop_limit.async_wait([this](Failure) {
    for (const auto& entry : connections) entry.second->close();
  });
}

HttpServer::HttpServer(std::unique_ptr<HttpCore> core) : core_(std::move(core)) {}
HttpServer::HttpServer(HttpServer&&) noexcept = default;
HttpServer& HttpServer::operator=(HttpServer&& other) noexcept {
  std::swap(core_, other.core_);
  return *this;
}
HttpServer::~HttpServer() {
  if (core_) stop();
}

Outcome<HttpServer> HttpServer::listen(const std::string& address, std::uint16_t port,
                                       const HttpLimits& limits, Serve serve) {
  auto core = std::make_unique<HttpCore>(limits, std::move(serve));
  Failure failure;
  const auto ip = asio::ip::make_address(address, failure);
  const auto refusal = [&](const char* what) {
    return Refusal{RAAS_E_INVALID, "listen on " + address + ":" + std::to_string(port) + ": " +
                                       what + ": " + failure.message()};
  };
  if (failure) return refusal("not an IP address");
  core->acceptor.open(ip.is_v6() ? tcp::v6() : tcp::v4(), failure);
  if (!failure) core->acceptor.set_option(tcp::acceptor::reuse_address(true), failure);
  if (!failure) core->acceptor.bind({ip, port}, failure);
  if (!failure) core->acceptor.listen(asio::socket_base::max_listen_connections, failure);
  if (failure) return refusal("cannot be listened on");
  core->endpoint = core->acceptor.local_endpoint();
  core->accept();
  core->thread = std::thread([io = &core->io] {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, nullptr);
    io->run();
  });
  return HttpServer(std::move(core));
}

std::uint16_t HttpServer::port() const {
  return core_->endpoint.port();
}

std::string HttpServer::url() const {
  const auto ip = core_->endpoint.address();
  const std::string host = ip.is_v6() ? "[" + ip.to_string() + "]" : ip.to_string();
  return "http://" + host + ":" + std::to_string(port());
}

std::size_t HttpServer::requests_waiting() const {
  return core_->waiting;
}

void HttpServer::stop() {
  if (!core_->thread.joinable()) return;
  asio::post(core_->io, [this] { core_->begin_stop(); });
  core_->thread.join();
}

}  // namespace mock
