#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "ports/transport.h"

namespace raas {

/// Where the node is, and the limits of the talk with it.
struct CurlOptions {
  std::string url;            ///< http or https, e.g. "http://127.0.0.1:1234/rpc/v1".
  std::string token_file;     ///< Holds the bearer token; empty = none is sent.
  std::string ca_file;        ///< Authorities that https is believed by; empty = the system's.
  std::string version = "0";  ///< Of the plugin, for the User-Agent.
  Millis connect_timeout_ms = 5000;
  std::size_t reply_bytes_max = std::size_t{64} << 20;
  std::size_t connections_max = 4;
  std::size_t in_flight_max = 64;  ///< Requests that were sent and whose reply was not taken.
};

/// Carries JSON-RPC over HTTP/1.1 with libcurl, on one thread of its own that does nothing else.
class CurlTransport final : public Transport {
 public:
  /// @param wake  Called on the transport's thread when a reply has come; must not call back into
  /// it.
  /// @retval invalid_input  The URL is none, or not of http or https.
  /// @retval unavailable    No thread or memory.
  [[nodiscard]] static Result<std::unique_ptr<CurlTransport>> open(const CurlOptions& options,
                                                                   std::function<void()> wake);
  /// Drops what is in flight and joins the thread.
  ~CurlTransport() override;

  [[nodiscard]] Result<std::uint64_t> send(std::string body, Millis timeout_ms) override;
  [[nodiscard]] std::vector<TransportReply> take_replies() override;

 private:
  class Worker;
  explicit CurlTransport(std::unique_ptr<Worker> worker);

  std::unique_ptr<Worker> worker_;
  std::uint64_t tickets_ = 0;
};

}  // namespace raas
