#pragma once

#include "evm/evm_link.h"
#include "filecoin/rpc_node.h"

namespace mock {

/// One address for both: Filecoin methods are answered by the simulated node, those of the EVM by
/// the EVM, also side by side in one batch.
class OneEndpoint final : public RpcNode {
 public:
  OneEndpoint(RpcNode& filecoin, EvmLink& link) : filecoin_(filecoin), link_(link) {}

  [[nodiscard]] RpcAnswer answer(std::string_view body) override;

 private:
  [[nodiscard]] boost::json::value answer_one(const boost::json::value& request);

  RpcNode& filecoin_;
  EvmLink& link_;
};

}  // namespace mock
