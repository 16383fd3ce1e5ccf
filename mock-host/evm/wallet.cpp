#include "evm/wallet.h"

#include <algorithm>

#include "evm/hex.h"

namespace mock {
namespace json = boost::json;
namespace {

constexpr std::uint64_t gas_limit = 5000000;
/// Fewer digits are less than 0.1 FIL, which is about what a transaction may cost.
constexpr std::size_t balance_digits_min = 15;

bool says(const std::string& text, std::string_view what) {
  return text.find(what) != std::string::npos;
}

}  // namespace

Outcome<void> Wallet::settle(Epoch finalized) {
  const auto balance = parts_.evm.text("eth_getBalance", {account_, "latest"});
  if (!balance) return balance.error();
  parts_.book.set_funded(balance->size() >= std::string_view("0x").size() + balance_digits_min);
  if (auto done = sign_new(); !done) return done;
  for (const TxId id : parts_.book.open()) {
    if (auto done = follow(parts_.book.at(id), finalized); !done) return done;
  }
  return {};
}

json::object Wallet::call_of(const TxRecord& record) const {
  return {{"from", account_},
          {"to", hex_text(record.order.to)},
          {"data", hex_text(record.order.calldata)},
          {"value", quantity_of_decimal(record.order.value)},
          {"gas", quantity(gas_limit)}};
}

Outcome<void> Wallet::sign_new() {
  std::uint64_t nonce = parts_.book.next_nonce();
  bool is_nonce_known = false;
  for (const TxId id : parts_.book.open()) {
    TxRecord record = parts_.book.at(id);
    if (record.nonce) continue;
    if (!is_nonce_known) {
      const auto count = parts_.evm.number("eth_getTransactionCount", {account_, "latest"});
      if (!count) return count.error();
      nonce = std::max(nonce, *count);
      is_nonce_known = true;
    }
    if (auto done = sign(record, nonce); !done) return done;
    parts_.book.put(record);
    ++nonce;
  }
  parts_.commit();
  return {};
}

Outcome<void> Wallet::sign(TxRecord& record, std::uint64_t nonce) {
  const auto price = parts_.evm.number("eth_gasPrice", {});
  const auto chain = parts_.evm.text("eth_chainId", {});
  if (!price) return price.error();
  if (!chain) return chain.error();
  json::object transaction = call_of(record);
  transaction["nonce"] = quantity(nonce);
  transaction["gasPrice"] = quantity(2 * *price);
  transaction["chainId"] = *chain;
  const auto raw = parts_.evm.text("eth_signTransaction", {std::move(transaction)});
  if (!raw) return raw.error();
  const auto hash = parts_.evm.text("web3_sha3", {*raw});
  if (!hash) return hash.error();
  record.nonce = nonce;
  record.raw = *raw;
  record.hash = bytes_in_hex(*hash).value_or("");
  return {};
}

Outcome<void> Wallet::follow(TxRecord record, Epoch finalized) {
  const auto receipt = parts_.evm.call("eth_getTransactionReceipt", {hex_text(record.hash)});
  if (!receipt) return receipt.error();
  if (!receipt->is_object()) return send(record, finalized);
  const json::object& found = receipt->get_object();
  const auto block = number_in(text_in(found, "blockNumber"));
  const PlacedBlock* place = block ? parts_.blocks.of_number(*block) : nullptr;
  if (place == nullptr) return {};
  // Receipts of blocks that were taken back are still told by some nodes.
  if (text_in(found, "blockHash") != place->hash) return send(record, finalized);
  const bool is_good = text_in(found, "status") == "0x1";
  const TxState state = place->epoch > finalized ? TxState::mined
                        : is_good                ? TxState::final
                                                 : TxState::reverted;
  if (state == record.state && place->epoch == record.epoch) return {};
  record.state = state;
  record.epoch = place->epoch;
  if (state == TxState::reverted) record.return_data = why_reverted(record, *block);
  parts_.book.put(record);
  return {};
}

Outcome<void> Wallet::send(TxRecord& record, Epoch finalized) {
  const auto sent = parts_.evm.respond("eth_sendRawTransaction", {record.raw});
  if (!sent) return sent.error();
  TxState state = TxState::sent;
  if (const auto* error = sent->if_contains("error"); error != nullptr && error->is_object()) {
    const std::string text = text_in(error->get_object(), "message");
    if (says(text, "nonce too low")) {
      // Another transaction has the nonce. When that is final, this one will never be mined.
      const PlacedBlock* block = parts_.blocks.at_or_before(finalized);
      if (block == nullptr) return {};
      const auto count =
          parts_.evm.number("eth_getTransactionCount", {account_, quantity(block->number)});
      if (!count) return count.error();
      if (*count <= *record.nonce) return {};
      state = TxState::dropped;
    } else if (!says(text, "already")) {
      return Refusal{RAAS_E_RETRY, "evm: transaction " + hex_text(record.hash) + ": " + text};
    }
  }
  if (state == record.state) return {};
  record.state = state;
  record.epoch = no_epoch;
  parts_.book.put(record);
  return {};
}

/// The same call on the state before.
std::string Wallet::why_reverted(const TxRecord& record, std::uint64_t block) {
  const auto again = parts_.evm.respond("eth_call", {call_of(record), quantity(block - 1)});
  const auto* error = again ? again->if_contains("error") : nullptr;
  if (error == nullptr || !error->is_object()) return {};
  return bytes_in_hex(text_in(error->get_object(), "data")).value_or("");
}

}  // namespace mock
