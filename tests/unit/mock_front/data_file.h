#pragma once

#include <boost/json/value.hpp>
#include <string_view>

namespace mock_front_test {

/// A file under tests/data, parsed.
boost::json::value json_of(std::string_view name);

}  // namespace mock_front_test
