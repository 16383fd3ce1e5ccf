#include "wallet_node.h"

#include <algorithm>

#include "adapters/evm/word.h"

namespace json = boost::json;
using raas::evm::number_in_quantity;
using raas::evm::quantity_of;

namespace {

json::object wallet_error(std::int64_t code, std::string_view message) {
  return {{"error", {{"code", code}, {"message", message}}}};
}

json::object wallet_result(json::value value) {
  return {{"result", std::move(value)}};
}

json::object wallet_revert() {
  return {{"error", {{"code", 3}, {"message", "execution reverted"}, {"data", "0xdeadbeef"}}}};
}

std::string word_in_hex(std::uint64_t number, std::uint8_t mark = 0) {
  auto word = raas::evm::word_of(number);
  word[0] = mark;
  return raas::evm::hex_of({reinterpret_cast<const char*>(word.data()), word.size()});
}

std::string text_of(const json::object& object, std::string_view key) {
  return std::string(object.at(key).as_string());
}

std::optional<WalletNode::Deal> deal_in(const json::object& call) {
  const auto calldata = raas::evm::unhex(text_of(call, "data")).value();
  const auto completed = raas::evm::completed_by(calldata);
  if (!completed) return std::nullopt;
  return WalletNode::Deal(completed->request, completed->deal);
}

}  // namespace

void WalletNode::mine(std::size_t blocks) {
  for (; blocks > 0; --blocks) {
    Block next{.salt = salt_, .transactions = {}};
    for (auto nonce = count_up_to(height()); pool_.contains(nonce); ++nonce) {
      Transaction mined = pool_.at(nonce);
      mined.succeeded = !mined.deal || !reverting.contains(*mined.deal);
      next.transactions.push_back(mined);
      pool_.erase(nonce);
    }
    blocks_.push_back(std::move(next));
  }
}

void WalletNode::reorganize(std::size_t height) {
  for (std::size_t at = height; at < blocks_.size(); ++at) {
    for (const Transaction& lost : blocks_[at].transactions) {
      old_receipts_[lost.hash] = receipt(lost.hash).at("result").as_object();
    }
  }
  blocks_.resize(height);
  ++salt_;
}

void WalletNode::use_nonce(std::uint64_t nonce, std::optional<Deal> deal) {
  pool_[nonce] = {.nonce = nonce, .hash = word_in_hex(++last_hash_, 0x77), .deal = deal};
}

std::size_t WalletNode::finalized() const {
  return height() > finality ? height() - finality : 0;
}

std::vector<WalletNode::Transaction> WalletNode::mined() const {
  std::vector<Transaction> all;
  for (const Block& each : blocks_) {
    all.insert(all.end(), each.transactions.begin(), each.transactions.end());
  }
  return all;
}

std::size_t WalletNode::effects(const Deal& deal) const {
  const auto all = mined();
  return static_cast<std::size_t>(std::count_if(
      all.begin(), all.end(),
      [&deal](const Transaction& each) { return each.deal == deal && each.succeeded; }));
}

raas::Result<std::uint64_t> WalletNode::send(std::string body, raas::Millis) {
  ++attempts;
  if (is_down) return raas::Error(raas::Code::unavailable, "no route");
  const json::value call = json::parse(body);
  methods.emplace_back(call.at("method").as_string());
  raas::TransportReply reply{.ticket = ++ticket_, .http_status = 200};
  json::object found = answer(methods.back(), call.at("params").as_array());
  found["jsonrpc"] = "2.0";
  found["id"] = call.at("id");
  reply.body = json::serialize(found);
  if (!loses_answers) replies_.push_back(std::move(reply));
  return ticket_;
}

json::object WalletNode::answer(std::string_view method, const json::array& params) {
  if (method == "eth_getBlockByNumber") return block(params.at(0));
  if (method == "eth_getTransactionCount") return count(params.at(1).as_string());
  if (method == "eth_call") return call(params);
  if (method == "eth_estimateGas") return gas(params.at(0).as_object());
  if (method == "eth_sendTransaction") return take(params.at(0).as_object());
  if (method == "eth_getTransactionByHash") {
    return transaction(std::string(params.at(0).as_string()));
  }
  if (method == "eth_getTransactionReceipt") {
    return receipt(std::string(params.at(0).as_string()));
  }
  if (method == "eth_getLogs") return logs(params.at(0).as_object());
  return wallet_error(-32601, "method not found");
}

json::object WalletNode::block(const json::value& at) const {
  const std::size_t number =
      at == "finalized" ? finalized() : number_in_quantity(at.as_string()).value();
  if (null_rounds.contains(number)) return wallet_error(12, "requested epoch was a null round");
  if (number > height()) return wallet_error(1, "requested a future epoch (beyond 'latest')");
  return wallet_result({{"number", quantity_of(number)}, {"hash", block_hash(number)}});
}

