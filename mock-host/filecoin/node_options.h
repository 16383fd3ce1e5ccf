#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "filecoin/chain.h"

namespace mock {

/// What stands at the other end: a Lotus node, or lotus-gateway in front of one.
enum class NodeKind : std::uint8_t { full, gateway };

/// How an operator has set up a node. All limits are lotus-gateway's and off by default, as there.
struct NodeOptions {
  NodeKind kind = NodeKind::full;
  Epochs lookback_max = epochs_per_day;  ///< Of a gateway, for tipset keys and heights.
  /// --conn-per-minute: requests above it get 429 with nothing in it.
  std::optional<std::uint32_t> requests_per_minute;
  /// --rate-limit: calls above it are told that the server is busy.
  std::optional<std::uint32_t> tokens_per_second;
  /// --per-conn-rate-limit: over HTTP, for the calls of one batch.
  std::optional<std::uint32_t> request_tokens_per_second;

  bool has_actor_events = true;       ///< Events.EnableActorEventsAPI.
  std::optional<Epochs> index_depth;  ///< How far back from head events are indexed.
  std::size_t events_max = 10000;     ///< MaxFilterResults.
  Epochs event_heights_max = 2880;    ///< MaxFilterHeightRange.
};

}  // namespace mock
