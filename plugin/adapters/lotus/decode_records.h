#pragma once

#include <boost/json/fwd.hpp>
#include <optional>
#include <string_view>

#include "base/error.h"
#include "core/cid.h"
#include "core/epoch.h"
#include "core/ids.h"

namespace raas::lotus {

/// How many sectors a miner has, over all of its deadlines.
struct SectorCount {
  std::uint64_t live = 0;  ///< Faulty ones included.
  std::uint64_t faulty = 0;

  friend bool operator==(const SectorCount&, const SectorCount&) = default;
};

/// A claim of the verified registry: data that is in a sector without a deal.
struct Claim {
  Cid data;
  std::uint64_t padded_size = 0;
  ActorId provider = no_provider;
  SectorNumber sector = 0;
  Epoch term_start = no_epoch;
  Epoch term_end = no_epoch;  ///< The latest: its start and the longest term.
};

// Each refuses what is not exactly such an answer (corrupt).

[[nodiscard]] Result<SectorCount> decode_sector_count(const boost::json::value& result);
/// The epoch that the sector expires at; nothing for one that the miner does not list.
[[nodiscard]] Result<std::optional<Epoch>> decode_expiration(const boost::json::value& result);
/// Nothing for a claim that is not there.
[[nodiscard]] Result<std::optional<Claim>> decode_claim(const boost::json::value& result);
/// The id of the deal that the market actor publishes next.
[[nodiscard]] Result<DealId> decode_next_deal(const boost::json::value& result);

/// Whether the text of an application error says that the sector is in no deadline.
[[nodiscard]] bool says_no_deadline(std::string_view error_text);

}  // namespace raas::lotus
