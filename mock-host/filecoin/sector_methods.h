#pragma once

#include <cstdint>
#include <string>

#include "filecoin/rpc_method.h"

namespace mock {

/// How a message ended, as an actor's runtime counts.
enum class ExitCode : std::uint8_t {
  ok = 0,
  invalid_receiver = 5,
  illegal_argument = 16,
  not_found = 17,
  unhandled_message = 22,
  serialization = 21,
};

/// What a method of an actor returned.
struct Returned {
  ExitCode exit = ExitCode::ok;
  std::string value;  ///< CBOR.
};

/// Runs one of the methods that a miner actor has for asking about its sectors (FIP-0112).
[[nodiscard]] Returned call_miner(const RpcQuery& query, const Miner& miner,
                                  const CallMessage& message);

}  // namespace mock
