#pragma once

#include <cstdint>

#include "filecoin/chain.h"

namespace mock {

/// What the plugin was configured to keep to; the defaults are those of its configuration. 0 = no
/// limit where a number of deals or bytes is meant.
struct JudgeLimits {
  Epochs sealing_max_epochs = 3 * epochs_per_day;
  Epochs backoff_max_epochs = epochs_per_day;
  Epochs gone_after_epochs = epochs_per_day;
  Epochs feed_hold_epochs = 7 * epochs_per_day;
  Epochs rest_min_epochs = epochs_per_day / 4;
  Epochs rest_max_epochs = 7 * epochs_per_day;
  std::uint32_t in_flight_max = 1000;
  std::uint32_t in_flight_per_provider_max = 100;
  std::uint32_t deals_per_hour_max = 1000;
  std::uint32_t deals_per_hour_per_provider_max = 100;
  std::uint64_t bytes_per_hour_max = 0;
  std::uint32_t copies_per_organisation_max = 1;
  std::uint32_t fetch_in_flight_max = 64;
};

/// What keeps the plugin from its work, and is not its fault.
enum class Hindrance : std::uint8_t {
  node_silent,  ///< The node tells nothing that can be believed.
  node_lies,    ///< The node says what is not so.
  no_funds,
  no_datacap,
};
inline constexpr std::size_t hindrance_kinds = 4;

}  // namespace mock
