#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "aggregator/refusal.h"
#include "front/http.h"

namespace mock {

/// What a client may take of a server.
struct HttpLimits {
  std::size_t header_bytes_max = 16 * 1024;          ///< Above: 431.
  std::size_t body_bytes_max = 64 * 1024 * 1024;     ///< Above: 413.
  std::size_t bodies_bytes_max = 512 * 1024 * 1024;  ///< Of all connections together. Above: 503.
  std::size_t connections_max = 256;                 ///< Above: 503, and closed.
  std::size_t requests_waiting_max = 64;             ///< Received and not answered. Above: 503.
  std::chrono::milliseconds receive_time_max{
      30000};  ///< From a request's first to its last byte; then 408.
  std::chrono::milliseconds send_time_max{30000};  ///< For one answer; then closed.
  std::chrono::milliseconds idle_time_max{60000};  ///< Between requests; then closed.
};

struct HttpCore;

/// An HTTP/1.1 server with one thread of its own, which does the reading and writing and no more:
/// requests are handed to a function and answered later, from whatever thread.
///
/// What is no good request is answered here: 400 for what is not HTTP, 408, 413, 431 and 503 by the
/// limits. Connections are kept alive; pipelined requests are answered in order.
class HttpServer {
 public:
  /// Called on the server's thread for each request; must return at once and may not throw.
  using Serve = std::function<void(HttpRequest, Respond)>;

  /// Listens on @p address (an IP address) and @p port (0 = any that is free).
  [[nodiscard]] static Outcome<HttpServer> listen(const std::string& address, std::uint16_t port,
                                                  const HttpLimits& limits, Serve serve);
  HttpServer(HttpServer&&) noexcept;
  HttpServer& operator=(HttpServer&&) noexcept;
  /// Stops. A Respond that is still held by somebody must not be used after.
  ~HttpServer();

  [[nodiscard]] std::uint16_t port() const;
  /// "http://127.0.0.1:1234"
  [[nodiscard]] std::string url() const;
  /// Requests that were received and not answered.
  [[nodiscard]] std::size_t requests_waiting() const;

  /// Accepts nothing any more, lets answers that are being sent reach their clients (for one second
  /// at most), closes all connections and joins the thread.
  void stop();

 private:
  explicit HttpServer(std::unique_ptr<HttpCore> core);
  std::unique_ptr<HttpCore> core_;
};

}  // namespace mock
