// What belongs to no actor: the network's parameters, addresses, the node itself.
#include <array>

#include "filecoin/rpc_method.h"

namespace mock {

namespace {

struct Upgrade {
  std::string_view name;
  Epoch height;
};

// Mainnet's.
constexpr std::array<Upgrade, 34> upgrades{{
    {"UpgradeSmokeHeight", 51000},        {"UpgradeBreezeHeight", 41280},
    {"UpgradeIgnitionHeight", 94000},     {"UpgradeLiftoffHeight", 148888},
    {"UpgradeAssemblyHeight", 138720},    {"UpgradeRefuelHeight", 130800},
    {"UpgradeTapeHeight", 140760},        {"UpgradeKumquatHeight", 170000},
    {"BreezeGasTampingDuration", 120},    {"UpgradeCalicoHeight", 265200},
    {"UpgradePersianHeight", 272400},     {"UpgradeOrangeHeight", 336458},
    {"UpgradeClausHeight", 343200},       {"UpgradeTrustHeight", 550321},
    {"UpgradeNorwegianHeight", 665280},   {"UpgradeTurboHeight", 712320},
    {"UpgradeHyperdriveHeight", 892800},  {"UpgradeChocolateHeight", 1231620},
    {"UpgradeOhSnapHeight", 1594680},     {"UpgradeSkyrHeight", 1960320},
    {"UpgradeSharkHeight", 2383680},      {"UpgradeHyggeHeight", 2683348},
    {"UpgradeLightningHeight", 2809800},  {"UpgradeThunderHeight", 2870280},
    {"UpgradeWatermelonHeight", 3469380}, {"UpgradeDragonHeight", 3855360},
    {"UpgradePhoenixHeight", 3855480},    {"UpgradeWaffleHeight", 4154640},
    {"UpgradeTuktukHeight", 4461240},     {"UpgradeTeepHeight", 4867320},
    {"UpgradeTockHeight", 5126520},       {"UpgradeGoldenWeekHeight", 5348280},
    {"UpgradeFireHorseHeight", 6052800},  {"UpgradeXxHeight", 999999999999999},
}};

}  // namespace

std::optional<RpcFailure> state_get_network_params(const RpcQuery& query, JsonWriter& out) {
  const ChainOptions& options = query.ledger.options();
  out.begin_object();
  out.key("NetworkName").text(options.network_name);
  out.key("BlockDelaySecs").number(epoch_seconds);
  out.key("ConsensusMinerMinPower").text("10995116277760");
  out.key("PreCommitChallengeDelay").number(150);
  out.key("ForkUpgradeParams").begin_object();
  for (const Upgrade& upgrade : upgrades) out.key(upgrade.name).number(upgrade.height);
  out.end_object();
  out.key("Eip155ChainID").number(options.eip155_chain_id);
  out.key("GenesisTimestamp").number(options.genesis_unix);
  out.end_object();
  return std::nullopt;
}

std::optional<RpcFailure> state_list_miners(const RpcQuery& query, JsonWriter& out) {
  bool is_empty = true;
  for (const Miner& miner : query.ledger.miners()) {
    if (miner.since() > query.state) continue;
    if (is_empty) out.begin_array();
    is_empty = false;
    out.actor(miner.id());
  }
  if (is_empty) {
    out.null();
  } else {
    out.end_array();
  }
  return std::nullopt;
}

std::optional<RpcFailure> state_lookup_id(const RpcQuery& query, JsonWriter& out) {
  // Lotus gives an ID address back without looking whether there is such an actor.
  if (!query.arguments.actor) return RpcFailure{RpcCode::actor_not_found, "actor not found"};
  out.actor(*query.arguments.actor);
  return std::nullopt;
}

std::optional<RpcFailure> version(const RpcQuery& query, JsonWriter& out) {
  constexpr int api_version = (2 << 16) | (3 << 8);
  out.begin_object();
  out.key("Version").text("1.36.2-dev+" + query.ledger.options().network_name + "+simulated");
  out.key("APIVersion").number(api_version);
  out.key("BlockDelay").number(epoch_seconds);
  out.end_object();
  return std::nullopt;
}

}  // namespace mock
