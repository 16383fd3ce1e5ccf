#include "adapters/transport/host_transport.h"

#include <algorithm>
#include <array>
#include <limits>
#include <string_view>
#include <utility>

namespace raas {
namespace {

/// Room for the host to say why, and what it said.
class Refusal {
 public:
  Refusal() {
    error_.struct_size = sizeof error_;
    error_.text = text_.data();
    error_.text_capacity = text_.size();
  }
  Refusal(const Refusal&) = delete;
  Refusal& operator=(const Refusal&) = delete;

  [[nodiscard]] raas_error* out() { return &error_; }
  [[nodiscard]] Error error(std::string_view where, raas_status status) const {
    const std::string_view said(text_.data(), std::min(error_.text_len, text_.size()));
    std::string text = std::string(where) + ": host said " + std::to_string(status);
    if (!said.empty()) text.append(": ").append(said);
    return Error(code_of(status), std::move(text));
  }

 private:
  [[nodiscard]] static Code code_of(raas_status status) {
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

  std::array<char, 512> text_{};
  raas_error error_{};
};

// Calls a host that may be C++, and throw: then nobody knows what became of the call.
template <class Call>
raas_status ask(const Call& call) {
  try {
    return call();
  } catch (...) {
    return RAAS_E_INTERNAL;
  }
}

}  // namespace

Result<std::uint64_t> HostTransport::send(std::string body, Millis timeout_ms) {
  if (in_flight_.size() >= limits_.in_flight_max) {
    return Error(Code::unavailable, "host rpc: " + std::to_string(in_flight_.size()) +
                                        " calls are in flight, no more are sent");
  }
  constexpr Millis timeout_max = std::numeric_limits<std::uint32_t>::max();
  const auto timeout = static_cast<std::uint32_t>(std::clamp<Millis>(timeout_ms, 1, timeout_max));
  Refusal refusal;
  std::uint64_t call_id = 0;
  const raas_status status = ask([&] {
    return rpc_.send(rpc_.ctx, {body.data(), body.size()}, timeout, &call_id, refusal.out());
  });
  if (status < 0) return refusal.error("host rpc: send", status);
  if (call_id == 0) return Error(Code::corrupt, "host rpc: send: call id is 0, expected above 0");
  in_flight_.push_back(call_id);
  return call_id;
}

std::vector<TransportReply> HostTransport::take_replies() {
  std::vector<TransportReply> replies;
  std::vector<std::uint64_t> waiting;
  for (const std::uint64_t ticket : std::exchange(in_flight_, {})) {
    Refusal refusal;
    raas_rpc_reply reply{};
    reply.struct_size = sizeof reply;
    const raas_status status =
        ask([&] { return rpc_.take(rpc_.ctx, ticket, &reply, refusal.out()); });
    if (status == RAAS_E_RETRY) {
      waiting.push_back(ticket);
    } else if (status < 0) {
      replies.push_back({ticket, 0, refusal.error("host rpc: take", status)});
    } else if (reply.body.len > limits_.reply_bytes_max) {
      replies.push_back(
          {ticket, static_cast<int>(reply.http_status),
           Error(Code::corrupt, "host rpc: take: reply has " + std::to_string(reply.body.len) +
                                    " bytes, at most " + std::to_string(limits_.reply_bytes_max) +
                                    " are taken")});
    } else {
      std::string body;
      if (reply.body.ptr != nullptr) body.assign(reply.body.ptr, reply.body.len);
      replies.push_back({ticket, static_cast<int>(reply.http_status), std::move(body)});
    }
  }
  in_flight_ = std::move(waiting);
  return replies;
}

}  // namespace raas
