// What the market actor, f05, answers.
#include "filecoin/cid_text.h"
#include "filecoin/rpc_method.h"
#include "filecoin/seeded.h"

namespace mock {

namespace {

constexpr ActorId market_actor = 5;

/// Something like 0.003 FIL, which is what providers lock for a 32 GiB deal.
std::uint64_t provider_collateral(std::uint64_t seed, DealId deal) {
  return 3000000000000000 + drawn(seed, Draw::deal_parts, deal) % 1000000000000000;
}

void write_proposal(const RpcQuery& query, const DealProposal& proposal, JsonWriter& out) {
  out.begin_object();
  out.key("PieceCID").cid(proposal.piece_cid);
  out.key("PieceSize").number(proposal.piece_size);
  out.key("VerifiedDeal").boolean(proposal.verified);
  out.key("Client").actor(proposal.client);
  out.key("Provider").actor(proposal.provider);
  out.key("Label").text(proposal.label);
  out.key("StartEpoch").number(proposal.start_epoch);
  out.key("EndEpoch").number(proposal.end_epoch);
  out.key("StoragePricePerEpoch").text(proposal.price_per_epoch);
  const auto collateral = provider_collateral(query.ledger.options().seed, query.arguments.number);
  out.key("ProviderCollateral").text(std::to_string(collateral));
  out.key("ClientCollateral").text("0");
  out.end_object();
}

}  // namespace

std::optional<RpcFailure> state_market_storage_deal(const RpcQuery& query, JsonWriter& out) {
  const DealId id = query.arguments.number;
  const auto deal = query.deal(id);
  if (!deal) {
    return RpcFailure{.message = "deal " + std::to_string(id) +
                                 " not found - deal may not have completed sealing before deal "
                                 "proposal start epoch, or deal may have been slashed"};
  }
  out.begin_object();
  out.key("Proposal");
  write_proposal(query, deal->proposal, out);
  out.key("State").begin_object();
  out.key("SectorNumber").number(deal->sector);
  out.key("SectorStartEpoch").number(deal->sector_start_epoch);
  // Nobody settles payments here, and terminated deals are gone at once: these two never change.
  out.key("LastUpdatedEpoch").number(no_epoch);
  out.key("SlashEpoch").number(no_epoch);
  out.end_object();
  out.end_object();
  return std::nullopt;
}

std::optional<RpcFailure> state_read_state(const RpcQuery& query, JsonWriter& out) {
  if (query.arguments.actor != market_actor) {
    return RpcFailure{.message = "getting actor: actor not found"};
  }
  const auto root = [&](std::uint64_t part) {
    const auto word = [&](std::uint64_t i) {
      return drawn(query.track.heights.seed_at(query.state), Draw::state_root,
                   static_cast<std::uint64_t>(query.state), part * 4 + i);
    };
    return chain_cid({word(0), word(1), word(2), word(3)});
  };
  out.begin_object();
  out.key("Balance").text("30213846721500000000000000");
  out.key("Code").cid(raw_cid({0x6d61726b6574U, 18, 0, 0}));
  out.key("State").begin_object();
  out.key("Proposals").cid(root(0));
  out.key("States").cid(root(1));
  out.key("PendingProposals").cid(root(2));
  out.key("EscrowTable").cid(root(3));
  out.key("LockedTable").cid(root(4));
  out.key("NextID").number(query.ledger.market().next_id_at(query.state));
  out.key("DealOpsByEpoch").cid(root(5));
  out.key("LastCron").number(query.state);
  out.key("TotalClientLockedCollateral").text("0");
  out.key("TotalProviderLockedCollateral").text("29913846721500000000000000");
  out.key("TotalClientStorageFee").text("0");
  out.key("PendingDealAllocationIds").cid(root(6));
  out.key("ProviderSectors").cid(root(7));
  out.end_object();
  out.end_object();
  return std::nullopt;
}

}  // namespace mock
