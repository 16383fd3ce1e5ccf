#include "control/placer.h"

#include <algorithm>
#include <utility>

#include "policy/placement.h"
#include "policy/standing.h"

namespace raas {
namespace {

constexpr Epochs directory_age_max_epochs = epochs_per_hour;

std::uint64_t mixed(std::uint64_t x) {  // splitmix64's finalizer
  x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 27U)) * 0x94d049bb133111ebU;
  return x ^ (x >> 31U);
}

std::uint64_t tie_break_of(const IntentKey& key) {
  return mixed(key.job * 0x9e3779b97f4a7c15U + (std::uint64_t{key.slot} << 32U) + key.generation);
}

}  // namespace

Result<ActorId> Placer::choose(const JobCell& cell, const Action& action) {
  if (!ports_.directory.exists()) return no_provider;
  refresh_candidates();
  std::vector<ActorId> taken;
  const Replica* replaced = book_.replica(action.replaces);
  for (const Replica& replica : cell.replicas) {
    const Standing standing = standing_of(options_.policy, cell.job.terms, replica, moment_.tip);
    if (occupies_provider(options_.policy, standing, replica.facts)) {
      taken.push_back(replica.provider);
    }
  }
  for (const Intent& intent : cell.intents) {
    if (intent.provider != no_provider) taken.push_back(intent.provider);
  }
  const IntentKey key{.job = cell.job.id, .slot = action.slot, .generation = action.generation};
  PlacementQuestion question{.candidates = candidates_,
                             .providers_taken = taken,
                             .now = moment_.epoch,
                             .piece_padded_size = cell.job.piece.padded_size,
                             .tie_break = tie_break_of(key)};
  auto chosen = place(options_.policy, cell.job.terms, question);
  if (chosen || action.reason != Reason::renewal || replaced == nullptr) return chosen;
  // Where nobody else will do, the copy is renewed where it is.
  std::erase(taken, replaced->provider);
  question.providers_taken = taken;
  auto same = place(options_.policy, cell.job.terms, question);
  return same ? same : chosen;
}

std::string Placer::organisation_of(ActorId provider) const {
  const auto found = std::lower_bound(candidates_.begin(), candidates_.end(), provider,
                                      [](const Candidate& a, ActorId b) { return a.provider < b; });
  const bool is_there = found != candidates_.end() && found->provider == provider;
  return is_there ? found->organisation : std::string();
}

void Placer::refresh_candidates() {
  const Epochs age = moment_.epoch - candidates_read_epoch_;
  const bool fresh =
      candidates_read_epoch_ != no_epoch && age >= 0 && age < directory_age_max_epochs;
  if (!fresh) {
    auto listed = ports_.directory.list();
    if (listed) {
      candidates_ = std::move(*listed);
      candidates_read_epoch_ = moment_.epoch;
    } else {
      journal_.log(Level::warn, "directory_unavailable", {{"because", listed.error().text()}});
    }
  }
  for (Candidate& candidate : candidates_) {
    const ProviderRecord met = book_.provider(candidate.provider);
    candidate.rests_until = met.rests_until;
    candidate.deals_made = met.deals_made;
    candidate.deals_failed = met.deals_failed;
    candidate.in_flight = book_.in_flight_at(candidate.provider);
    candidate.deals_last_hour = budget_.spent_at(candidate.provider, moment_.epoch);
  }
}

}  // namespace raas
