#include "adapters/host/host_call.h"

#include <algorithm>

#include "adapters/host/abi_values.h"

namespace raas {
namespace {

constexpr std::uint64_t retry_after_ms_max = 24ULL * 60 * 60 * 1000;
constexpr std::size_t text_bytes_max = 512;

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

HostAnswer host_answer(std::string_view function, const abi::Answer& said) {
  HostAnswer answer;
  answer.status = said.status;
  if (answer.is_ok()) return answer;

  std::string text = std::string(function) + ": " + std::string(abi::name_of(said.status));
  if (!said.text.empty()) text += ": " + printable(said.text, text_bytes_max);
  answer.error = Error(code_of(said.status), std::move(text));
  answer.retry_after_ms =
      static_cast<Millis>(std::min<std::uint64_t>(said.retry_after_ms, retry_after_ms_max));
  return answer;
}

}  // namespace raas
