#include "support/tcp_server.h"

#include <algorithm>
#include <boost/asio.hpp>
#include <cctype>
#include <mutex>
#include <thread>

namespace raas::test {
namespace asio = boost::asio;
using asio::ip::tcp;

std::string HttpRequest::header(const std::string& name) const {
  std::string lower = head;
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const std::size_t at = lower.find("\r\n" + name + ": ");
  if (at == std::string::npos) return {};
  const std::size_t from = at + name.size() + 4;
  return head.substr(from, head.find("\r\n", from) - from);
}

std::string http_response(int status, const std::string& body, const std::string& more_headers) {
  return "HTTP/1.1 " + std::to_string(status) +
         " X\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + more_headers + "\r\n" +
         body;
}

struct TcpServer::Running {
  explicit Running(std::function<TcpAnswer(const HttpRequest&)> to_answer)
      : answer(std::move(to_answer)) {
    accept();
    thread = std::thread([this] { io.run(); });
  }

  /// A connection; kept alive by the operation that is under way on it.
  struct Connection {
    explicit Connection(tcp::socket accepted) : socket(std::move(accepted)) {}
    tcp::socket socket;
    std::string in;
    std::string out;
  };

  void accept() {
    acceptor.async_accept([this](boost::system::error_code error, tcp::socket socket) {
      if (error) return;
      {
        const std::lock_guard lock(mutex);
        ++connections;
      }
      read_head(std::make_unique<Connection>(std::move(socket)));
      accept();
    });
  }

  void read_head(std::unique_ptr<Connection> connection) {
    Connection& c = *connection;
    asio::async_read_until(c.socket, asio::dynamic_buffer(c.in), "\r\n\r\n",
                           [this, kept = std::move(connection)](boost::system::error_code error,
                                                                std::size_t length) mutable {
                             if (error) return;
                             HttpRequest request;
                             request.head = kept->in.substr(0, length);
                             kept->in.erase(0, length);
                             read_body(std::move(kept), std::move(request));
                           });
  }

  void read_body(std::unique_ptr<Connection> connection, HttpRequest request) {
    Connection& c = *connection;
    const std::string told = request.header("content-length");
    const std::size_t length = told.empty() ? 0 : std::stoul(told);
    const std::size_t missing = length > c.in.size() ? length - c.in.size() : 0;
    asio::async_read(c.socket, asio::dynamic_buffer(c.in), asio::transfer_exactly(missing),
                     [this, length, kept = std::move(connection), asked = std::move(request)](
                         boost::system::error_code error, std::size_t) mutable {
                       if (error) return;
                       asked.body = kept->in.substr(0, length);
                       kept->in.erase(0, length);
                       reply(std::move(kept), std::move(asked));
                     });
  }

  void reply(std::unique_ptr<Connection> connection, HttpRequest request) {
    {
      const std::lock_guard lock(mutex);
      requests.push_back(request);
    }
    TcpAnswer answered = answer(request);
    Connection& c = *connection;
    if (answered.stays_silent) {
      read_head(std::move(connection));
      return;
    }
    c.out = std::move(answered.bytes);
    asio::async_write(c.socket, asio::buffer(c.out),
                      [this, closes = answered.closes, kept = std::move(connection)](
                          boost::system::error_code error, std::size_t) mutable {
                        if (!error && !closes) read_head(std::move(kept));
                      });
  }

  std::function<TcpAnswer(const HttpRequest&)> answer;
  mutable std::mutex mutex;
  std::size_t connections = 0;
  std::vector<HttpRequest> requests;
  asio::io_context io{1};
  tcp::acceptor acceptor{io, tcp::endpoint(asio::ip::address_v4::loopback(), 0)};
  std::thread thread;
};

TcpServer::TcpServer(std::function<TcpAnswer(const HttpRequest&)> answer)
    : running_(std::make_unique<Running>(std::move(answer))) {}

TcpServer::~TcpServer() {
  running_->io.stop();
  running_->thread.join();
}

std::uint16_t TcpServer::port() const {
  return running_->acceptor.local_endpoint().port();
}
std::string TcpServer::url() const {
  return "http://127.0.0.1:" + std::to_string(port()) + "/rpc/v1";
}
std::size_t TcpServer::connections() const {
  const std::lock_guard lock(running_->mutex);
  return running_->connections;
}
std::vector<HttpRequest> TcpServer::requests() const {
  const std::lock_guard lock(running_->mutex);
  return running_->requests;
}

}  // namespace raas::test
