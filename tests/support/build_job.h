#pragma once

#include <vector>

#include "core/job.h"
#include "core/observation.h"
#include "core/replica.h"

/// Builders of jobs, copies and intents for tests: they read as what is the case, and everything
/// that a test does not name is in order.
namespace raas::build {

/// The tip of all observations that nobody said anything else of.
inline constexpr Epoch tip = 5'000'000;

/// Wants @p copies copies, no fewer and no more, and all three services.
[[nodiscard]] Job job(std::uint32_t copies = 2);
/// The same with other terms.
[[nodiscard]] Job job(const Terms& terms);
[[nodiscard]] Terms terms(std::uint32_t min, std::uint32_t target, std::uint32_t max);

/// Copies. The id and provider of each are its slot plus 1000 unless they are named.
/// Proven, and lasts for a year.
[[nodiscard]] Replica sound(SlotNumber slot);
/// Proven, and ends in @p left epochs.
[[nodiscard]] Replica ending_in(Epochs left, SlotNumber slot);
/// Not proven for @p span epochs; confirmed, and read at the tip.
[[nodiscard]] Replica faulty_for(Epochs span, SlotNumber slot);
/// Its sector is gone for a day; confirmed, and read at the tip.
[[nodiscard]] Replica dead(SlotNumber slot);
/// Published; must be active in @p left epochs. Read at the tip.
[[nodiscard]] Replica starting_in(Epochs left, SlotNumber slot);
/// Nothing was read of it yet.
[[nodiscard]] Replica unread(SlotNumber slot);

/// The same copy on another provider, under another id.
[[nodiscard]] Replica at(ActorId provider, Replica replica);

/// In flight for a slot.
[[nodiscard]] Intent intent(SlotNumber slot, Reason reason = Reason::replication,
                            IntentState state = IntentState::requested);

/// Owns what an observation only looks at.
struct Seen {
  std::vector<Replica> replicas;
  std::vector<Intent> intents;
  Epoch tip = build::tip;
  Epoch now = build::tip;
  bool chain_trusted = true;
  Epoch doubted_until = no_epoch;

  [[nodiscard]] Observation observation() const;
  // NOLINTNEXTLINE(google-explicit-constructor): reads as the observation that it is
  operator Observation() const { return observation(); }
};

/// Sorted as the observation wants it.
[[nodiscard]] Seen seeing(std::vector<Replica> replicas, std::vector<Intent> intents = {});

}  // namespace raas::build
