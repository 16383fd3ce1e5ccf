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

constexpr bool about_miner = true;

constexpr std::array<RpcMethod, 19> methods{{
    {"Filecoin.ChainGetFinalizedTipSet", none, false, chain_get_finalized_tipset},
    {"Filecoin.ChainGetTipSetAfterHeight", epoch_tipset, false, chain_get_tipset_after_height},
    {"Filecoin.ChainGetTipSetByHeight", epoch_tipset, false, chain_get_tipset_by_height},
    {"Filecoin.ChainHead", none, false, chain_head},
    {"Filecoin.StateGetNetworkParams", none, false, state_get_network_params},
    {"Filecoin.StateListMiners", tipset_only, false, state_list_miners},
    {"Filecoin.StateLookupID", address_tipset, false, state_lookup_id},
    {"Filecoin.StateMarketStorageDeal", number_tipset, false, state_market_storage_deal},
    {"Filecoin.StateMinerDeadlines", address_tipset, about_miner, state_miner_deadlines},
    {"Filecoin.StateMinerFaults", address_tipset, about_miner, state_miner_faults},
    {"Filecoin.StateMinerInfo", address_tipset, about_miner, state_miner_info},
    {"Filecoin.StateMinerPartitions", address_number_tipset, about_miner, state_miner_partitions},
    {"Filecoin.StateMinerProvingDeadline", address_tipset, about_miner,
     state_miner_proving_deadline},
    {"Filecoin.StateMinerRecoveries", address_tipset, about_miner, state_miner_recoveries},
    {"Filecoin.StateMinerSectorCount", address_tipset, about_miner, state_miner_sector_count},
    {"Filecoin.StateReadState", address_tipset, false, state_read_state},
    {"Filecoin.StateSectorGetInfo", address_number_tipset, about_miner, state_sector_get_info},
    {"Filecoin.StateSectorPartition", address_number_tipset, about_miner, state_sector_partition},
    {"Filecoin.Version", none, false, version},
}};

}  // namespace

std::span<const RpcMethod> rpc_methods() {
  return methods;
}

}  // namespace mock
