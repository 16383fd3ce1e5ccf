#pragma once

#include <cstdint>
#include <vector>

#include "aggregator/deal.h"

namespace mock {

/// What changes for one copy of a job's payload.
enum class CopyTurn : std::uint8_t {
  repair_asked,  ///< A deal with reason repair was accepted: from now on it counts.
  other_asked,   ///< Any other deal was accepted.
  deal_lost,     ///< The deal failed before it was active.
  fails,         ///< The provider cannot prove it any more.
  comes_back,    ///< The provider proves it again.
  runs_out,      ///< Too near its end to count.
};

struct CopyChange {
  Epoch epoch = 0;
  RecordId copy = 0;
  CopyTurn turn = CopyTurn::fails;
};

/// From when a job wants copies, and how many.
struct CopiesWanted {
  Epoch since = 0;
  std::uint32_t min = 1;
  std::uint32_t target = 1;
};

/// For each repair the epochs from the fault that made it necessary to the deal.
///
/// A request does not say which fault it mends. A fault is a need from the epoch on at which the
/// job has fewer copies than its minimum because of it; a copy that comes back or a spare ends the
/// need; a repair mends the oldest need that a fault left. Attempts after a lost deal are not
/// counted again.
///
/// @param changes  In any order.
[[nodiscard]] std::vector<Epochs> fault_to_deal_epochs(std::vector<CopyChange> changes,
                                                       const CopiesWanted& wanted);

}  // namespace mock
