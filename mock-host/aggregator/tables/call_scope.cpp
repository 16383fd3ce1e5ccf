#include "aggregator/tables/call_scope.h"

namespace mock {

std::string_view name_of(LifeStage stage) {
  switch (stage) {
    case LifeStage::created: return "created";
    case LifeStage::ready: return "ready";
    case LifeStage::running: return "running";
    case LifeStage::draining: return "draining";
    case LifeStage::destroyed: return "destroyed";
  }
  return "unknown";
}

CallScope::Entry::Entry(CallScope& scope) : scope_(scope) {
  ++scope_.call_number_;
  scope_.thread_.store(std::this_thread::get_id());
}

CallScope::Entry::~Entry() {
  scope_.thread_.store({});
  scope_.texts_.clear();
  scope_.loans_.clear();
}

bool CallScope::is_inside() const {
  return thread_.load() == std::this_thread::get_id();
}

std::optional<Refusal> CallScope::admit(std::string_view function, LifeStage from) {
  if (!is_inside()) {
    misuse(function, "called outside of a host call or on another thread");
    return Refusal{RAAS_E_MISUSE, std::string(function) + " was called outside of a host call"};
  }
  auto counted = calls_.find(function);
  if (counted == calls_.end()) counted = calls_.emplace(std::string(function), 0).first;
  ++counted->second;
  if (stage_ < from) {
    const auto what = "called while " + std::string(name_of(stage_)) + ", allowed from " +
                      std::string(name_of(from)) + " on";
    misuse(function, what);
    return Refusal{RAAS_E_MISUSE, std::string(function) + " was " + what};
  }
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

void CallScope::misuse(std::string_view function, const std::string& what) {
  const auto text = std::string(function) + ": " + what;
  {
    const std::lock_guard lock(misuse_lock_);
    if (misuses_.size() < misuses_max) misuses_.push_back(text);
  }
  log(RAAS_LOG_PLUGIN_MISUSE, "plugin_misuse", text);
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
