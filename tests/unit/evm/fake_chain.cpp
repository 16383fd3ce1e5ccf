#include "fake_chain.h"

#include <algorithm>

#include "adapters/evm/abi_writer.h"
#include "test_data.h"

namespace json = boost::json;
using raas::evm::AbiTuple;
using raas::evm::hex_of;
using raas::evm::quantity_of;
using raas::evm::Word;
using raas::evm::word_of;

namespace {

json::object error(std::int64_t code, std::string_view message) {
  return {{"error", {{"code", code}, {"message", message}}}};
}

json::object result(json::value value) {
  return {{"result", std::move(value)}};
}

std::size_t height_in(const json::value& quantity) {
  return raas::evm::number_in_quantity(quantity.as_string()).value();
}

std::string word_text(const Word& word) {
  return hex_of({reinterpret_cast<const char*>(word.data()), word.size()});
}

std::string hash_of(std::size_t height, std::uint64_t salt) {
  Word word = word_of(height);
  word[0] = 0xb1;
  word[8] = static_cast<std::uint8_t>(salt >> 8U);
  word[9] = static_cast<std::uint8_t>(salt);
  return word_text(word);
}

/// An array of dynamic elements, as the only result.
std::string array_of(const std::vector<std::string>& elements) {
  AbiTuple list;
  for (const std::string& element : elements) list.dynamic(element);
  const std::string body = list.encoded();
  return words({32, elements.size()}) + body;
}

std::string record_of(const FakeChain::Request& request, std::size_t height) {
  const auto thresholds = request.thresholds.value_or(raas::evm::Thresholds{});
  AbiTuple tuple;
  tuple.bytes(request.cid).number(7).number(request.thresholds ? 1 : 0).number(height);
  tuple.word(thresholds.replication).word(thresholds.repair).word(thresholds.renew);
  return tuple.encoded();
}

json::object log_of(const FakeChain::Request& request, std::size_t height) {
  AbiTuple data;
  data.bytes(request.cid);
  if (const auto& wished = request.thresholds) {
    data.word(wished->replication).word(wished->repair).word(wished->renew);
  }
  const auto topic =
      request.thresholds ? raas::evm::topic_request_with_raas : raas::evm::topic_request;
  return {{"address", FakeChain::contract},
          {"data", hex_of(data.encoded())},
          {"topics", {topic, word_text(word_of(request.id))}},
          {"removed", false},
          {"blockNumber", quantity_of(height)}};
}

}  // namespace

void FakeChain::mine(std::size_t blocks) {
  for (; blocks > 0; --blocks) blocks_.push_back({.salt = salt_, .requests = {}});
}

void FakeChain::submit(const std::string& cid, std::optional<raas::evm::Thresholds> thresholds) {
  const std::uint64_t id = requests_up_to(height()).size() + 1;
  mine();
  blocks_.back().requests.push_back({.id = id, .cid = cid, .thresholds = thresholds});
}

void FakeChain::reorganize(std::size_t height) {
  blocks_.resize(height);
  ++salt_;
}

std::vector<FakeChain::Request> FakeChain::requests_up_to(std::size_t height) const {
  std::vector<Request> all;
  for (std::size_t i = 0; i <= height && i < blocks_.size(); ++i) {
    all.insert(all.end(), blocks_[i].requests.begin(), blocks_[i].requests.end());
  }
  return all;
}

std::size_t FakeChain::finalized() const {
  std::size_t at = height() > finality ? height() - finality : 0;
  while (at > 0 && blocks_[at].is_null_round) --at;
  return at;
}

raas::Result<std::uint64_t> FakeChain::send(std::string body, raas::Millis) {
  if (is_down) return raas::Error(raas::Code::unavailable, "no route");
  const json::value call = json::parse(body);
  methods.emplace_back(call.at("method").as_string());
  raas::TransportReply reply{.ticket = ++ticket_, .http_status = 200};
  json::object found = answer(call.as_object());
  found["jsonrpc"] = "2.0";
  found["id"] = call.at("id");
  reply.body = next_body ? *std::exchange(next_body, std::nullopt) : json::serialize(found);
  if (!is_silent) replies_.push_back(std::move(reply));
  return ticket_;
}

std::vector<raas::TransportReply> FakeChain::take_replies() {
  return std::exchange(replies_, {});
}

json::object FakeChain::answer(const json::object& call) const {
  const json::array& params = call.at("params").as_array();
  const std::string_view method = call.at("method").as_string();
  if (method == "eth_getBlockByNumber") return block(params);
  if (method == "eth_getLogs") return logs(params.at(0).as_object());
  if (method == "eth_call") return this->call(params);
  return error(-32601, "method not found");
}

json::object FakeChain::block(const json::array& params) const {
  const bool is_tag = params.at(0) == "finalized";
  const std::size_t at = is_tag ? finalized() : height_in(params.at(0));
  if (at > height()) return error(1, "requested a future epoch (beyond 'latest')");
  if (blocks_[at].is_null_round) return error(12, "requested epoch was a null round");
  return result({{"number", quantity_of(at)}, {"hash", hash_of(at, blocks_[at].salt)}});
}

json::object FakeChain::logs(const json::object& filter) const {
  const std::size_t from = height_in(filter.at("fromBlock"));
  const std::size_t to = height_in(filter.at("toBlock"));
  if (to >= height()) return error(1, "events for the requested block are not yet available");
  if (to - from >= range_max) return error(-32005, "block range exceeds maximum of 2880 (got N)");
  if (from < logs_from) {
    return error(1, "bad tipset height: lookbacks of more than 24h0m0s are disallowed");
  }
  json::array found;
  for (std::size_t at = from; at <= to; ++at) {
    for (const Request& request : blocks_[at].requests) {
      if (!loses_logs || request.id % 3 != 0) found.push_back(log_of(request, at));
    }
  }
  if (found.size() > logs_max)
    return error(1, "get events for filter: filter matches too many events");
  return result(found);
}

json::object FakeChain::call(const json::array& params) const {
  const std::size_t at = height_in(params.at(1));
  if (at > height()) return error(1, "requested a future epoch (beyond 'latest')");
  if (at < state_from)
    return error(1, "bad tipset height: lookbacks of more than 24h0m0s are disallowed");
  const std::string data = raas::evm::unhex(params.at(0).at("data").as_string()).value();
  std::vector<std::string> elements;
  if (data == raas::evm::call_get_all_cids() && has_get_all_cids) {
    for (const Request& request : requests_up_to(at)) {
      const std::string encoded = AbiTuple().bytes(request.cid).encoded();
      elements.push_back(encoded.substr(raas::evm::word_size));
    }
    return result(json::string(hex_of(array_of(elements))));
  }
  if (!has_get_requests || data.size() != 68) {
    return {{"error", {{"code", 3}, {"message", "execution reverted"}, {"data", "0x"}}}};
  }
  const auto from =
      static_cast<std::uint8_t>(data[35]) + 256U * static_cast<std::uint8_t>(data[34]);
  const auto count = static_cast<std::uint8_t>(data[67]);
  for (std::size_t block = 0; block <= at; ++block) {
    for (const Request& request : blocks_[block].requests) {
      if (request.id < from || request.id >= from + count) continue;
      elements.push_back(record_of(request, block));
    }
  }
  return result(json::string(hex_of(array_of(elements))));
}
