// The longer records of a miner actor: itself, and one sector.
#include "filecoin/cid_text.h"
#include "filecoin/rpc_method.h"
#include "filecoin/seeded.h"

namespace mock {

namespace {

constexpr int window_post_32gib = 13;
constexpr int seal_32gib = 8;
constexpr int simple_qa_power = 1;
constexpr std::uint64_t sector_size = 34359738368;

/// An identity of libp2p: base58 of a public key of ed25519, drawn from the seed.
std::string peer_id(std::uint64_t seed, ActorId miner) {
  constexpr std::string_view base58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  constexpr std::size_t drawn_chars = 44;
  std::string id = "12D3KooW";
  for (std::size_t i = 0; i < drawn_chars; ++i) {
    id += base58[drawn(seed, Draw::miner_parts, miner, i) % base58.size()];
  }
  return id;
}

/// Bytes of the deal times its epochs: the sector's weight for power.
std::string weight_of(const Market::Deal& deal) {
  const auto epochs = static_cast<std::uint64_t>(deal.proposal.end_epoch - deal.activated);
  return std::to_string(deal.proposal.piece_size * epochs);
}

}  // namespace

std::optional<RpcFailure> state_miner_info(const RpcQuery& query, JsonWriter& out) {
  const ActorId miner = query.miner->id();
  const ActorId owner = miner - 1;
  out.begin_object();
  out.key("Owner").actor(owner);
  out.key("Worker").actor(owner);
  out.key("NewWorker").text("<empty>");
  out.key("ControlAddresses").begin_array();
  out.actor(owner);
  out.end_array();
  out.key("WorkerChangeEpoch").number(no_epoch);
  out.key("PeerId").text(peer_id(query.ledger.options().seed, miner));
  out.key("Multiaddrs").begin_array();
  out.text("BH8AAAEGXcE=");  // /ip4/127.0.0.1/tcp/24001
  out.end_array();
  out.key("WindowPoStProofType").number(window_post_32gib);
  out.key("SectorSize").number(sector_size);
  out.key("WindowPoStPartitionSectors").number(partition_sectors_max);
  out.key("ConsensusFaultElapsed").number(no_epoch);
  out.key("PendingOwnerAddress").null();
  out.key("Beneficiary").actor(owner);
  out.key("BeneficiaryTerm").begin_object();
  out.key("Quota").text("0");
  out.key("UsedQuota").text("0");
  out.key("Expiration").number(0);
  out.end_object();
  out.key("PendingBeneficiaryTerm").null();
  out.end_object();
  return std::nullopt;
}

std::optional<RpcFailure> state_sector_get_info(const RpcQuery& query, JsonWriter& out) {
  const Sector* sector = query.miner->find(query.arguments.number);
  if (sector == nullptr || sector->placing().activation > query.state) {
    out.null();
    return std::nullopt;
  }
  const Sector::Placing& placing = sector->placing();
  const Market::Deal& deal = *query.ledger.market().find(placing.deal);
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
  out.key("DealWeight").text(deal.proposal.verified ? "0" : weight_of(deal));
  out.key("VerifiedDealWeight").text(deal.proposal.verified ? weight_of(deal) : "0");
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
