#pragma once

#include <boost/json/fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/evm/deal_status_abi.h"
#include "base/error.h"
#include "core/registration.h"

namespace raas::evm {

/// The registration that a request means: what cannot become a job has its refusal.
[[nodiscard]] Registration registration_of(std::uint64_t id, std::string_view cid,
                                           const std::optional<Thresholds>& thresholds,
                                           Epoch height);

/// Heights that were asked for.
struct HeightRange {
  Epoch from = 0;
  Epoch to = 0;
};

/// What a reply to eth_getLogs holds.
struct RequestLogs {
  std::vector<Registration> registrations;  ///< Rising by id, each id once.
  std::uint64_t unreadable = 0;             ///< Logs that tell no request id.
};

/// Reads the logs of a contract.
/// @param contract  "0x" and 40 digits in lower case.
/// @retval corrupt  The reply is no list of logs of that contract in that range: none of it is
/// used.
[[nodiscard]] Result<RequestLogs> read_request_logs(const boost::json::value& result,
                                                    std::string_view contract,
                                                    const HeightRange& range);

}  // namespace raas::evm
