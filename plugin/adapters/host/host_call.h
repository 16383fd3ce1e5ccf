#pragma once

#include <raas/cpp/answer.h>

#include <string_view>

#include "base/error.h"
#include "core/epoch.h"
#include "ports/host_deals.h"

namespace raas {

/// What the host answered to one call.
struct HostAnswer {
  raas_status status = RAAS_OK;  ///< One that this plugin knows.
  Error error;                   ///< Unless the status is RAAS_OK. Names the function.
  Millis retry_after_ms = 0;

  [[nodiscard]] bool is_ok() const { return status == RAAS_OK; }
  [[nodiscard]] HostRefusal refusal() const {
    return {
        .error = error, .retry_after_ms = retry_after_ms, .no_funds = status == RAAS_E_NO_FUNDS};
  }
};

/// What an answer of the host means to us.
[[nodiscard]] HostAnswer host_answer(std::string_view function, const abi::Answer& said);

/// Calls the host and lets no exception of it through: @p call(raas_error*) gives a status.
template <class Call>
[[nodiscard]] HostAnswer ask_host(std::string_view function, const Call& call) {
  return host_answer(function, abi::called("the host", call));
}

}  // namespace raas
