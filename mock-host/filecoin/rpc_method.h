#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "filecoin/json_writer.h"
#include "filecoin/ledger.h"

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
enum class ParamKind : std::uint8_t { address, number, epoch, tipset };

/// The decoded parameters of one call. Views are into the request.
struct RpcArguments {
  std::string_view address;
  std::optional<ActorId> actor;  ///< Of an ID address.
  std::uint64_t number = 0;
  Epoch epoch = 0;
  std::vector<std::string_view> key;  ///< Of a tipset; empty = head.
};

/// What a method works on.
struct RpcQuery {
  const Ledger& ledger;
  const RpcArguments& arguments;
  Epoch height = 0;              ///< Of the tipset asked about.
  Epoch state = 0;               ///< The newest epoch whose effects that tipset's state has.
  const Miner* miner = nullptr;  ///< Set for methods that need one.
};

/// Writes the result, or returns why there is none, having written nothing that is kept.
using RpcFunction = std::optional<RpcFailure> (*)(const RpcQuery&, JsonWriter&);

/// A method and what is done before it is called.
struct RpcMethod {
  std::string_view name;
  std::span<const ParamKind> params;
  bool is_about_miner = false;
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

std::optional<RpcFailure> state_get_network_params(const RpcQuery& query, JsonWriter& out);
std::optional<RpcFailure> state_list_miners(const RpcQuery& query, JsonWriter& out);
std::optional<RpcFailure> state_lookup_id(const RpcQuery& query, JsonWriter& out);
std::optional<RpcFailure> version(const RpcQuery& query, JsonWriter& out);

}  // namespace mock
