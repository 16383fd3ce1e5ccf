#pragma once

#include <boost/json/value.hpp>
#include <boost/system/result.hpp>
#include <cstdint>
#include <string>
#include <string_view>

namespace raas::evm {

/// Why a call of an eth_ method has no result, by what can be done about it.
enum class EthTrouble : std::uint8_t {
  no_answer,     ///< The node was not reached, is busy, or answered what is no answer: later.
  not_yet,       ///< The height asked for is ahead of the node: later.
  too_much,      ///< Too wide a range or too many results: less at a time.
  out_of_reach,  ///< Too far back for this node.
  null_round,    ///< There is no tipset at that height.
  reverted,      ///< The contract gave up; revert_data says why.
  refused,       ///< Anything else.
};

/// Why a call has no result.
struct EthError {
  EthTrouble trouble = EthTrouble::refused;
  std::string text = {};         ///< For people: short, without control characters.
  std::string revert_data = {};  ///< In binary.
};

using EthAnswer = boost::system::result<boost::json::value, EthError>;

/// Writes one call as JSON-RPC 2.0. @p params is a JSON array.
[[nodiscard]] std::string eth_request(std::string_view method, std::string_view params,
                                      std::uint64_t id);

/// Reads the answer to the call with that id.
[[nodiscard]] EthAnswer eth_answer(int http_status, std::string_view body, std::uint64_t id);

}  // namespace raas::evm
