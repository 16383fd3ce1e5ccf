#include "filecoin/sector.h"

#include <algorithm>

namespace mock {

Sector::Sector(const Placing& placing)
    : placing_(placing), turns_{{placing.activation, SectorStatus::live}} {}

SectorStatus Sector::status_at(Epoch epoch) const {
  for (auto turn = turns_.rbegin(); turn != turns_.rend(); ++turn) {
    if (turn->at <= epoch) return turn->to;
  }
  return SectorStatus::none;
}

std::optional<Epoch> Sector::live_since(Epoch epoch) const {
  for (auto turn = turns_.rbegin(); turn != turns_.rend(); ++turn) {
    if (turn->at > epoch) continue;
    return turn->to == SectorStatus::live ? std::optional(turn->at) : std::nullopt;
  }
  return std::nullopt;
}

std::optional<Epoch> Sector::faulty_since(Epoch epoch) const {
  std::optional<Epoch> since;
  for (const Turn& turn : turns_) {
    if (turn.at > epoch) break;
    const bool is_fault = turn.to == SectorStatus::faulty || turn.to == SectorStatus::recovering;
    if (!is_fault) {
      since.reset();
    } else if (!since) {
      since = turn.at;
    }
  }
  return since;
}

std::optional<Epoch> Sector::over_since() const {
  return is_over() ? std::optional(turns_.back().at) : std::nullopt;
}

void Sector::turn(Epoch at, SectorStatus to) {
  if (status() == to) return;
  turns_.push_back({at, to});
}

void Sector::begin_fault(Epoch at) {
  turn(at, SectorStatus::faulty);
  ++faults_;
}

}  // namespace mock
