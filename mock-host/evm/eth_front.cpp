#include "evm/eth_front.h"

#include <algorithm>
#include <array>

#include "evm/hex.h"

namespace mock {
namespace json = boost::json;
namespace {

constexpr Epochs log_heights_max = 2880;
constexpr Epochs safe_lag = 200;
constexpr int code_null_round = 12;
constexpr int code_range = -32005;
constexpr int code_params = -32602;

json::object result_of(json::value value) {
  return {{"jsonrpc", "2.0"}, {"result", std::move(value)}};
}

std::string zeros(std::size_t digits) {
  return "0x" + std::string(digits, '0');
}

/// Where a method takes a block, if it takes one.
std::optional<std::size_t> block_place(std::string_view method) {
  if (method == "eth_getStorageAt") return 2;
  constexpr std::array<std::string_view, 3> second = {"eth_getBalance", "eth_getCode",
                                                      "eth_getTransactionCount"};
  if (std::find(second.begin(), second.end(), method) != second.end()) return 1;
  return std::nullopt;
}

}  // namespace

bool is_evm_method(std::string_view method) {
  constexpr std::array<std::string_view, 5> prefixes = {"eth_", "net_", "web3_", "anvil_", "evm_"};
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [method](std::string_view prefix) { return method.starts_with(prefix); });
}

json::object EthFront::respond(std::string_view method, json::array params) {
  const auto answer = [&]() -> Answer<json::object> {
    if (method == "eth_blockNumber") {
      return result_of(json::string(quantity(static_cast<std::uint64_t>(latest()))));
    }
    if (method == "eth_getBlockByNumber") return block_by_number(params);
    if (method == "eth_getLogs") return logs(std::move(params));
    if (method == "eth_call") return call(std::move(params));
    if (method == "eth_getTransactionReceipt" || method == "eth_getTransactionByHash") {
      return transaction(method, std::move(params));
    }
    if (method == "eth_estimateGas" && params.size() > 1) params.resize(1);
    if (const auto place = block_place(method)) return at_block(method, std::move(params), *place);
    return pass(method, std::move(params));
  }();
  if (answer) return *answer;
  json::object error = {{"code", answer.error().code}, {"message", answer.error().message}};
  if (answer.error().null_round) error["data"] = *answer.error().null_round;
  return {{"jsonrpc", "2.0"}, {"error", std::move(error)}};
}

EthFront::Answer<json::object> EthFront::pass(std::string_view method, json::array params) {
  auto response = evm_.respond(method, std::move(params));
  if (!response) return Failure{response.error().text};
  return *std::move(response);
}

EthFront::Answer<Epoch> EthFront::height_of(const json::value& block) const {
  const std::string_view text =
      block.is_string() ? std::string_view(block.get_string()) : std::string_view();
  if (text == "latest") return latest();
  if (text == "pending") return chain_.head();
  if (text == "finalized") return std::min(chain_.finalized(), latest());
  if (text == "safe")
    return std::max(chain_.finalized(), heights_.tipset_at_or_below(latest() - safe_lag));
  const auto number = number_in(text);
  if (!number) return Failure{"cannot parse block number: \"" + std::string(text) + "\""};
  const auto height = static_cast<Epoch>(*number);
  if (height > latest()) {
    return Failure{"requested a future epoch (beyond 'latest')"};
  }
  return height;
}

EthFront::Answer<std::uint64_t> EthFront::block_with_state_of(Epoch height) const {
  const PlacedBlock* block = blocks_.at_or_before(height);
  if (block == nullptr) return Failure{"bad tipset height: before the first block"};
  return block->number;
}

bool EthFront::put_height(json::object& object) const {
  const auto number = number_in(text_in(object, "blockNumber"));
  const PlacedBlock* block = number ? blocks_.of_number(*number) : nullptr;
  if (block == nullptr || block->epoch > latest()) return false;
  object["blockNumber"] = quantity(static_cast<std::uint64_t>(block->epoch));
  return true;
}

json::object EthFront::empty_block(Epoch height) const {
  const auto seconds = chain_.options().genesis_unix + height * epoch_seconds;
  return {{"number", quantity(static_cast<std::uint64_t>(height))},
          {"hash", blocks_.hash_at(height)},
          {"parentHash", blocks_.hash_at(heights_.parent_of(height))},
          {"timestamp", quantity(static_cast<std::uint64_t>(seconds))},
          {"miner", zeros(40)},
          {"gasLimit", "0x2540be400"},
          {"gasUsed", "0x0"},
          {"baseFeePerGas", "0x64"},
          {"difficulty", "0x0"},
          {"extraData", "0x"},
          {"logsBloom", zeros(512)},
          {"mixHash", zeros(64)},
          {"nonce", zeros(16)},
          {"receiptsRoot", zeros(64)},
          {"sha3Uncles", zeros(64)},
          {"size", "0x0"},
          {"stateRoot", zeros(64)},
          {"transactionsRoot", zeros(64)},
          {"transactions", json::array()},
          {"uncles", json::array()}};
}

