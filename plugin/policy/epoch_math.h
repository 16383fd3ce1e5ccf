#pragma once

#include <limits>

#include "core/epoch.h"

namespace raas {

/// @p at moved by @p span; stays within what an epoch can hold, so that no input can overflow.
[[nodiscard]] constexpr Epoch later_by(Epoch at, Epochs span) {
  Epoch sum = 0;
  if (!__builtin_add_overflow(at, span, &sum)) return sum;
  return span > 0 ? std::numeric_limits<Epoch>::max() : std::numeric_limits<Epoch>::min();
}

/// How long it is from @p from to @p to; negative if @p to is the earlier one.
[[nodiscard]] constexpr Epochs span_between(Epoch from, Epoch to) {
  Epochs span = 0;
  if (!__builtin_sub_overflow(to, from, &span)) return span;
  return to > from ? std::numeric_limits<Epochs>::max() : std::numeric_limits<Epochs>::min();
}

[[nodiscard]] constexpr bool is_known(Epoch epoch) {
  return epoch >= 0;
}

}  // namespace raas
