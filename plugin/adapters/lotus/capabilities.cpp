#include "adapters/lotus/capabilities.h"

#include <array>

namespace raas::lotus {
namespace {

constexpr std::array probed{Method::partitions,      Method::sector_partition, Method::sector_count,
                            Method::state_call,      Method::sector_details,   Method::claim,
                            Method::actor_state,     Method::actor_events,     Method::market_deal,
                            Method::proving_deadline};

/// An index that the operator of the node has not turned on.
bool says_disabled(const CallError& error) {
  return error.trouble == Trouble::application && error.text.starts_with("module disabled");
}

}  // namespace

std::string_view name_of(Mode mode) {
  switch (mode) {
    case Mode::full: return "full";
    case Mode::gateway: return "gateway";
    case Mode::market: return "market";
  }
  return "";
}

bool Capabilities::learn(Method method, const Answer& answer) {
  if (answer.has_error()) {
    switch (answer.error().trouble) {
      case Trouble::no_such_method: return lacks(method);
      case Trouble::bad_request: break;
      case Trouble::application:
        if (says_disabled(answer.error())) return lacks(method);
        break;
      case Trouble::no_answer:
      case Trouble::busy:
      case Trouble::broken: return false;
    }
  }
  const bool is_news = (missing_ & bit(method)) != 0;
  missing_ &= ~bit(method);
  heard_ |= bit(method);
  return is_news;
}

bool Capabilities::lacks(Method method) {
  const bool is_news = (missing_ & bit(method)) == 0;
  missing_ |= bit(method);
  heard_ |= bit(method);
  return is_news;
}

Mode Capabilities::mode() const {
  if (serves(Method::partitions) && serves(Method::sector_partition)) return Mode::full;
  if (serves(Method::state_call) && serves(Method::sector_count)) return Mode::gateway;
  return serves(Method::partitions) ? Mode::full : Mode::market;
}

std::string Capabilities::missing() const {
  std::string names;
  for (std::size_t i = 0; i < method_count; ++i) {
    const auto method = static_cast<Method>(i);
    if (!serves(method)) names.append(names.empty() ? "" : ",").append(name_of(method));
  }
  return names;
}

std::span<const Method> probed_methods() {
  return probed;
}

}  // namespace raas::lotus
