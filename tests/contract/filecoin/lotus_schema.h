#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <vector>

namespace test {

/// The schema of the result of @p method, made from Lotus's OpenRPC description.
///
/// The description knows nothing of Go types that write their JSON themselves (addresses, big
/// integers, CIDs, bitfields, tipsets): it shows their fields or none. There the example in it
/// decides, in all its depth. And it does not say that Go leaves no member out: here all of them
/// are required. @p nullable names the members that are Go pointers or slices, which may be null,
/// @p omitted those that Go leaves out when they are empty.
[[nodiscard]] boost::json::value result_schema(const std::string& method,
                                               const std::vector<std::string>& nullable = {},
                                               const std::vector<std::string>& omitted = {});

}  // namespace test
