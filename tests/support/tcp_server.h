#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace raas::test {

/// One HTTP request as it came in.
struct HttpRequest {
  std::string head;  ///< Request line and headers.
  std::string body;
  /// The value of a header, by its name in lower case; empty if there is none.
  [[nodiscard]] std::string header(const std::string& name) const;
};

/// What to do with a request.
struct TcpAnswer {
  std::string bytes;          ///< Written as they are; a whole HTTP response, or what a test wants.
  bool closes = false;        ///< The connection, after the bytes.
  bool stays_silent = false;  ///< Nothing is written, and the connection stays open.
};

/// An HTTP response with a length.
[[nodiscard]] std::string http_response(int status, const std::string& body,
                                        const std::string& more_headers = "");

/// A server on 127.0.0.1, on a port that the system chooses and a thread of its own.
class TcpServer {
 public:
  /// @param answer  Called on the server's thread for each request.
  explicit TcpServer(std::function<TcpAnswer(const HttpRequest&)> answer);
  ~TcpServer();
  TcpServer(const TcpServer&) = delete;
  TcpServer& operator=(const TcpServer&) = delete;

  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] std::string url() const;
  [[nodiscard]] std::size_t connections() const;  ///< Accepted so far.
  [[nodiscard]] std::vector<HttpRequest> requests() const;

 private:
  struct Running;
  std::unique_ptr<Running> running_;
};

}  // namespace raas::test
