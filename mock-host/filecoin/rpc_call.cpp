// Filecoin.StateCall: a message that is tried out on the state.
#include "filecoin/base64.h"
#include "filecoin/cid_text.h"
#include "filecoin/rpc_method.h"
#include "filecoin/sector_methods.h"
#include "filecoin/seeded.h"

namespace mock {

namespace {

constexpr std::uint64_t cbor_codec = 0x51;

/// Random words that belong to the call, by its receiver and method.
std::string cid_of_call(const RpcQuery& query, std::uint64_t part) {
  const CallMessage& message = query.arguments.message;
  const auto word = [&](std::uint64_t i) {
    return drawn(query.ledger.options().seed, Draw::message_parts,
                 message.to_actor.value_or(0) ^ (message.method << 32U), part * 4 + i);
  };
  return chain_cid({word(0), word(1), word(2), word(3)});
}

void write_bytes(const std::string& bytes, JsonWriter& out) {
  // Go has null for a slice that was never made.
  if (bytes.empty()) {
    out.null();
  } else {
    out.text(base64_of(bytes));
  }
}

void write_message(const RpcQuery& query, JsonWriter& out) {
  const CallMessage& message = query.arguments.message;
  out.begin_object();
  out.key("Version").number(0);
  out.key("To").text(message.to);
  out.key("From").text(message.from);
  out.key("Nonce").number(0);
  out.key("Value").text("0");
  out.key("GasLimit").number(0);
  out.key("GasFeeCap").text("0");
  out.key("GasPremium").text("0");
  out.key("Method").number(message.method);
  out.key("Params");
  write_bytes(message.params, out);
  out.key("CID").cid(cid_of_call(query, 0));
  out.end_object();
}

void write_gas_cost(JsonWriter& out) {
  out.begin_object();
  out.key("Message").null();
  for (const char* name : {"GasUsed", "BaseFeeBurn", "OverEstimationBurn", "MinerPenalty",
                           "MinerTip", "Refund", "TotalCost"}) {
    out.key(name).text("0");
  }
  out.end_object();
}

void write_gas_charge(std::string_view name, int gas, JsonWriter& out) {
  out.begin_object();
  out.key("Name").text(name);
  out.key("tg").number(gas);
  out.key("cg").number(gas);
  out.key("sg").number(0);
  out.key("tt").number(0);
  out.end_object();
}

/// Long enough to be skipped over, but without the thousands of charges of a real search.
void write_trace(const RpcQuery& query, const Returned& returned, JsonWriter& out) {
  const CallMessage& message = query.arguments.message;
  out.begin_object();
  out.key("Msg").begin_object();
  out.key("From").text(message.from);
  out.key("To").text(message.to);
  out.key("Value").text("0");
  out.key("Method").number(message.method);
  out.key("Params");
  write_bytes(message.params, out);
  out.key("ParamsCodec").number(message.params.empty() ? 0 : cbor_codec);
  out.key("GasLimit").number(4611686018427387903);
  out.key("ReadOnly").boolean(false);
  out.end_object();
  out.key("MsgRct").begin_object();
  out.key("ExitCode").number(static_cast<int>(returned.exit));
  out.key("Return");
  write_bytes(returned.value, out);
  out.key("ReturnCodec").number(returned.value.empty() ? 0 : cbor_codec);
  out.end_object();
  out.key("InvokedActor").begin_object();
  out.key("Id").number(message.to_actor.value_or(0));
  out.key("State").begin_object();
  out.key("Code").cid(cid_of_call(query, 1));
  out.key("Head").cid(cid_of_call(query, 2));
  out.key("Nonce").number(0);
  out.key("Balance").text("0");
  out.key("DelegatedAddress").null();
  out.end_object();
  out.end_object();
  out.key("GasCharges").begin_array();
  write_gas_charge("OnMethodInvocation", 75000, out);
  write_gas_charge("OnBlockOpenBase", 187440, out);
  out.end_array();
  out.key("Subcalls").null();
  out.end_object();
}

}  // namespace

std::optional<RpcFailure> state_call(const RpcQuery& query, JsonWriter& out) {
  const CallMessage& message = query.arguments.message;
  if (!message.is_from_actor) {
    return RpcFailure{.message = "call raw get actor: resolution lookup failed (" + message.from +
                                 "): resolve address " + message.from + ": actor not found"};
  }
  const Miner* miner = query.find_miner(message.to_actor);
  const Returned returned = miner == nullptr ? Returned{ExitCode::invalid_receiver, {}}
                                             : call_miner(query, *miner, message);
  const auto exit = static_cast<int>(returned.exit);
  out.begin_object();
  out.key("MsgCid").cid(cid_of_call(query, 0));
  out.key("Msg");
  write_message(query, out);
  out.key("MsgRct").begin_object();
  out.key("ExitCode").number(exit);
  out.key("Return");
  write_bytes(returned.value, out);
  out.key("GasUsed").number(262440);
  out.key("EventsRoot").null();
  out.end_object();
  out.key("GasCost");
  write_gas_cost(out);
  out.key("ExecutionTrace");
  write_trace(query, returned, out);
  out.key("Error").text(returned.exit == ExitCode::ok
                            ? std::string()
                            : "message failed with backtrace:\n00: " + message.to + " (method " +
                                  std::to_string(message.method) + ") -- (" + std::to_string(exit) +
                                  ")\n (RetCode=" + std::to_string(exit) + ")");
  out.key("Duration").number(1000000);
  out.end_object();
  return std::nullopt;
}

}  // namespace mock
