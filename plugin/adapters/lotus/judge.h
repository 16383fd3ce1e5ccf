#pragma once

#include <string_view>

#include "adapters/lotus/deadline_clock.h"
#include "adapters/lotus/decode.h"
#include "core/replica.h"

namespace raas::lotus {

/// What one look at the chain says of a replica.
struct Verdict {
  Finding finding = Finding::unknown;
  Epoch since = no_epoch;
  bool recovering = false;
};

/// What a deal that is in the market says of the replica that is to be it.
[[nodiscard]] Verdict judge_deal(const Replica& replica, const MarketDeal& deal, Epoch tip);

/// What it says of the replica that its deal is not in the market at @p tip.
[[nodiscard]] Verdict judge_absence(const Replica& replica, Epoch tip);

/// What the sectors of a deadline say of a sector that belongs there.
[[nodiscard]] Verdict judge_sector(const DeadlineSectors& sectors, SectorNumber sector);

/// Since when a faulty or dead sector is so: the newest close of its deadline if that lies between
/// the last reading that said otherwise and @p tip, else @p tip.
[[nodiscard]] Epoch began_at(const Facts& before, const Deadline& deadline, Epoch tip);

/// The facts after one more reading. A reading at a tipset that is not newer than the facts counts
/// as one with them; one at an older tipset changes nothing.
[[nodiscard]] Facts with_reading(const Facts& before, const Verdict& verdict, Epoch tip);

[[nodiscard]] bool is_negative(Finding finding);

}  // namespace raas::lotus
