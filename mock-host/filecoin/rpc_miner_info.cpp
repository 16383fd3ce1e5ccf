// What a miner actor says of itself.
#include "filecoin/rpc_method.h"
#include "filecoin/seeded.h"

namespace mock {

namespace {

constexpr int window_post_32gib = 13;
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
  out.key("WindowPoStPartitionSectors").number(query.ledger.options().partition_sectors);
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

}  // namespace mock
