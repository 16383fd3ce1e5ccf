// What miner actors answer about one sector.
#include "filecoin/cid_text.h"
#include "filecoin/rpc_method.h"
#include "filecoin/seeded.h"

namespace mock {

namespace {

constexpr int seal_32gib = 8;
constexpr int simple_qa_power = 1;

/// The sector asked about; nullptr = the miner's list of sectors does not have it.
const Sector* listed_sector(const RpcQuery& query) {
  const Sector* sector = query.miner->find(query.arguments.number);
  return sector != nullptr && sector->is_listed_at(query.state) ? sector : nullptr;
}

/// Bytes times epochs of a sector's data: its weight for power.
struct Weights {
  std::uint64_t plain = 0;
  std::uint64_t verified = 0;
};

Weights weights_of(const RpcQuery& query, const Sector& sector) {
  const Sector::Placing& placing = sector.placing();
  Weights weights;
  const auto add = [&](bool is_verified, std::uint64_t size, Epoch from, Epoch to) {
    (is_verified ? weights.verified : weights.plain) +=
        size * static_cast<std::uint64_t>(to - from);
  };
  if (const Market::Deal* deal = query.ledger.market().find(placing.deal)) {
    const DealProposal& proposal = deal->proposal;
    add(proposal.verified, proposal.piece_size, deal->activated, proposal.end_epoch);
  }
  for (const Piece& piece : query.miner->pieces_of(query.miner->place_of(sector))) {
    add(piece.allocation.has_value(), piece.size, placing.activation, placing.expiration);
  }
  return weights;
}

}  // namespace

std::optional<RpcFailure> state_sector_partition(const RpcQuery& query, JsonWriter& out) {
  const Sector* sector = listed_sector(query);
  const auto partition =
      sector == nullptr ? std::nullopt : query.miner->partition_of(*sector, query.state);
  if (!partition) {
    return RpcFailure{.message = "sector " + std::to_string(query.arguments.number) +
                                 " not due at any deadline"};
  }
  out.begin_object();
  out.key("Deadline").number(sector->placing().deadline);
  out.key("Partition").number(*partition);
  out.end_object();
  return std::nullopt;
}

std::optional<RpcFailure> state_sector_expiration(const RpcQuery& query, JsonWriter& out) {
  const Sector* sector = listed_sector(query);
  const SectorStatus status =
      sector == nullptr ? SectorStatus::none : query.status_of(*query.miner, *sector);
  if (status == SectorStatus::none || status == SectorStatus::terminated) {
    return RpcFailure{.message = "failed to find sector " + std::to_string(query.arguments.number)};
  }
  const Sector::Placing& placing = sector->placing();
  Epoch on_time = placing.removal;
  Epoch early = 0;
  if (const auto since = sector->faulty_since(query.state)) {
    const Epoch end = query.miner->fault_end(*sector, *since);
    // A sector that expires sooner keeps its day.
    if (end < on_time) {
      early = end;
      on_time = 0;
    }
  }
  out.begin_object();
  out.key("OnTime").number(on_time);
  out.key("Early").number(early);
  out.end_object();
  return std::nullopt;
}

std::optional<RpcFailure> state_sector_get_info(const RpcQuery& query, JsonWriter& out) {
  // Nothing in it tells a dead sector from a live one.
  const Sector* sector = listed_sector(query);
  if (sector == nullptr) {
    out.null();
    return std::nullopt;
  }
  const Sector::Placing& placing = sector->placing();
  const Weights weights = weights_of(query, *sector);
  const auto word = [&](std::uint64_t i) {
    return drawn(query.ledger.options().seed, Draw::sector_parts, query.miner->id(),
                 placing.number * 8 + i);
  };
  out.begin_object();
  out.key("SectorNumber").number(placing.number);
  out.key("SealProof").number(seal_32gib);
  out.key("SealedCID").cid(sealed_cid({word(0), word(1), word(2), word(3)}));
  out.key("Activation").number(placing.activation);
  out.key("Expiration").number(placing.expiration);
  out.key("DealWeight").text(std::to_string(weights.plain));
  out.key("VerifiedDealWeight").text(std::to_string(weights.verified));
  out.key("InitialPledge").text(std::to_string(100000000000000000 + word(4) % 100000000000000000));
  out.key("ExpectedDayReward").null();
  out.key("ExpectedStoragePledge").null();
  out.key("PowerBaseEpoch").number(placing.activation);
  out.key("ReplacedDayReward").null();
  out.key("SectorKeyCID").null();
  out.key("Flags").number(simple_qa_power);
  out.key("DailyFee").text("0");
  out.end_object();
  return std::nullopt;
}

}  // namespace mock
