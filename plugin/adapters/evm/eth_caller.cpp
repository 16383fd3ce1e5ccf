#include "adapters/evm/eth_caller.h"

namespace raas::evm {
namespace {

/// Beyond the transport's own time-out, which is to strike first.
constexpr Millis wait_beyond_timeout_ms = 2000;

}  // namespace

Status EthCaller::ask(std::string_view method, const std::string& params, Now now) {
  ++call_id_;
  const auto sent = transport_.send(eth_request(method, params, call_id_), timeout_ms_);
  if (!sent) return sent.error();
  ticket_ = *sent;
  deadline_ms_ = now.monotonic_ms + timeout_ms_ + wait_beyond_timeout_ms;
  return {};
}

std::optional<EthAnswer> EthCaller::take(Now now) {
  std::optional<EthAnswer> answer;
  for (const TransportReply& reply : transport_.take_replies()) {
    if (ticket_ == 0 || reply.ticket != ticket_) continue;
    ticket_ = 0;
    answer = reply.body ? eth_answer(reply.http_status, *reply.body, call_id_)
                        : EthAnswer(EthError{EthTrouble::no_answer, reply.body.error().text()});
  }
  if (ticket_ != 0 && now.monotonic_ms >= deadline_ms_) {
    ticket_ = 0;
    answer = EthAnswer(EthError{EthTrouble::no_answer, "no answer within the time-out"});
  }
  return answer;
}

}  // namespace raas::evm
