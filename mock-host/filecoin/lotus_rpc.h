#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

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
///
/// Faithful in its faults too: a call without id gets no answer, which leaves a batch with a hole
/// in it, and an id that is neither number nor text ends a batch before its closing bracket.
class LotusRpc {
 public:
  explicit LotusRpc(const Chain& chain);
  ~LotusRpc();
  LotusRpc(const LotusRpc&) = delete;
  LotusRpc& operator=(const LotusRpc&) = delete;

  [[nodiscard]] RpcAnswer answer(std::string_view body);
  /// Calls answered so far, by method; each member of a batch counts.
  [[nodiscard]] const std::map<std::string, std::uint64_t>& calls() const { return calls_; }

 private:
  class Session;

  /// A tipset that was asked about, and its height.
  struct KnownTipset {
    std::vector<std::string> key;
    Epoch height = 0;
  };

  void count(std::size_t method);

  const Chain& chain_;
  std::map<std::string, std::uint64_t> calls_;
  std::vector<std::uint64_t*>
      counters_;        ///< By place of the method; into calls_, null before the first call.
  KnownTipset latest_;  ///< All calls of a sweep are about one tipset.
};

}  // namespace mock
