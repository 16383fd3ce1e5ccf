#include "aggregator/tables/call_scope.h"

namespace mock {

std::optional<Refusal> CallScope::admit(std::string_view function, LifeStage from) {
  if (auto what = gate_.breach_by_plugin(function, from); !what.empty()) {
    misuse(what);
    return Refusal{RAAS_E_MISUSE, "plugin misused: " + what};
  }
  auto counted = calls_.find(function);
  if (counted == calls_.end()) counted = calls_.emplace(std::string(function), 0).first;
  ++counted->second;
  return injected(function);
}

std::optional<Refusal> CallScope::injected(std::string_view function) {
  const auto found = injections_.find(function);
  if (found == injections_.end()) return std::nullopt;
  auto& injection = found->second;
  if (injection.skip > 0) {
    --injection.skip;
    return std::nullopt;
  }
  auto refusal = injection.refusal;
  if (--injection.times == 0) injections_.erase(found);
  return refusal;
}

void CallScope::inject(const std::string& function, std::uint64_t skip, std::uint64_t times,
                       Refusal refusal) {
  if (times == 0) return;
  injections_[function] = {.skip = skip, .times = times, .refusal = std::move(refusal)};
}

void CallScope::misuse(const std::string& what) {
  {
    const std::lock_guard lock(misuse_lock_);
    if (misuses_.size() < misuses_max) misuses_.push_back(what);
  }
  log(RAAS_LOG_PLUGIN_MISUSE, "plugin_misuse", what);
}

std::vector<std::string> CallScope::misuses() const {
  const std::lock_guard lock(misuse_lock_);
  return misuses_;
}

void CallScope::log(raas_log_level level, std::string_view event, std::string_view message) const {
  if (log_) log_(level, event, message);
}

raas_str CallScope::lend(std::string text) {
  texts_.push_back(std::move(text));
  return {texts_.back().data(), texts_.back().size()};
}

}  // namespace mock
