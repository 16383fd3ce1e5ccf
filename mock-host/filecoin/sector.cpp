#include "filecoin/sector.h"

#include <algorithm>
#include <iterator>

namespace mock {

Sector::Sector(const Placing& placing)
    : newest_{placing.activation, SectorStatus::live}, placing_(placing), turns_{newest_} {}

SectorStatus Sector::status_before(Epoch epoch) const {
  for (auto turn = turns_.rbegin(); turn != turns_.rend(); ++turn) {
    if (turn->at <= epoch) return turn->to;
  }
  return SectorStatus::none;
}

std::vector<std::pair<Epoch, Epoch>> Sector::live_spans(Epoch until) const {
  std::vector<std::pair<Epoch, Epoch>> spans;
  for (auto turn = turns_.begin(); turn != turns_.end() && turn->at < until; ++turn) {
    const auto next = std::next(turn);
    const Epoch end = next == turns_.end() ? until : std::min(next->at, until);
    if (turn->to == SectorStatus::live && turn->at < end) spans.emplace_back(turn->at, end);
  }
  return spans;
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
  newest_ = {at, to};
  turns_.push_back(newest_);
}

void Sector::begin_fault(Epoch at) {
  turn(at, SectorStatus::faulty);
  ++faults_;
}

}  // namespace mock
