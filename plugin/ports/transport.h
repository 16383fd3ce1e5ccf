#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"
#include "core/epoch.h"

namespace raas {

/// An answer of a node, or why there is none.
struct TransportReply {
  std::uint64_t ticket = 0;
  int http_status = 0;  ///< 0 where there was no answer.
  Result<std::string> body = Error{Code::unavailable, "no answer"};  ///< As the node sent it.
  Millis retry_after_ms = 0;  ///< How long the node asks to wait (Retry-After); 0 = not said.
};

/// Carries JSON-RPC bodies to one endpoint and answers back. Never blocks. Called on the host's
/// thread only.
class Transport {
 public:
  virtual ~Transport() = default;

  /// Sends one body. The reply comes later from take_replies() under the ticket returned.
  /// @retval unavailable  Too many in flight, or the host refuses for now.
  [[nodiscard]] virtual Result<std::uint64_t> send(std::string body, Millis timeout_ms) = 0;
  /// All replies that have come since the last call, each once.
  [[nodiscard]] virtual std::vector<TransportReply> take_replies() = 0;
};

}  // namespace raas
