#pragma once

#include <boost/json/value.hpp>
#include <span>

#include "filecoin/rpc_method.h"

namespace mock {

/// Decodes @p params for @p method into @p arguments, whose old contents are gone. Returns what
/// go-jsonrpc would refuse.
std::optional<RpcFailure> decode(const RpcMethod& method,
                                 std::span<const boost::json::value> params,
                                 RpcArguments& arguments);

}  // namespace mock
