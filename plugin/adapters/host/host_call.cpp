#include "adapters/host/host_call.h"

#include <algorithm>

namespace raas {
namespace {

constexpr std::uint64_t retry_after_ms_max = 24ULL * 60 * 60 * 1000;
constexpr std::size_t text_bytes_max = 512;

/// By the receiver's rule for values that it does not know: positive is OK, negative is INTERNAL.
raas_status known_status(raas_status status) {
  if (status >= RAAS_OK) return RAAS_OK;
  return status < RAAS_E_INTERNAL ? RAAS_E_INTERNAL : status;
}

std::string_view name_of_status(raas_status status) {
  switch (status) {
    case RAAS_E_INVALID: return "INVALID";
    case RAAS_E_UNSUPPORTED: return "UNSUPPORTED";
    case RAAS_E_NOT_FOUND: return "NOT_FOUND";
    case RAAS_E_CONFLICT: return "CONFLICT";
    case RAAS_E_RETRY: return "RETRY";
    case RAAS_E_BUSY: return "BUSY";
    case RAAS_E_NO_FUNDS: return "NO_FUNDS";
    case RAAS_E_DENIED: return "DENIED";
    case RAAS_E_TIMEOUT: return "TIMEOUT";
    case RAAS_E_CANCELLED: return "CANCELLED";
    case RAAS_E_SHUTDOWN: return "SHUTDOWN";
    case RAAS_E_MISUSE: return "MISUSE";
    default: return "INTERNAL";
  }
}

Code code_of(raas_status status) {
  switch (status) {
    case RAAS_E_NOT_FOUND: return Code::not_found;
    case RAAS_E_CONFLICT: return Code::corrupt;
    case RAAS_E_DENIED:
    case RAAS_E_INVALID:
    case RAAS_E_UNSUPPORTED:
    case RAAS_E_CANCELLED: return Code::rejected;
    default: return Code::unavailable;  // The same again later harms nobody.
  }
}

}  // namespace

HostAnswer host_answer(std::string_view function, raas_status status, const raas_error& error) {
  HostAnswer answer;
  answer.status = known_status(status);
  if (answer.is_ok()) return answer;

  std::string text = std::string(function) + ": " + std::string(name_of_status(answer.status));
  if (error.text != nullptr && error.text_len > 0 && error.text_len <= error.text_capacity) {
    text += ": " + printable({error.text, error.text_len}, text_bytes_max);
  }
  answer.error = Error(code_of(answer.status), std::move(text));
  answer.retry_after_ms =
      static_cast<Millis>(std::min<std::uint64_t>(error.retry_after_ms, retry_after_ms_max));
  return answer;
}

}  // namespace raas
