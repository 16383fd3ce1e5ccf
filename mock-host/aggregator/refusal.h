#pragma once

#include <boost/system/result.hpp>
#include <cstdint>
#include <string>
#include <utility>

#include "raas/cpp/answer.h"

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

/// The same in the words of the ABI, and back.
[[nodiscard]] inline raas::abi::Answer answer_of(const Refusal& refusal) {
  return {refusal.status, refusal.text, refusal.retry_after_ms};
}
[[nodiscard]] inline Refusal refusal_of(const raas::abi::Answer& answer) {
  return {answer.status, answer.text, answer.retry_after_ms};
}

template <class T>
using Outcome = boost::system::result<T, Refusal>;

}  // namespace mock
