#include "fake_node.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

namespace raas::test {
namespace json = boost::json;
namespace {

constexpr Millis genesis_ms = 1598306400000;

std::string tipset_json(Epoch height) {
  return fmt::format(
      R"({{"Cids":[{{"/":"bafy2bzace{0}"}}],"Blocks":[{{"Timestamp":{1},"Height":{0}}}],)"
      R"("Height":{0}}})",
      height, (genesis_ms + height * 30000) / 1000);
}

std::vector<SectorNumber> joined(std::vector<SectorNumber> a, const std::vector<SectorNumber>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

std::string partition_json(const FakeNode::Sectors& sectors) {
  return fmt::format(R"([{{"AllSectors":{},"FaultySectors":{},"RecoveringSectors":{},)"
                     R"("LiveSectors":{},"ActiveSectors":{}}}])",
                     bitfield_json(joined(sectors.live, sectors.terminated)),
                     bitfield_json(sectors.faulty), bitfield_json(sectors.recovering),
                     bitfield_json(sectors.live), bitfield_json(sectors.live));
}

std::string deal_json(const FakeNode::Deal& deal) {
  const std::string sector =
      deal.sector ? fmt::format(R"("SectorNumber":{},)", *deal.sector) : std::string();
  return fmt::format(
      R"({{"Proposal":{{"PieceCID":{{"/":"{}"}},"PieceSize":34359738368,"VerifiedDeal":true,)"
      R"("Client":"f0100","Provider":"f0{}","Label":"","StartEpoch":{},"EndEpoch":{}}},)"
      R"("State":{{{}"SectorStartEpoch":{},"LastUpdatedEpoch":-1,"SlashEpoch":{}}}}})",
      deal.piece, deal.provider, deal.start_epoch, deal.end_epoch, sector, deal.sector_start_epoch,
      deal.slash_epoch);
}

ActorId actor_in(const json::array& params) {
  return parse_provider(std::string_view(params.at(0).as_string())).value();
}

/// `"result":...` or `"error":...`.
std::string outcome_json(const FakeNode& node, std::string_view method, const json::array& params) {
  if (node.missing_methods.contains(std::string(method))) {
    return fmt::format(R"("error":{{"code":-32601,"message":"method 'Filecoin.{}' not found"}})",
                       method);
  }
  if (method == "ChainHead") return R"("result":)" + tipset_json(node.head);
  if (method == "ChainGetFinalizedTipSet") return R"("result":)" + tipset_json(node.finalized);
  if (method == "StateGetNetworkParams") {
    const std::string genesis =
        node.genesis_told ? fmt::format(R"("GenesisTimestamp":{},)", *node.genesis_told / 1000)
                          : "";
    return fmt::format(R"("result":{{"NetworkName":"fake",{}"BlockDelaySecs":30}})", genesis);
  }
  if (method == "StateMinerProvingDeadline") {
    return fmt::format(
        R"("result":{{"PeriodStart":{},"WPoStPeriodDeadlines":48,"WPoStProvingPeriod":2880}})",
        node.period_start);
  }
  if (method == "StateMinerPartitions") {
    const auto deadline = static_cast<std::uint32_t>(params.at(1).as_int64());
    const auto found = node.deadlines.find({actor_in(params), deadline});
    return R"("result":)" +
           (found == node.deadlines.end() ? "null" : partition_json(found->second));
  }
  const auto deal = static_cast<DealId>(params.at(0).as_int64());
  const auto found = node.deals.find(deal);
  if (found != node.deals.end()) return R"("result":)" + deal_json(found->second);
  return fmt::format(
      R"("error":{{"code":1,"message":"deal {} not found - deal may not have completed sealing )"
      R"(before deal proposal start epoch, or deal may have been slashed"}})",
      deal);
}

std::string response_json(const FakeNode& node, const json::value& request) {
  const std::string_view method = request.at("method").as_string();
  return fmt::format(R"({{"jsonrpc":"2.0","id":{},{}}})", request.at("id").as_int64(),
                     outcome_json(node, method.substr(std::string_view("Filecoin.").size()),
                                  request.at("params").as_array()));
}

}  // namespace

std::string bitfield_json(std::vector<SectorNumber> numbers) {
  std::sort(numbers.begin(), numbers.end());
  std::string text = "[";
  SectorNumber at = 0;
  for (std::size_t i = 0; i < numbers.size();) {
    std::size_t j = i + 1;
    while (j < numbers.size() && numbers[j] == numbers[j - 1] + 1) ++j;
    text += fmt::format("{}{},{}", i == 0 ? "" : ",", numbers[i] - at, j - i);
    at = numbers[j - 1] + 1;
    i = j;
  }
  return text + (numbers.empty() ? "0]" : "]");
}

std::size_t FakeNode::count(const std::string& method) const {
  const std::string wanted = "\"Filecoin." + method + "\"";
  std::size_t found = 0;
  for (const std::string& body : bodies) {
    for (std::size_t at = body.find(wanted); at != std::string::npos;
         at = body.find(wanted, at + 1)) {
      ++found;
    }
  }
  return found;
}

Result<std::uint64_t> FakeNode::send(std::string body, Millis) {
  bodies.push_back(body);
  const std::uint64_t ticket = ++tickets_;
  if (is_silent) return ticket;
  TransportReply reply = reply_to(body);
  reply.ticket = ticket;
  if (spoil) spoil(body, reply);
  replies_.push_back(std::move(reply));
  return ticket;
}

TransportReply FakeNode::reply_to(const std::string& body) const {
  const json::value request = json::parse(body);
  if (!request.is_array()) return {0, 200, response_json(*this, request)};
  if (!takes_batches) {
    return {
        0, 500,
        std::string(R"({"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"no array"}})")};
  }
  std::string text;
  for (const json::value& one : request.as_array()) {
    text += (text.empty() ? "[" : ",") + response_json(*this, one);
  }
  return {0, 200, text + "]"};
}

}  // namespace raas::test
