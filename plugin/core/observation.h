#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/epoch.h"
#include "core/intent.h"
#include "core/job.h"
#include "core/replica.h"

namespace raas {

/// A provider as placement sees it: what the host's directory says and what we have met ourselves.
struct Candidate {
  ActorId provider = no_provider;
  std::string organisation;  ///< Empty = not known.
  std::string country;
  std::uint32_t asn = 0;  ///< 0 = not known.
  bool accepts_deals = true;
  bool verified_only = false;
  std::uint32_t reputation_ppm = 500000;
  std::optional<AttoFil> price;  ///< attoFIL per GiB and epoch.
  std::optional<AttoFil> price_verified;
  std::uint64_t piece_size_min = 0;  ///< 0 = no limit.
  std::uint64_t piece_size_max = 0;  ///< 0 = no limit.

  Epoch rests_until = no_epoch;       ///< Cool-down after failures.
  std::uint32_t in_flight = 0;        ///< Our requests at it that are not active yet.
  std::uint32_t deals_last_hour = 0;  ///< Decided on within the last hour.
  std::uint64_t deals_made = 0;       ///< That became active; old ones fade.
  std::uint64_t deals_failed = 0;     ///< By its own fault; old ones fade.
};

/// All that is known about one job at one moment. Times are epochs; `tip` is the finalized tipset
/// that the newest facts were read at, `now` the epoch of the host's clock (tip <= now).
struct Observation {
  Epoch tip = no_epoch;
  Epoch now = 0;
  /// Whether the chain can be believed now. If not (stalled, behind, no node), nothing is decided.
  bool chain_trusted = true;
  /// That a copy is gone does not count if it was read at or before this tip, while so many were
  /// said to be gone that it was not believed; no_epoch = that was never so.
  Epoch doubted_until = no_epoch;
  std::span<const Replica> replicas;  ///< Of the job, sorted by (slot, id).
  std::span<const Intent> intents;    ///< Of the job, in flight only, sorted by key.
};

}  // namespace raas
