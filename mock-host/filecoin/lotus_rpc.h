#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "filecoin/chain.h"
#include "filecoin/node_options.h"
#include "filecoin/rpc_node.h"
#include "filecoin/sight.h"

namespace mock {

/// Answers Lotus's JSON-RPC (/rpc/v1) from a simulated chain, in the shapes and with the errors of
/// Lotus v1.36 and go-jsonrpc v0.10: batches run in order with HTTP 200, an unknown method or wrong
/// parameters alone give HTTP 500, application errors code 1 with HTTP 200. As a gateway it serves
/// fewer methods, looks back for a day only, and may limit how much it is asked.
///
/// Faithful in its faults too: a call without id gets no answer, which leaves a batch with a hole
/// in it, and an id that is neither number nor text ends a batch before its closing bracket.
class LotusRpc : public RpcNode {
 public:
  explicit LotusRpc(const Chain& chain, const NodeOptions& options = {});
  ~LotusRpc() override;
  LotusRpc(const LotusRpc&) = delete;
  LotusRpc& operator=(const LotusRpc&) = delete;

  [[nodiscard]] RpcAnswer answer(std::string_view body) override;
  /// From now on the node sees the chain like this.
  void look(const Sight& sight);
  /// Calls answered so far, by method; each member of a batch counts.
  [[nodiscard]] const std::map<std::string, std::uint64_t>& calls() const { return calls_; }

 private:
  class Session;
  struct State;

  void count(std::size_t method);

  std::unique_ptr<State> state_;
  std::map<std::string, std::uint64_t> calls_;
  std::vector<std::uint64_t*>
      counters_;  ///< By place of the method; into calls_, null before the first call.
};

}  // namespace mock
