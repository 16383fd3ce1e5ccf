#include "adapters/lotus/decode.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <limits>
#include <vector>

#include "adapters/lotus/json_members.h"

namespace raas::lotus {
namespace json = boost::json;
namespace {

bool looks_like_a_cid(std::string_view link) {
  constexpr std::size_t length_max = 128;
  if (link.empty() || link.size() > length_max) return false;
  for (const char c : link) {
    if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))) return false;
  }
  return true;
}

std::optional<std::string> key_of(const json::value* cids) {
  if (cids == nullptr || !cids->is_array() || cids->get_array().empty()) return std::nullopt;
  std::string key;
  for (const json::value& cid : cids->get_array()) {
    const auto one = link(&cid);
    if (!one || !looks_like_a_cid(*one)) return std::nullopt;
    fmt::format_to(std::back_inserter(key), R"({}{{"/":"{}"}})", key.empty() ? "[" : ",", *one);
  }
  return key + "]";
}

Result<BitfieldRuns> decode_bitfield(const json::value& partition, std::string_view name,
                                     std::vector<std::uint64_t>& lengths) {
  const json::value* field = member(partition, name);
  if (field == nullptr || !field->is_array()) return wrong_member("partition", name);
  lengths.clear();
  for (const json::value& run : field->get_array()) {
    const auto length = natural(&run);
    if (!length) return wrong_member("partition", name);
    lengths.push_back(*length);
  }
  // Go writes the empty set as [0]; an empty array is not what a node says.
  if (lengths.empty()) return wrong_member("partition", name);
  auto runs = BitfieldRuns::from_lengths(lengths);
  if (!runs) return runs.error().within(name);
  return runs;
}

Result<Epoch> decode_epoch(const json::value* state, std::string_view name) {
  const auto epoch = state == nullptr ? std::nullopt : integer(member(*state, name));
  if (!epoch || *epoch < no_epoch) return wrong_member("deal", name);
  return *epoch;
}

Status decode_state(const json::value* state, MarketDeal& deal) {
  const auto sector_start = decode_epoch(state, "SectorStartEpoch");
  if (!sector_start) return sector_start.error();
  const auto slash = decode_epoch(state, "SlashEpoch");
  if (!slash) return slash.error();
  deal.sector_start_epoch = *sector_start;
  deal.slash_epoch = *slash;
  if (*sector_start == no_epoch) return {};
  const json::value* sector = member(*state, "SectorNumber");
  if (sector == nullptr) return {};
  deal.sector = natural(sector);
  if (!deal.sector) return wrong_member("deal", "SectorNumber");
  return {};
}

Status decode_proposal(const json::value* proposal, MarketDeal& deal) {
  if (proposal == nullptr) return wrong_member("deal", "Proposal");
  const auto piece = link(member(*proposal, "PieceCID"));
  if (!piece) return wrong_member("deal", "PieceCID");
  auto cid = Cid::parse(*piece);
  if (!cid) return cid.error().within("deal: PieceCID");
  const auto size = natural(member(*proposal, "PieceSize"));
  if (!size) return wrong_member("deal", "PieceSize");
  const auto provider = text(member(*proposal, "Provider"));
  if (!provider) return wrong_member("deal", "Provider");
  const auto actor = parse_provider(*provider);
  if (!actor) return actor.error().within("deal: Provider");
  const auto start = decode_epoch(proposal, "StartEpoch");
  if (!start) return start.error();
  const auto end = decode_epoch(proposal, "EndEpoch");
  if (!end) return end.error();
  deal.piece = std::move(*cid);
  deal.padded_size = *size;
  deal.provider = *actor;
  deal.start_epoch = *start;
  deal.end_epoch = *end;
  return {};
}

}  // namespace

Result<Tipset> decode_tipset(const json::value& result) {
  const auto height = integer(member(result, "Height"));
  if (!height || *height < 0) return wrong_member("tipset", "Height");
  auto key = key_of(member(result, "Cids"));
  if (!key) return wrong_member("tipset", "Cids");
  const json::value* blocks = member(result, "Blocks");
  if (blocks == nullptr || !blocks->is_array() || blocks->get_array().empty()) {
    return wrong_member("tipset", "Blocks");
  }
  const auto seconds = natural(member(blocks->get_array().front(), "Timestamp"));
  constexpr std::uint64_t seconds_max = std::numeric_limits<std::int64_t>::max() / 1000;
  if (!seconds || *seconds > seconds_max) return wrong_member("tipset", "Timestamp");
  return Tipset{*height, static_cast<Millis>(*seconds) * 1000, std::move(*key)};
}

Result<NetworkParams> decode_network_params(const json::value& result) {
  if (!result.is_object()) return wrong_member("network params", "result");
  NetworkParams params;
  constexpr std::uint64_t seconds_max = std::numeric_limits<std::int32_t>::max() * 4ULL;
  const auto genesis = natural(member(result, "GenesisTimestamp"));
  if (genesis && *genesis > 0 && *genesis <= seconds_max) {
    params.genesis_unix_ms = static_cast<Millis>(*genesis) * 1000;
  }
  const auto delay = natural(member(result, "BlockDelaySecs"));
  if (delay && *delay > 0 && *delay <= 3600) params.epoch_ms = static_cast<Millis>(*delay) * 1000;
  return params;
}

Result<Epochs> decode_period_offset(const json::value& result) {
  const auto start = integer(member(result, "PeriodStart"));
  if (!start) return wrong_member("proving deadline", "PeriodStart");
  if (integer(member(result, "WPoStProvingPeriod")) != epochs_per_day) {
    return wrong_member("proving deadline", "WPoStProvingPeriod of 2880");
  }
  if (natural(member(result, "WPoStPeriodDeadlines")) != deadlines_per_day) {
    return wrong_member("proving deadline", "WPoStPeriodDeadlines of 48");
  }
  // A period may begin before epoch 0.
  return (*start % epochs_per_day + epochs_per_day) % epochs_per_day;
}

Result<DeadlineSectors> decode_partitions(const json::value& result) {
  DeadlineSectors sectors;
  if (result.is_null()) return sectors;
  if (!result.is_array()) return wrong_member("partitions", "result");
  std::vector<std::uint64_t> lengths;
  for (const json::value& partition : result.get_array()) {
    auto all = decode_bitfield(partition, "AllSectors", lengths);
    if (!all) return all.error();
    auto live = decode_bitfield(partition, "LiveSectors", lengths);
    if (!live) return live.error();
    auto faulty = decode_bitfield(partition, "FaultySectors", lengths);
    if (!faulty) return faulty.error();
    auto recovering = decode_bitfield(partition, "RecoveringSectors", lengths);
    if (!recovering) return recovering.error();
    sectors.has_partitions = true;
    sectors.all.unite(*all);
    sectors.live.unite(*live);
    sectors.faulty.unite(*faulty);
    sectors.recovering.unite(*recovering);
  }
  return sectors;
}

Result<MarketDeal> decode_market_deal(const json::value& result) {
  MarketDeal deal;
  if (auto proposal = decode_proposal(member(result, "Proposal"), deal); !proposal) {
    return proposal.error();
  }
  if (auto state = decode_state(member(result, "State"), deal); !state) return state.error();
  return deal;
}

bool says_not_found(std::string_view error_text, DealId deal) {
  return error_text.find(fmt::format("deal {} not found", deal)) != std::string_view::npos;
}

}  // namespace raas::lotus
