#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "filecoin/chain.h"

namespace mock {

/// What an HTTP server sends back.
struct RpcAnswer {
  int http_status = 200;
  std::string body;
};

/// Answers Lotus's JSON-RPC (/rpc/v1) from a simulated chain, in the shapes and with the errors of
/// Lotus v1.36 and go-jsonrpc v0.10: batches run in order with HTTP 200, an unknown method or wrong
/// parameters alone give HTTP 500, application errors code 1 with HTTP 200.
class LotusRpc {
 public:
  explicit LotusRpc(const Chain& chain) : chain_(chain) {}

  [[nodiscard]] RpcAnswer answer(std::string_view body);
  /// Calls answered so far, by method; each member of a batch counts.
  [[nodiscard]] const std::map<std::string, std::uint64_t>& calls() const { return calls_; }

 private:
  const Chain& chain_;
  std::map<std::string, std::uint64_t> calls_;
};

}  // namespace mock
