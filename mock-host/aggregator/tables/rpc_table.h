#pragma once

#include <map>

#include "aggregator/tables/call_scope.h"
#include "filecoin/rpc_node.h"
#include "raas/ext/rpc.h"

namespace mock {

/// raas.host.rpc/1: the simulated node, asked in-process. An answer can be taken from the next call
/// into the plugin on, as if it had come over a network in no time.
class RpcTable {
 public:
  RpcTable(RpcNode& rpc, CallScope& scope, std::size_t in_flight_max);
  RpcTable(const RpcTable&) = delete;
  RpcTable& operator=(const RpcTable&) = delete;

  [[nodiscard]] const raas_host_rpc* table() const { return &table_; }
  /// Whether an answer has come that the plugin was not called for yet.
  [[nodiscard]] bool has_reply() const {
    return !replies_.empty() && replies_.rbegin()->second.sent_in == scope_.call_number();
  }

 private:
  struct Reply {
    RpcAnswer answer;
    std::uint64_t sent_in = 0;  ///< Number of the call into the plugin.
  };
  Outcome<void> send(raas_str body, std::uint64_t* ret_call_id);
  Outcome<void> take(std::uint64_t call_id, raas_rpc_reply* ret_reply);

  RpcNode& rpc_;
  CallScope& scope_;
  std::size_t in_flight_max_;
  raas_host_rpc table_{};
  std::map<std::uint64_t, Reply> replies_;
  std::uint64_t next_id_ = 1;
};

}  // namespace mock
