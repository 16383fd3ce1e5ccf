#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/evm/deal_status_abi.h"
#include "adapters/evm/eth_rpc.h"
#include "adapters/evm/wallet_note.h"
#include "core/epoch.h"

namespace raas::evm {

// What a wallet asks a node, and how the answers are read.

/// A call that somebody makes, or could make.
struct WalletCall {
  std::string_view from;
  std::string_view to;
  std::string_view calldata;
};
/// Parameters of eth_call at a block: a height or a tag.
[[nodiscard]] std::string call_params(const WalletCall& call, std::string_view block);
/// Of eth_estimateGas.
[[nodiscard]] std::string gas_params(const WalletCall& call);
/// Of eth_sendTransaction. What it costs per gas is the node's business.
[[nodiscard]] std::string send_params(std::string_view from, const WalletNote& note);
/// Of eth_getLogs for the event that a deal was reported.
[[nodiscard]] std::string completion_params(std::string_view contract, const CompletedDeal& deal,
                                            Epoch from, Epoch to);

/// Where a transaction was mined, as a receipt or a log says.
struct Mined {
  Epoch height = no_epoch;
  std::string block;  ///< Its hash.
  std::string hash;   ///< Of the transaction.
  bool succeeded = false;
};
/// Nothing if it is no receipt; a transaction that was mined is as good as one.
[[nodiscard]] std::optional<Mined> mined_in_receipt(const EthAnswer& answer);
/// All that are told, without those that were taken back; nothing if it is no list of logs.
[[nodiscard]] std::optional<std::deque<Mined>> mined_in_logs(const EthAnswer& answer);

/// A number in the JSON of an answer, "0x41".
[[nodiscard]] std::optional<std::uint64_t> number_in_answer(const EthAnswer& answer);
/// A member of the object in an answer; empty if there is none.
[[nodiscard]] std::string member_in_answer(const EthAnswer& answer, std::string_view key);
/// Whether a function that returns bool said true.
[[nodiscard]] bool is_true(const EthAnswer& answer);

/// What a node means that does not take a transaction.
enum class SendRefusal : std::uint8_t {
  nonce_in_use,  ///< One with that nonce waits at the node, or was mined.
  no_funds,      ///< The account cannot pay.
  other,
};
[[nodiscard]] SendRefusal refusal_in(std::string_view text);

}  // namespace raas::evm
