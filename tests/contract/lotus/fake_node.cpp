#include "fake_node.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "adapters/lotus/base64.h"
#include "adapters/lotus/cbor.h"

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

constexpr std::size_t any_count = 99;

/// How many parameters a method has.
std::size_t parameter_count(std::string_view method) {
  static const std::map<std::string_view, std::size_t> counts = {{"ChainHead", 0},
                                                                 {"ChainGetFinalizedTipSet", 0},
                                                                 {"StateGetNetworkParams", 0},
                                                                 {"StateMinerPartitions", 3},
                                                                 {"StateSectorPartition", 3},
                                                                 {"StateMinerSectorCount", 2},
                                                                 {"StateCall", 2},
                                                                 {"StateSectorGetInfo", 3},
                                                                 {"StateGetClaim", 3},
                                                                 {"StateReadState", 2},
                                                                 {"GetActorEventsRaw", 1},
                                                                 {"StateMarketStorageDeal", 2},
                                                                 {"StateMinerProvingDeadline", 2}};
  const auto found = counts.find(method);
  return found == counts.end() ? any_count : found->second;
}

bool has(const std::vector<SectorNumber>& sectors, SectorNumber sector) {
  return std::find(sectors.begin(), sectors.end(), sector) != sectors.end();
}

std::string count_json(const FakeNode& node, ActorId miner) {
  std::uint64_t live = node.live_elsewhere;
  std::uint64_t faulty = node.faulty_elsewhere;
  for (const auto& [place, sectors] : node.deadlines) {
    if (place.first != miner) continue;
    live += sectors.live.size();
    faulty += sectors.faulty.size();
  }
  return fmt::format(R"({{"Live":{},"Active":{},"Faulty":{}}})", live, live - faulty, faulty);
}

std::string receipt_json(std::int64_t exit_code, const std::string& cbor) {
  return fmt::format(R"("result":{{"MsgRct":{{"ExitCode":{},"Return":"{}","GasUsed":0,)"
                     R"("EventsRoot":null}},"Error":""}})",
                     exit_code, lotus::encode_base64(cbor));
}

/// What a miner actor answers to FIP-0112.
std::string sector_call_json(const FakeNode& node, const json::object& message) {
  if (node.sector_exit_code != 0) return receipt_json(node.sector_exit_code, "");
  const ActorId miner = parse_provider(std::string_view(message.at("To").as_string())).value();
  const auto cbor = lotus::decode_base64(message.at("Params").as_string()).value();
  lotus::CborReader asked(cbor);
  static_cast<void>(asked.array());
  const SectorNumber sector = asked.natural().value();
  std::uint64_t status = 0;
  std::optional<std::uint32_t> deadline;
  for (const auto& [place, sectors] : node.deadlines) {
    const bool is_live = has(sectors.live, sector);
    if (place.first != miner || (!is_live && !has(sectors.terminated, sector))) continue;
    deadline = place.second;
    status = is_live ? (has(sectors.faulty, sector) ? 2 : 1) : 0;
  }
  std::string place;
  lotus::append_cbor_array(place, 2);
  if (deadline) {
    lotus::append_cbor_natural(place, *deadline);
    lotus::append_cbor_natural(place, node.partition);
  } else {
    place += "\x20\x20";
  }
  std::string answer;
  if (message.at("Method").as_int64() == 1321604665) {
    lotus::append_cbor_array(answer, 2);
    lotus::append_cbor_natural(answer, status);
    lotus::append_cbor_bytes(answer, place);
    return receipt_json(0, answer);
  }
  const std::uint64_t is_it = asked.natural().value();
  if (asked.bytes().value() != place) return receipt_json(17, "");
  return receipt_json(0, is_it == status ? "\xf5" : "\xf4");
}

std::string sector_partition_json(const FakeNode& node, ActorId miner, SectorNumber sector) {
  for (const auto& [place, sectors] : node.deadlines) {
    if (place.first != miner) continue;
    if (!has(sectors.live, sector) && !has(sectors.terminated, sector)) continue;
    return fmt::format(R"("result":{{"Deadline":{},"Partition":{}}})", place.second,
                       node.partition);
  }
  return fmt::format(R"("error":{{"code":1,"message":"sector {} not due at any deadline"}})",
                     sector);
}

std::string claim_json(const FakeNode& node, DealId id) {
  const auto found = node.claims.find(id);
  if (found == node.claims.end()) return "null";
  const FakeNode::Claim& claim = found->second;
  return fmt::format(R"({{"Provider":{},"Client":100,"Data":{{"/":"{}"}},"Size":34359738368,)"
                     R"("TermMin":518400,"TermMax":{},"TermStart":{},"Sector":{}}})",
                     claim.provider, claim.piece, claim.term_max, claim.term_start, claim.sector);
}

std::string sector_json(const FakeNode& node, SectorNumber sector) {
  const auto found = node.expirations.find(sector);
  const Epoch end = found == node.expirations.end() ? 100000000 : found->second;
  return fmt::format(R"({{"SectorNumber":{},"Activation":1,"Expiration":{}}})", sector, end);
}

/// Methods that the gateway mode and claims need; empty for others.
std::string more_json(const FakeNode& node, std::string_view method, const json::array& params) {
  const auto number = [&](std::size_t i) {
    return static_cast<std::uint64_t>(params.at(i).as_int64());
  };
  if (method == "StateMinerSectorCount") return R"("result":)" + count_json(node, actor_in(params));
  if (method == "StateCall") return sector_call_json(node, params.at(0).as_object());
  if (method == "StateSectorPartition") {
    return sector_partition_json(node, actor_in(params), number(1));
  }
  if (method == "StateGetClaim") return R"("result":)" + claim_json(node, number(1));
  if (method == "StateSectorGetInfo") return R"("result":)" + sector_json(node, number(1));
  if (method == "StateReadState") {
    return fmt::format(R"("result":{{"Balance":"0","State":{{"NextID":{}}}}})", node.next_deal);
  }
  if (method == "GetActorEventsRaw") return R"("result":)" + node.events;
  return "";
}

/// `"result":...` or `"error":...`.
std::string outcome_json(const FakeNode& node, std::string_view method, const json::array& params) {
  if (node.missing_methods.contains(std::string(method))) {
    return fmt::format(R"("error":{{"code":-32601,"message":"method 'Filecoin.{}' not found"}})",
                       method);
  }
  if (parameter_count(method) != params.size()) {
    return fmt::format(
        R"("error":{{"code":-32602,"message":"wrong param count (method 'Filecoin.{}'): )"
        R"({} != {}"}})",
        method, params.size(), parameter_count(method));
  }
  if (node.say) {
    if (std::string said = node.say(method, params); !said.empty()) return said;
  }
  if (std::string more = more_json(node, method, params); !more.empty()) return more;
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
  const std::string wanted = "\"Filecoin." + method + "\",\"params\":[";
  std::size_t found = 0;
  for (const std::string& body : bodies) {
    for (std::size_t at = body.find(wanted); at != std::string::npos;
         at = body.find(wanted, at + 1)) {
      const bool is_probe = parameter_count(method) != 0 && body[at + wanted.size()] == ']';
      found += is_probe ? 0 : 1;
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
