#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "adapters/evm/eth_rpc.h"
#include "ports/transport.h"

namespace raas::evm {

/// Asks a node one thing at a time.
class EthCaller {
 public:
  /// @param transport  Used by nobody else.
  EthCaller(Transport& transport, Millis timeout_ms)
      : transport_(transport), timeout_ms_(timeout_ms) {}

  /// @param params  A JSON array.
  /// @pre !is_asking()
  [[nodiscard]] Status ask(std::string_view method, const std::string& params, Now now);
  /// The answer to what was asked, once; no_answer if none came in time.
  [[nodiscard]] std::optional<EthAnswer> take(Now now);
  [[nodiscard]] bool is_asking() const { return ticket_ != 0; }
  /// When what is in flight is given up.
  [[nodiscard]] Millis deadline_ms() const { return deadline_ms_; }

 private:
  Transport& transport_;
  Millis timeout_ms_;
  std::uint64_t ticket_ = 0;  ///< 0 = nothing is in flight.
  std::uint64_t call_id_ = 0;
  Millis deadline_ms_ = 0;
};

}  // namespace raas::evm
