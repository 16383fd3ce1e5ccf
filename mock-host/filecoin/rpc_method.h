#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "filecoin/json_writer.h"
#include "filecoin/ledger.h"
#include "filecoin/node_options.h"
#include "filecoin/node_view.h"

namespace mock {

/// Codes of JSON-RPC errors as go-jsonrpc gives them.
enum class RpcCode : std::int32_t {
  application = 1,
  actor_not_found = 11,
  invalid_request = -32600,
  method_not_found = -32601,
  invalid_params = -32602,
  parse_error = -32700,
};

struct RpcFailure {
  RpcCode code = RpcCode::application;
  std::string message;
};

/// What a parameter is. No method has two of one kind.
enum class ParamKind : std::uint8_t { address, number, epoch, tipset, message, event_filter };

/// Which events are wanted.
struct EventFilter {
  struct Value {
    std::uint64_t codec = 0;
    std::string bytes;
  };
  struct Field {
    std::string key;
    std::vector<Value> values;  ///< Any of them.
  };
  std::vector<ActorId> emitters;
  bool has_delegated = false;  ///< Whether there are f4 addresses among the emitters.
  std::string wrong_address;   ///< One that is of neither kind.
  std::vector<Field> fields;   ///< All of them.
  std::optional<Epoch> from;
  std::optional<Epoch> to;
};

/// A message that is to be tried out.
struct CallMessage {
  std::string to;
  std::string from;
  std::optional<ActorId> to_actor;  ///< Of an ID address.
  bool is_from_actor = false;       ///< Whether the sender is an ID address.
  std::uint64_t method = 0;
  std::string params;
};

/// The decoded parameters of one call. Views are into the request.
struct RpcArguments {
  std::string_view address;
  std::optional<ActorId> actor;  ///< Of an ID address.
  std::uint64_t number = 0;
  Epoch epoch = 0;
  std::vector<std::string_view> key;  ///< Of a tipset; empty = head.
  CallMessage message;
  EventFilter filter;
};

/// What a method works on.
struct RpcQuery {
  const Ledger& ledger;
  const NodeOptions& options;
  const NodeView& node;
  const RpcArguments& arguments;
  const Track& track;            ///< The line that the tipset asked about is on.
  Epoch height = 0;              ///< Of the tipset asked about.
  Epoch state = 0;               ///< The newest epoch whose effects that tipset's state has.
  const Miner* miner = nullptr;  ///< Set for methods that need one.

  /// nullptr = it is not in the state.
  [[nodiscard]] const Miner* find_miner(std::optional<ActorId> actor) const;
  /// What the node takes the miner's sector for.
  [[nodiscard]] SectorStatus status_of(const Miner& of, const Sector& sector) const;
  /// Whether it is live and has been proven, as far as the node knows.
  [[nodiscard]] bool is_active(const Miner& of, const Sector& sector) const;
  /// nullopt = the node does not have it.
  [[nodiscard]] std::optional<MarketDeal> deal(DealId id) const;

 private:
  [[nodiscard]] const Lie* lie_of_branch() const;
};

/// Writes the result, or returns why there is none, having written nothing that is kept.
using RpcFunction = std::optional<RpcFailure> (*)(const RpcQuery&, JsonWriter&);

/// A method and what is done before it is called.
struct RpcMethod {
  std::string_view name;
  std::span<const ParamKind> params;
  bool is_about_miner = false;
  bool is_on_gateway = false;
  RpcFunction function = nullptr;
};

/// All methods, by name.
[[nodiscard]] std::span<const RpcMethod> rpc_methods();

std::optional<RpcFailure> chain_head(const RpcQuery& query, JsonWriter& out);
std::optional<RpcFailure> chain_get_finalized_tipset(const RpcQuery& query, JsonWriter& out);
std::optional<RpcFailure> chain_get_tipset_by_height(const RpcQuery& query, JsonWriter& out);
std::optional<RpcFailure> chain_get_tipset_after_height(const RpcQuery& query, JsonWriter& out);

std::optional<RpcFailure> state_market_storage_deal(const RpcQuery& query, JsonWriter& out);
std::optional<RpcFailure> state_read_state(const RpcQuery& query, JsonWriter& out);

std::optional<RpcFailure> state_miner_partitions(const RpcQuery& query, JsonWriter& out);
std::optional<RpcFailure> state_miner_proving_deadline(const RpcQuery& query, JsonWriter& out);
std::optional<RpcFailure> state_miner_deadlines(const RpcQuery& query, JsonWriter& out);
std::optional<RpcFailure> state_miner_faults(const RpcQuery& query, JsonWriter& out);
std::optional<RpcFailure> state_miner_recoveries(const RpcQuery& query, JsonWriter& out);
std::optional<RpcFailure> state_miner_sector_count(const RpcQuery& query, JsonWriter& out);
std::optional<RpcFailure> state_miner_info(const RpcQuery& query, JsonWriter& out);
std::optional<RpcFailure> state_sector_partition(const RpcQuery& query, JsonWriter& out);
std::optional<RpcFailure> state_sector_get_info(const RpcQuery& query, JsonWriter& out);
std::optional<RpcFailure> state_sector_expiration(const RpcQuery& query, JsonWriter& out);
std::optional<RpcFailure> state_call(const RpcQuery& query, JsonWriter& out);

std::optional<RpcFailure> state_get_claim(const RpcQuery& query, JsonWriter& out);
std::optional<RpcFailure> state_get_claims(const RpcQuery& query, JsonWriter& out);
std::optional<RpcFailure> state_get_allocation(const RpcQuery& query, JsonWriter& out);
std::optional<RpcFailure> state_get_allocations(const RpcQuery& query, JsonWriter& out);
std::optional<RpcFailure> get_actor_events_raw(const RpcQuery& query, JsonWriter& out);

std::optional<RpcFailure> state_get_network_params(const RpcQuery& query, JsonWriter& out);
std::optional<RpcFailure> state_list_miners(const RpcQuery& query, JsonWriter& out);
std::optional<RpcFailure> state_lookup_id(const RpcQuery& query, JsonWriter& out);
std::optional<RpcFailure> version(const RpcQuery& query, JsonWriter& out);

}  // namespace mock
