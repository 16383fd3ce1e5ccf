#pragma once

#include <raas/abi.h>

#include <array>
#include <exception>
#include <string>
#include <string_view>

#include "adapters/host/abi_values.h"
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

/// Makes an answer of what a call left behind.
[[nodiscard]] HostAnswer host_answer(std::string_view function, raas_status status,
                                     const raas_error& error);

/// Calls the host and lets no exception of it through: @p call(raas_error*) gives a status.
template <class Call>
[[nodiscard]] HostAnswer ask_host(std::string_view function, const Call& call) {
  std::array<char, 512> text{};
  raas_error error{};
  error.struct_size = sizeof(error);
  error.text = text.data();
  error.text_capacity = text.size();
  try {
    return host_answer(function, call(&error), error);
  } catch (const std::exception& thrown) {
    const std::string what = printable(thrown.what(), text.size());
    return {.status = RAAS_E_INTERNAL,
            .error = Error(Code::unavailable, std::string(function) + ": the host threw: " + what)};
  } catch (...) {
    return {.status = RAAS_E_INTERNAL,
            .error = Error(Code::unavailable, std::string(function) + ": the host threw")};
  }
}

}  // namespace raas
