#include "policy/kept_places.h"

namespace raas {
namespace {

constexpr Epochs kept_epochs_max = 20;

}  // namespace

void KeptPlaces::keep(const Urgency& urgency, std::uint64_t bytes, Epoch now) {
  places_[urgency.job] = {urgency, bytes, now};
}

void KeptPlaces::give_up_long_kept(Epoch now) {
  std::erase_if(places_,
                [now](const auto& entry) { return now - entry.second.since > kept_epochs_max; });
}

Claim KeptPlaces::before(const Urgency& urgency) const {
  Claim kept;
  for (const auto& [job, place] : places_) {
    if (!(place.urgency < urgency)) continue;
    ++kept.deals;
    kept.bytes += place.bytes;
  }
  return kept;
}

}  // namespace raas
