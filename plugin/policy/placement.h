#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "base/error.h"
#include "core/job.h"
#include "core/observation.h"
#include "core/policy.h"

namespace raas {

/// Where a copy may go and which of the candidates is best.
struct PlacementQuestion {
  std::span<const Candidate> candidates = {};     ///< Sorted by provider.
  std::span<const ActorId> providers_taken = {};  ///< Hold a copy of the job or have one in flight.
  Epoch now = 0;
  std::uint64_t piece_padded_size = 0;  ///< 0 = not known yet.
  std::uint64_t tie_break = 0;          ///< Any number that differs between intents.
};

/// Picks a provider: never one that is taken, excluded, not trusted, resting, full or too dear, nor
/// one of an organisation, country or ASN that has its share of the job; then the one that adds
/// most diversity (organisation, country, ASN; not known is worse than new and better than one more
/// of the same), then how far it can be relied on (its
/// reputation and what we met) in steps of 5 %, then few in flight, then tie_break.
///
/// @retval unavailable  No candidate will do now; the text counts why, e.g. "12 taken, 3 resting".
[[nodiscard]] Result<ActorId> place(const Policy& policy, const Terms& terms,
                                    const PlacementQuestion& question);

}  // namespace raas
