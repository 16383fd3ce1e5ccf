#include "adapters/transport/host_transport.h"

#include <raas/cpp/answer.h>

#include <algorithm>
#include <limits>
#include <string_view>
#include <utility>

namespace raas {
namespace {

Code code_of(raas_status status) {
  switch (status) {
    case RAAS_E_INVALID:
    case RAAS_E_UNSUPPORTED:
    case RAAS_E_DENIED:
    case RAAS_E_MISUSE: return Code::rejected;
    case RAAS_E_NOT_FOUND: return Code::not_found;
    // All others, those of a newer host too, may pass.
    default: return Code::unavailable;
  }
}

Error error_of(std::string_view where, const abi::Answer& said) {
  std::string text = std::string(where) + ": host said " + std::to_string(said.status);
  if (!said.text.empty()) text.append(": ").append(said.text);
  return Error(code_of(said.status), std::move(text));
}

}  // namespace

Result<std::uint64_t> HostTransport::send(std::string body, Millis timeout_ms) {
  if (in_flight_.size() >= limits_.in_flight_max) {
    return Error(Code::unavailable, "host rpc: " + std::to_string(in_flight_.size()) +
                                        " calls are in flight, no more are sent");
  }
  constexpr Millis timeout_max = std::numeric_limits<std::uint32_t>::max();
  const auto timeout = static_cast<std::uint32_t>(std::clamp<Millis>(timeout_ms, 1, timeout_max));
  std::uint64_t call_id = 0;
  const abi::Answer said = abi::called("the host", [&](raas_error* err) {
    return rpc_.send(rpc_.ctx, abi::str_of(body), timeout, &call_id, err);
  });
  if (!said.is_ok()) return error_of("host rpc: send", said);
  if (call_id == 0) return Error(Code::corrupt, "host rpc: send: call id is 0, expected above 0");
  in_flight_.push_back(call_id);
  return call_id;
}

std::vector<TransportReply> HostTransport::take_replies() {
  std::vector<TransportReply> replies;
  std::vector<std::uint64_t> waiting;
  for (const std::uint64_t ticket : std::exchange(in_flight_, {})) {
    raas_rpc_reply reply{};
    reply.struct_size = sizeof reply;
    const abi::Answer said = abi::called(
        "the host", [&](raas_error* err) { return rpc_.take(rpc_.ctx, ticket, &reply, err); });
    if (said.status == RAAS_E_RETRY) {
      waiting.push_back(ticket);
    } else if (!said.is_ok()) {
      replies.push_back({ticket, 0, error_of("host rpc: take", said)});
    } else if (reply.body.len > limits_.reply_bytes_max) {
      replies.push_back(
          {ticket, static_cast<int>(reply.http_status),
           Error(Code::corrupt, "host rpc: take: reply has " + std::to_string(reply.body.len) +
                                    " bytes, at most " + std::to_string(limits_.reply_bytes_max) +
                                    " are taken")});
    } else {
      std::string body(abi::view_of(reply.body));
      replies.push_back({ticket, static_cast<int>(reply.http_status), std::move(body)});
    }
  }
  in_flight_ = std::move(waiting);
  return replies;
}

}  // namespace raas
