#include "policy/budget.h"

namespace raas {

void Budget::spend(Epoch now, ActorId provider, std::uint64_t bytes) {
  spent_.push_back({now, provider, bytes});
  ++by_provider_[provider];
  bytes_ += bytes;
}

void Budget::forget_before(Epoch now) {
  while (!spent_.empty() && spent_.front().at + epochs_per_hour <= now) {
    const Spending& oldest = spent_.front();
    bytes_ -= oldest.bytes;
    const auto found = by_provider_.find(oldest.provider);
    if (--found->second == 0) by_provider_.erase(found);
    spent_.pop_front();
  }
}

std::string Budget::objection(const Policy& policy, Epoch now, std::uint64_t bytes,
                              const Claim& kept) {
  forget_before(now);
  if (policy.deals_per_hour_max != 0 && spent_.size() + kept.deals >= policy.deals_per_hour_max) {
    return std::to_string(spent_.size()) + " deals were made within an hour, " +
           std::to_string(policy.deals_per_hour_max) + " are allowed";
  }
  const std::uint64_t taken = bytes_ + kept.bytes;
  const bool is_over =
      taken > policy.bytes_per_hour_max || bytes > policy.bytes_per_hour_max - taken;
  if (policy.bytes_per_hour_max != 0 && taken != 0 && is_over) {
    return std::to_string(bytes_) + " bytes were dealt within an hour, " +
           std::to_string(policy.bytes_per_hour_max) + " are allowed";
  }
  return {};
}

Epoch Budget::next_release() const {
  return spent_.empty() ? no_epoch : spent_.front().at + epochs_per_hour;
}

std::uint32_t Budget::spent_at(ActorId provider, Epoch now) {
  forget_before(now);
  const auto found = by_provider_.find(provider);
  return found == by_provider_.end() ? 0 : found->second;
}

}  // namespace raas
