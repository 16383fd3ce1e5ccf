#pragma once

#include <cstdint>

#include "filecoin/trouble.h"

namespace mock {

/// What is wrong with the node for one stretch of a simulation. All chances are in parts of a
/// million; what is 0 is not the case.
struct NodeTroubleOptions {
  Epochs at = 0;    ///< From the begin of the simulation.
  Epochs last = 0;  ///< So long; 0 = there is no trouble.
  Epochs behind = 0;
  std::uint32_t follows_branch = 0;  ///< 1 = for all that time, and it is given up then.
  std::uint32_t deals_missing_ppm = 0;
  std::uint32_t sectors_dead_ppm = 0;
  std::uint32_t html_ppm = 0;
  std::uint32_t empty_ppm = 0;
  std::uint32_t truncated_ppm = 0;
  std::uint32_t wrong_ids_ppm = 0;
  std::uint32_t reordered_ppm = 0;
  std::uint32_t too_many_ppm = 0;
  std::uint32_t lost_ppm = 0;
  // Limits of a gateway, at all times; 0 = none.
  std::uint32_t requests_per_minute = 0;
  std::uint32_t tokens_per_second = 0;
};

/// What these options ask for.
/// @param begin  First epoch of the simulation.
[[nodiscard]] Troubles troubles_of(const NodeTroubleOptions& options, std::uint64_t seed,
                                   Epoch begin);

}  // namespace mock
