#include "filecoin/proving.h"

namespace mock {

namespace {

/// How far @p epoch is into its proving period; right for negative differences too.
Epochs into_period(Epoch epoch, Epochs offset) {
  const Epochs rest = (epoch - offset) % proving_period;
  return rest < 0 ? rest + proving_period : rest;
}

}  // namespace

Epoch ProvingCalendar::period_start(Epoch epoch) const {
  return epoch - into_period(epoch, offset_);
}

std::uint64_t ProvingCalendar::deadline_at(Epoch epoch) const {
  return static_cast<std::uint64_t>(into_period(epoch, offset_) / challenge_window);
}

Window ProvingCalendar::window_at_or_after(std::uint64_t deadline, Epoch epoch) const {
  Window window{period_start(epoch) + static_cast<Epoch>(deadline) * challenge_window};
  if (window.close() <= epoch) window.open += proving_period;
  return window;
}

bool ProvingCalendar::takes_sectors(std::uint64_t deadline, Epoch epoch) const {
  return epoch < window_at_or_after(deadline, epoch).open - challenge_window;
}

}  // namespace mock