EthFront::Answer<json::object> EthFront::block_by_number(const json::array& params) {
  if (params.empty()) return Failure{"missing value for required argument 0", code_params};
  const auto height = height_of(params[0]);
  if (!height) return height.error();
  if (heights_.is_null_round(*height)) {
    Failure failure("requested epoch was a null round (" + std::to_string(*height) + ")",
                    code_null_round);
    failure.null_round = *height;
    return failure;
  }
  json::object shown = empty_block(*height);
  const PlacedBlock* block = blocks_.at(*height);
  if (block == nullptr) return result_of(std::move(shown));
  const bool is_full = params.size() > 1 && params[1].is_bool() && params[1].get_bool();
  auto response = pass("eth_getBlockByNumber", {quantity(block->number), is_full});
  if (!response) return response.error();
  auto* result = response->if_contains("result");
  if (result == nullptr || !result->is_object()) return response;
  json::object& found = result->get_object();
  for (const std::string_view key : {"number", "parentHash", "timestamp"}) found[key] = shown[key];
  for (auto& each : found["transactions"].as_array()) {
    if (each.is_object()) (void)put_height(each.get_object());
  }
  return response;
}

EthFront::Answer<json::object> EthFront::logs(json::array params) {
  if (params.empty() || !params[0].is_object()) return Failure{"expected a filter", code_params};
  json::object& filter = params[0].get_object();
  if (!filter.contains("blockHash")) {
    const auto bound = [&](std::string_view key) -> Answer<Epoch> {
      const auto* value = filter.if_contains(key);
      if (value == nullptr) return latest();
      const std::string text = value->is_string() ? std::string(value->get_string()) : "";
      if (text == "earliest") return Epoch{0};
      if (text == "latest") return latest();
      const auto number = number_in(text);
      if (!number) return Failure{"FromBlock is not a hex"};
      return static_cast<Epoch>(*number);
    };
    const auto from = bound("fromBlock");
    const auto to = bound("toBlock");
    if (!from) return from.error();
    if (!to) return to.error();
    if (*to - *from > log_heights_max) {
      return Failure{
          "block range exceeds maximum of 2880 (got " + std::to_string(*to - *from) + ")",
          code_range};
    }
    if (*to >= chain_.head()) {
      return Failure{"events for the requested block are not yet available"};
    }
    const PlacedBlock* last = blocks_.at_or_before(*to);
    const PlacedBlock* before = blocks_.at_or_before(*from - 1);
    if (last == nullptr || last == before) return result_of(json::array());
    const PlacedBlock* first = before == nullptr ? nullptr : blocks_.of_number(before->number + 1);
    filter["fromBlock"] = first == nullptr ? std::string("earliest") : quantity(first->number);
    filter["toBlock"] = quantity(last->number);
  }
  auto response = pass("eth_getLogs", std::move(params));
  if (!response) return response.error();
  if (auto* result = response->if_contains("result"); result != nullptr && result->is_array()) {
    json::array seen;
    for (auto& log : result->get_array()) {
      if (put_height(log.as_object())) seen.push_back(std::move(log));
    }
    *result = std::move(seen);
  }
  return response;
}

EthFront::Answer<json::object> EthFront::call(json::array params) {
  if (params.size() < 2) return Failure{"wrong param count (method 'eth_call')", code_params};
  const auto height = height_of(params[1]);
  if (!height) return height.error();
  const auto block = block_with_state_of(*height);
  if (!block) return block.error();
  // The contract sees the height that it was asked at, not the number of the EVM's block.
  const json::object height_of_call = {{"number", quantity(static_cast<std::uint64_t>(*height))}};
  return pass("eth_call", {params[0], quantity(*block), json::object(), height_of_call});
}

EthFront::Answer<json::object> EthFront::at_block(std::string_view method, json::array params,
                                                  std::size_t at) {
  if (params.size() <= at) return Failure{"wrong param count", code_params};
  // What is not mined yet counts for the next nonce.
  if (params[at] == "pending" || params[at] == "latest") return pass(method, std::move(params));
  const auto height = height_of(params[at]);
  if (!height) return height.error();
  const auto block = block_with_state_of(*height);
  if (!block) return block.error();
  params[at] = quantity(*block);
  return pass(method, std::move(params));
}

EthFront::Answer<json::object> EthFront::transaction(std::string_view method, json::array params) {
  auto response = pass(method, std::move(params));
  if (!response) return response;
  auto* result = response->if_contains("result");
  if (result == nullptr || !result->is_object()) return response;
  json::object& found = result->get_object();
  const bool is_mined = found.contains("blockNumber") && !found["blockNumber"].is_null();
  if (!is_mined) return response;
  if (!put_height(found)) {
    if (method == "eth_getTransactionReceipt") return result_of(nullptr);
    for (const std::string_view key : {"blockNumber", "blockHash", "transactionIndex"}) {
      found[key] = nullptr;
    }
    return response;
  }
  if (auto* logs = found.if_contains("logs"); logs != nullptr && logs->is_array()) {
    for (auto& log : logs->get_array()) (void)put_height(log.as_object());
  }
  return response;
}

}  // namespace mock
