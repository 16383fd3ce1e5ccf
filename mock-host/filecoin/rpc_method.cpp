#include "filecoin/rpc_method.h"

#include <array>

namespace mock {

namespace {

using enum ParamKind;

constexpr std::array<ParamKind, 1> tipset_only{tipset};
constexpr std::array epoch_tipset{epoch, tipset};
constexpr std::array number_tipset{number, tipset};
constexpr std::array address_tipset{address, tipset};
constexpr std::array address_number_tipset{address, number, tipset};
constexpr std::span<const ParamKind> none{};

constexpr std::array message_tipset{message, tipset};
constexpr std::array<ParamKind, 1> event_filter_only{event_filter};

constexpr bool about_miner = true;
/// Served by lotus-gateway too.
constexpr bool everywhere = true;
constexpr bool full_only = false;

constexpr std::array<RpcMethod, 26> methods{{
    {"Filecoin.ChainGetFinalizedTipSet", none, false, everywhere, chain_get_finalized_tipset},
    {"Filecoin.ChainGetTipSetAfterHeight", epoch_tipset, false, everywhere,
     chain_get_tipset_after_height},
    {"Filecoin.ChainGetTipSetByHeight", epoch_tipset, false, everywhere,
     chain_get_tipset_by_height},
    {"Filecoin.ChainHead", none, false, everywhere, chain_head},
    {"Filecoin.GetActorEventsRaw", event_filter_only, false, everywhere, get_actor_events_raw},
    {"Filecoin.StateCall", message_tipset, false, everywhere, state_call},
    {"Filecoin.StateGetAllocation", address_number_tipset, false, everywhere, state_get_allocation},
    {"Filecoin.StateGetAllocations", address_tipset, false, everywhere, state_get_allocations},
    {"Filecoin.StateGetClaim", address_number_tipset, false, everywhere, state_get_claim},
    {"Filecoin.StateGetClaims", address_tipset, false, everywhere, state_get_claims},
    {"Filecoin.StateGetNetworkParams", none, false, everywhere, state_get_network_params},
    {"Filecoin.StateListMiners", tipset_only, false, everywhere, state_list_miners},
    {"Filecoin.StateLookupID", address_tipset, false, everywhere, state_lookup_id},
    {"Filecoin.StateMarketStorageDeal", number_tipset, false, everywhere,
     state_market_storage_deal},
    {"Filecoin.StateMinerDeadlines", address_tipset, about_miner, everywhere,
     state_miner_deadlines},
    {"Filecoin.StateMinerFaults", address_tipset, about_miner, full_only, state_miner_faults},
    {"Filecoin.StateMinerInfo", address_tipset, about_miner, everywhere, state_miner_info},
    {"Filecoin.StateMinerPartitions", address_number_tipset, about_miner, full_only,
     state_miner_partitions},
    {"Filecoin.StateMinerProvingDeadline", address_tipset, about_miner, everywhere,
     state_miner_proving_deadline},
    {"Filecoin.StateMinerRecoveries", address_tipset, about_miner, full_only,
     state_miner_recoveries},
    {"Filecoin.StateMinerSectorCount", address_tipset, about_miner, everywhere,
     state_miner_sector_count},
    {"Filecoin.StateReadState", address_tipset, false, everywhere, state_read_state},
    {"Filecoin.StateSectorExpiration", address_number_tipset, about_miner, full_only,
     state_sector_expiration},
    {"Filecoin.StateSectorGetInfo", address_number_tipset, about_miner, everywhere,
     state_sector_get_info},
    {"Filecoin.StateSectorPartition", address_number_tipset, about_miner, full_only,
     state_sector_partition},
    {"Filecoin.Version", none, false, everywhere, version},
}};

}  // namespace

std::span<const RpcMethod> rpc_methods() {
  return methods;
}

}  // namespace mock
