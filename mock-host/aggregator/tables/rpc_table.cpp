#include "aggregator/tables/rpc_table.h"

#include "aggregator/tables/abi_values.h"

namespace mock {
namespace {

constexpr std::uint64_t busy_retry_ms = 1000;

}  // namespace

RpcTable::RpcTable(RpcNode& rpc, CallScope& scope, std::size_t in_flight_max)
    : rpc_(rpc), scope_(scope), in_flight_max_(in_flight_max) {
  table_.ctx = this;
  table_.send = [](void* ctx, raas_str body, std::uint32_t, std::uint64_t* ret_call_id,
                   raas_error* err) {
    auto& self = *static_cast<RpcTable*>(ctx);
    return guarded(err, self.scope_, "rpc_send", [&] { return self.send(body, ret_call_id); });
  };
  table_.take = [](void* ctx, std::uint64_t call_id, raas_rpc_reply* ret_reply, raas_error* err) {
    auto& self = *static_cast<RpcTable*>(ctx);
    return guarded(err, self.scope_, "rpc_take", [&] { return self.take(call_id, ret_reply); });
  };
}

Outcome<void> RpcTable::send(raas_str body, std::uint64_t* ret_call_id) {
  if (ret_call_id == nullptr || body.len == 0) {
    return Refusal{RAAS_E_INVALID, "rpc_send: no body, or no place for the answer"};
  }
  if (replies_.size() >= in_flight_max_) {
    return Refusal{RAAS_E_BUSY, std::to_string(in_flight_max_) + " calls are in flight",
                   busy_retry_ms};
  }
  replies_.emplace(next_id_, Reply{rpc_.answer(view_of(body)), scope_.call_number()});
  *ret_call_id = next_id_++;
  return {};
}

Outcome<void> RpcTable::take(std::uint64_t call_id, raas_rpc_reply* ret_reply) {
  const auto found = replies_.find(call_id);
  if (found == replies_.end()) {
    return Refusal{RAAS_E_NOT_FOUND, "no call " + std::to_string(call_id)};
  }
  if (found->second.sent_in == scope_.call_number()) {
    return Refusal{RAAS_E_RETRY, "call " + std::to_string(call_id) + " is not answered yet"};
  }
  if (found->second.answer.http_status == no_answer) {
    replies_.erase(found);
    return Refusal{RAAS_E_TIMEOUT, "call " + std::to_string(call_id) + ": no answer in time"};
  }
  raas_rpc_reply reply{};
  reply.struct_size = sizeof reply;
  reply.http_status = static_cast<std::uint32_t>(found->second.answer.http_status);
  reply.call_id = call_id;
  reply.body = scope_.lend(std::move(found->second.answer.body));
  replies_.erase(found);
  if (!give(ret_reply, reply)) return Refusal{RAAS_E_INVALID, "rpc_take: no place for the answer"};
  return {};
}

}  // namespace mock
