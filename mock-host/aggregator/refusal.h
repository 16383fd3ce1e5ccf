#pragma once

#include <boost/system/result.hpp>
#include <cstdint>
#include <string>
#include <utility>

#include "raas/abi.h"

namespace mock {

/// Why the aggregator did not do what it was asked. The text reads `where: what was found, what was
/// expected`.
struct Refusal {
  Refusal() = default;
  Refusal(raas_status why, std::string what, std::uint64_t retry_ms = 0)
      : status(why), text(std::move(what)), retry_after_ms(retry_ms) {}

  raas_status status = RAAS_E_INTERNAL;
  std::string text;
  std::uint64_t retry_after_ms = 0;  ///< 0 = no advice.
};

template <class T>
using Outcome = boost::system::result<T, Refusal>;

}  // namespace mock