json::object WalletNode::count(std::string_view at) const {
  if (at == "latest") return wallet_result(json::string(quantity_of(count_up_to(height()))));
  if (at == "pending") {
    auto nonce = count_up_to(height());
    while (pool_.contains(nonce)) ++nonce;
    return wallet_result(json::string(quantity_of(nonce)));
  }
  return wallet_result(json::string(quantity_of(count_up_to(number_in_quantity(at).value()))));
}

json::object WalletNode::call(const json::array& params) const {
  const json::object& call = params.at(0).as_object();
  const json::string& at = params.at(1).as_string();
  const std::size_t number = at == "latest" ? height() : number_in_quantity(at).value();
  const std::string data = raas::evm::unhex(text_of(call, "data")).value();
  if (const auto deal = deal_in(call)) {
    if (reverting.contains(*deal) || reverting_calls.contains(*deal)) return wallet_revert();
    return wallet_result("0x");
  }
  if (!has_is_completed) return wallet_revert();
  const auto word_at = [&data](std::size_t word) {
    return static_cast<std::uint64_t>(static_cast<std::uint8_t>(data.at(4 + 32 * word + 31))) +
           256U * static_cast<std::uint8_t>(data.at(4 + 32 * word + 30));
  };
  return wallet_result(
      json::string(word_in_hex(is_completed({word_at(0), word_at(1)}, number) ? 1 : 0)));
}

json::object WalletNode::gas(const json::object& call) const {
  const auto deal = deal_in(call);
  if (!has_funds) return wallet_error(-32003, "Insufficient funds for gas * price + value");
  if (deal && reverting_calls.contains(*deal)) return wallet_revert();
  return wallet_result("0x493e0");
}

json::object WalletNode::take(const json::object& transaction) {
  if (!refuses_with.empty()) return wallet_error(-32000, refuses_with);
  const auto nonce = number_in_quantity(text_of(transaction, "nonce")).value();
  if (nonce < count_up_to(height())) return wallet_error(-32003, "nonce too low");
  if (pool_.contains(nonce)) return wallet_error(-32000, "already known");
  ++accepted;
  const std::string hash = word_in_hex(++last_hash_, 0x88);
  pool_[nonce] = {.nonce = nonce, .hash = hash, .deal = deal_in(transaction)};
  return wallet_result(json::string(hash));
}

json::object WalletNode::transaction(const std::string& hash) const {
  for (const auto& [nonce, each] : pool_) {
    if (each.hash == hash) return wallet_result({{"hash", hash}, {"blockNumber", nullptr}});
  }
  return receipt(hash);
}

json::object WalletNode::receipt(const std::string& hash) const {
  for (std::size_t at = 0; at < blocks_.size(); ++at) {
    for (const Transaction& each : blocks_[at].transactions) {
      if (each.hash != hash) continue;
      return wallet_result({{"transactionHash", hash},
                            {"blockNumber", quantity_of(at)},
                            {"blockHash", block_hash(at)},
                            {"status", each.succeeded ? "0x1" : "0x0"}});
    }
  }
  const auto old = old_receipts_.find(hash);
  if (tells_old_receipts && old != old_receipts_.end()) return wallet_result(old->second);
  return wallet_result(nullptr);
}

json::object WalletNode::logs(const json::object& filter) const {
  const auto from = number_in_quantity(text_of(filter, "fromBlock")).value();
  const auto to = number_in_quantity(text_of(filter, "toBlock")).value();
  if (to - from >= range_max) return wallet_error(-32005, "block range exceeds maximum");
  const json::array& topics = filter.at("topics").as_array();
  json::array found;
  for (std::size_t at = from; at <= to && at < blocks_.size(); ++at) {
    for (const Transaction& each : blocks_[at].transactions) {
      if (!each.deal || !each.succeeded || is_without_events) continue;
      if (topics.at(1).as_string() != word_in_hex(each.deal->first)) continue;
      if (topics.at(2).as_string() != word_in_hex(each.deal->second)) continue;
      found.push_back({{"transactionHash", each.hash},
                       {"blockNumber", quantity_of(at)},
                       {"blockHash", block_hash(at)},
                       {"removed", false}});
    }
  }
  return wallet_result(found);
}

std::string WalletNode::block_hash(std::size_t height) const {
  return word_in_hex(height * 1000 + blocks_.at(height).salt, 0xb1);
}

std::uint64_t WalletNode::count_up_to(std::size_t height) const {
  std::uint64_t count = 0;
  for (std::size_t at = 0; at <= height && at < blocks_.size(); ++at) {
    count += blocks_[at].transactions.size();
  }
  return count;
}

bool WalletNode::is_completed(const Deal& deal, std::size_t height) const {
  for (std::size_t at = 0; at <= height && at < blocks_.size(); ++at) {
    for (const Transaction& each : blocks_[at].transactions) {
      if (each.deal == deal && each.succeeded) return true;
    }
  }
  return false;
}
