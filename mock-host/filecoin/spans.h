#pragma once

#include <limits>
#include <optional>
#include <vector>

#include "filecoin/chain.h"

namespace mock {

/// The stretches of time in which something was so: from an epoch up to, not including, another
/// one.
class Spans {
 public:
  /// It is so from @p at on; nothing changes when it already is.
  void begin(Epoch at) {
    if (!is_open()) spans_.push_back({at, forever});
  }
  /// It is so no more from @p at on.
  void end(Epoch at) {
    if (is_open()) spans_.back().to = at;
  }
  [[nodiscard]] bool is_open() const { return !spans_.empty() && spans_.back().to == forever; }
  /// Since when it is so, if it is so at @p epoch.
  [[nodiscard]] std::optional<Epoch> since(Epoch epoch) const {
    for (auto span = spans_.rbegin(); span != spans_.rend(); ++span) {
      if (span->from <= epoch) return epoch < span->to ? std::optional(span->from) : std::nullopt;
    }
    return std::nullopt;
  }

 private:
  static constexpr Epoch forever = std::numeric_limits<Epoch>::max();
  struct Span {
    Epoch from;
    Epoch to;
  };
  std::vector<Span> spans_;
};

}  // namespace mock
