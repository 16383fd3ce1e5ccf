#pragma once

#include <cstdint>

#include "fleet.h"

namespace raas::bench {

// The loops of other systems, in the shape that they publish and written anew. Each is given more
// than the original has: compiled code, connections that are kept, a list that is in memory.

/// How far a loop got.
struct LoopCount {
  std::uint64_t deals = 0;  ///< Known to be healthy, or not.
  double seconds = 0;
  std::uint64_t calls = 0;
  std::uint64_t bad = 0;  ///< Of the deals.

  [[nodiscard]] double deals_per_s() const { return static_cast<double>(deals) / seconds; }
};

/// Each so many-th deal changes, for the loop that writes down what changes.
inline constexpr std::uint64_t changes_every = 1000;

/// (a) Deal after deal two calls, one after the other; the list of deals is a JSON file that is
/// written again for each change.
[[nodiscard]] LoopCount walk_one_by_one(std::uint16_t port, const Fleet& fleet, double seconds_max);

/// (b) One call a deal, 1,000 of them in flight.
[[nodiscard]] LoopCount ask_in_a_crowd(std::uint16_t port, const Fleet& fleet, double seconds_max);

/// (c) All deals of the market in one reply, compared with all that are known.
[[nodiscard]] LoopCount dump_and_compare(std::uint16_t port, const Fleet& fleet,
                                         double seconds_max);

}  // namespace raas::bench
