#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <string>

#include "core/epoch.h"
#include "core/ids.h"
#include "core/policy.h"

namespace raas {

/// Room in a budget that others come first for.
struct Claim {
  std::size_t deals = 0;
  std::uint64_t bytes = 0;
};

/// What was asked for within the last hour, and whether one more deal may be.
///
/// A storm of repairs must not use up in minutes what the operator would have spent in weeks.
class Budget {
 public:
  /// A deal was decided on. @pre @p now never goes back.
  void spend(Epoch now, ActorId provider, std::uint64_t bytes);

  /// Why no deal of @p bytes may be made now beside what is @p kept, e.g. "1000 deals were made
  /// within an hour, 1000 are allowed"; empty = it may. A deal larger than the whole hour's bytes
  /// is let through alone.
  [[nodiscard]] std::string objection(const Policy& policy, Epoch now, std::uint64_t bytes,
                                      const Claim& kept = {});
  /// When the oldest spending is an hour old; no_epoch = nothing was spent.
  [[nodiscard]] Epoch next_release() const;
  /// Deals of the last hour at one provider.
  [[nodiscard]] std::uint32_t spent_at(ActorId provider, Epoch now);

 private:
  struct Spending {
    Epoch at = 0;
    ActorId provider = no_provider;
    std::uint64_t bytes = 0;
  };

  void forget_before(Epoch now);

  std::deque<Spending> spent_;  ///< Oldest first.
  std::map<ActorId, std::uint32_t> by_provider_;
  std::uint64_t bytes_ = 0;
};

}  // namespace raas
