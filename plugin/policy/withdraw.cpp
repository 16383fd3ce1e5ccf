#include "policy/withdraw.h"

#include <algorithm>
#include <cstdint>

namespace raas {
namespace {

bool is_asked(const Intent& intent) {
  return intent.state == IntentState::requested;
}

/// A copy that is published cannot be called back.
bool can_go(const Intent& intent) {
  return is_in_flight(intent.state) && intent.replica == 0;
}

std::string objection_to_price(const Intent& intent, const Terms& terms) {
  if (!terms.price_max) return {};
  if (intent.has_price_max && intent.price_max <= *terms.price_max) return {};
  return "it may cost " + (intent.has_price_max ? intent.price_max.text() : "any price") +
         ", at most " + terms.price_max->text() + " is paid now";
}

std::string objection_to_provider(ActorId provider, const Terms& terms) {
  const auto holds = [provider](const std::vector<ActorId>& some) {
    return std::find(some.begin(), some.end(), provider) != some.end();
  };
  if (provider == no_provider) return {};  // The host chooses, by the terms of the day.
  if (holds(terms.providers_excluded)) return provider_text(provider) + " is excluded now";
  if (terms.providers_trusted.empty() || holds(terms.providers_trusted)) return {};
  return provider_text(provider) + " is not trusted now";
}

}  // namespace

std::string objection_to(const Intent& intent, const Terms& terms) {
  if (intent.verified != terms.verified) {
    return intent.verified ? "it uses DataCap, which is not wanted now"
                           : "it does not use DataCap, which is wanted now";
  }
  std::string price = objection_to_price(intent, terms);
  return price.empty() ? objection_to_provider(intent.provider, terms) : price;
}

std::vector<Withdrawal> withdraw_outdated(const Job& job, const Observation& seen) {
  std::vector<Withdrawal> withdrawals;
  for (const Intent& intent : seen.intents) {
    if (!can_go(intent) || is_asked(intent)) continue;
    std::string because = objection_to(intent, job.terms);
    if (!because.empty()) withdrawals.push_back({intent.key, std::move(because)});
  }
  return withdrawals;
}

std::vector<Withdrawal> withdraw_all(const Observation& seen, std::string_view because) {
  std::vector<Withdrawal> withdrawals;
  for (const Intent& intent : seen.intents) {
    if (!can_go(intent) || is_asked(intent)) continue;
    withdrawals.push_back({intent.key, std::string(because)});
  }
  return withdrawals;
}

std::vector<Withdrawal> withdraw_unneeded(const Job& job, const Observation& seen,
                                          const Layout& layout) {
  const std::uint64_t target = job.terms.copies_target;
  const bool has_enough = layout.lasting >= target;
  std::uint64_t expected = std::uint64_t{layout.lasting} + layout.in_flight;
  std::vector<Withdrawal> withdrawals;
  for (auto at = seen.intents.rbegin(); at != seen.intents.rend(); ++at) {
    const Intent& intent = *at;
    if (!can_go(intent) || (is_asked(intent) && !has_enough)) continue;
    const SlotNumber slot = intent.key.slot;
    std::string because;
    if (slot >= 1 && slot <= layout.slots.size()) {
      if (!layout.slots[slot - 1].is_filled()) continue;
      because = "slot " + std::to_string(slot) + " has a healthy copy again";
    } else {
      // The target shrank: the last ones go first, as long as enough are left.
      if (expected <= target) continue;
      because = "slot " + std::to_string(slot) + " is not wanted any more, " +
                std::to_string(target) + " copies are";
    }
    if (expected > 0) --expected;
    withdrawals.insert(withdrawals.begin(), {intent.key, std::move(because)});
  }
  return withdrawals;
}

}  // namespace raas
