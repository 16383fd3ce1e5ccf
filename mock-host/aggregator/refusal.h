#pragma once

#include <boost/system/result.hpp>
#include <cstdint>
#include <string>

#include "raas/abi.h"

namespace mock {

/// Why the aggregator did not do what it was asked. The text reads `where: what was found, what was
/// expected`.
struct Refusal {
  raas_status status = RAAS_E_INTERNAL;
  std::string text;
  std::uint64_t retry_after_ms = 0;  ///< 0 = no advice.
};

template <class T>
using Outcome = boost::system::result<T, Refusal>;

}  // namespace mock
