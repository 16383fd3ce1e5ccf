#pragma once

#include <cstdint>
#include <vector>

#include "core/job.h"
#include "core/observation.h"
#include "core/plan.h"
#include "core/policy.h"
#include "policy/module.h"

namespace raas {

/// More slots than this are never looked at: a limit on the size of one plan.
inline constexpr SlotNumber slots_max = 1024;

/// A slot with all that is on its way to it.
struct SlotState {
  SlotView view;
  const Intent* intent = nullptr;  ///< In flight; nullptr = none.
  bool has_pending = false;        ///< A published copy is on its way.
  std::uint32_t generation = 0;    ///< Of the newest intent.
  std::uint32_t failures = 0;
  Epoch not_before = no_epoch;

  [[nodiscard]] bool in_flight() const { return intent != nullptr || has_pending; }
  /// Whether its holder is sure to be there and has time left: by its newest reading, not by the
  /// benefit of a doubt.
  [[nodiscard]] bool is_filled() const;
};

/// The copies of one job, laid out over its slots.
struct Layout {
  std::vector<SlotState> slots;  ///< From 1 to the target.
  std::vector<Move> moves;       ///< Spare copies that take over a slot; done already in `slots`.
  std::uint32_t lasting = 0;     ///< Providers with a healthy copy.
  /// Other providers, with a copy of which nothing reliable is known, or with a spare whose end is
  /// not believed yet.
  std::uint32_t unknown = 0;
  std::uint32_t in_flight = 0;  ///< Copies on their way, one per slot.

  /// Copies that are there, may be there, or will be.
  [[nodiscard]] std::uint64_t counted() const {
    return std::uint64_t{lasting} + unknown + in_flight;
  }
};

/// Lays out the copies: each slot gets its best copy, two copies on one provider hold one slot
/// only, and spare copies move to slots that lack a lasting one.
[[nodiscard]] Layout lay_out(const Policy& policy, const Job& job, const Observation& seen);

}  // namespace raas
