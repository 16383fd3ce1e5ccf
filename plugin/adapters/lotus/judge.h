#pragma once

#include <optional>
#include <string_view>

#include "adapters/lotus/deadline_clock.h"
#include "adapters/lotus/decode.h"
#include "adapters/lotus/decode_records.h"
#include "adapters/lotus/sector_call.h"
#include "adapters/lotus/watched.h"
#include "core/replica.h"

namespace raas::lotus {

/// What one look at the chain says of a replica.
struct Verdict {
  Finding finding = Finding::unknown;
  Epoch since = no_epoch;
  bool recovering = false;
};

/// What a deal that is in the market says of the replica that is to be it.
[[nodiscard]] Verdict judge_deal(const Watched& copy, const MarketDeal& deal, Epoch tip);

/// Why a deal is not in the market.
enum class Absence : std::uint8_t {
  never_published,    ///< Its id was not given to a deal yet, as of that tipset.
  activation_missed,  ///< Its start came before its sector.
  completed,          ///< It came to its end.
  terminated,         ///< Its sector ended before it did.
};

[[nodiscard]] std::string_view name_of(Absence absence);

/// Why the deal of @p copy is not in the market at @p tip, by what was known of it before.
/// @param next_deal  The id that the market gives next, if known.
[[nodiscard]] Absence classify_absence(const Watched& copy, Epoch tip,
                                       std::optional<DealId> next_deal);

/// What it says of the replica that its deal is not in the market at @p tip.
[[nodiscard]] Verdict judge_absence(const Watched& copy, Epoch tip,
                                    std::optional<DealId> next_deal = std::nullopt);

/// What a claim says of the replica that is to be it: nothing of its health, for claims outlive
/// their sectors.
[[nodiscard]] Verdict judge_claim(const Watched& copy, const Claim& claim, Epoch tip);

/// What the miner actor's own word says of a sector.
[[nodiscard]] Verdict judge_status(SectorStatus status);

/// What two nodes say together of the same thing at the same tipset; nothing if they disagree.
[[nodiscard]] std::optional<Verdict> agreed(const Verdict& first, const Verdict& second);

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
