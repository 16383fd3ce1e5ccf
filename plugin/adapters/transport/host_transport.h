#pragma once

#include <raas/ext/rpc.h>

#include <cstddef>
#include <vector>

#include "ports/transport.h"

namespace raas {

/// Carries JSON-RPC through the host's own client ("raas.host.rpc/1"). Inside host calls only.
class HostTransport final : public Transport {
 public:
  struct Limits {
    std::size_t in_flight_max = 64;
    std::size_t reply_bytes_max = std::size_t{64} << 20;
  };

  /// @param rpc  Valid for the life of the transport.
  explicit HostTransport(const raas_host_rpc& rpc) : HostTransport(rpc, Limits{}) {}
  HostTransport(const raas_host_rpc& rpc, const Limits& limits) : rpc_(rpc), limits_(limits) {}

  [[nodiscard]] Result<std::uint64_t> send(std::string body, Millis timeout_ms) override;
  [[nodiscard]] std::vector<TransportReply> take_replies() override;

 private:
  const raas_host_rpc& rpc_;
  Limits limits_;
  std::vector<std::uint64_t> in_flight_;  ///< Call ids, which are the tickets.
};

}  // namespace raas
