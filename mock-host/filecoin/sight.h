#pragma once

#include <cstdint>
#include <optional>

#include "filecoin/chain.h"

namespace mock {

/// What a node says that is not so. It says the same of the same deal or sector each time.
struct Lie {
  std::uint64_t seed = 0;  ///< Draws which ones.
  // How many of a million it lies about.
  std::uint32_t deals_missing_ppm = 0;
  std::uint32_t sectors_dead_ppm = 0;
  std::uint32_t sectors_faulty_ppm = 0;

  [[nodiscard]] bool hides(DealId deal) const;
  /// What it says of a sector that is as @p truth.
  [[nodiscard]] SectorStatus told(ActorId miner, SectorNumber sector, SectorStatus truth) const;

  friend bool operator==(const Lie&, const Lie&) = default;
};

/// A branch of the chain that will be, or has been, given up: a fork that one node follows.
///
/// Up to @ref base it is the chain that everybody knows. Above, it has other tipsets; messages come
/// to them @ref delay epochs later, and its state may differ by more, as @ref differs says. The
/// node finalizes nothing above the base, unless told to.
struct Branch {
  Epoch base = 0;
  std::uint64_t salt = 1;  ///< Draws the tipsets.
  Epochs delay = 0;
  std::optional<Lie> differs;
  bool is_finalized = false;
  /// Deals that were published above the base have their ids exchanged, pair by pair: the id of one
  /// is another deal's after the reorganization.
  bool swaps_deals = false;

  friend bool operator==(const Branch&, const Branch&) = default;
};

/// How one node sees the chain. By default: as it is.
struct Sight {
  Epochs behind = 0;              ///< So far it lags.
  std::optional<Epoch> stuck_at;  ///< It takes no tipset above this height.
  std::optional<Branch> branch;
  std::optional<Lie> lie;

  friend bool operator==(const Sight&, const Sight&) = default;
};

}  // namespace mock
