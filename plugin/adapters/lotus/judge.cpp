#include "adapters/lotus/judge.h"

#include <limits>

namespace raas::lotus {

Verdict judge_deal(const Replica& replica, const MarketDeal& deal, Epoch tip) {
  const bool is_of_other_data = !replica.piece.cid.empty() && replica.piece.cid != deal.piece;
  const bool is_elsewhere = replica.provider != no_provider && replica.provider != deal.provider;
  if (is_of_other_data || is_elsewhere) return {Finding::mismatch, tip};
  if (deal.slash_epoch != no_epoch) return {Finding::dead, deal.slash_epoch};
  if (deal.sector_start_epoch == no_epoch) return {Finding::unsealed, tip};
  return {Finding::proven, deal.sector_start_epoch};
}

Verdict judge_absence(const Replica& replica, Epoch tip) {
  if (replica.end_epoch != no_epoch && replica.end_epoch <= tip) {
    return {Finding::absent, replica.end_epoch};
  }
  const bool was_active = replica.sector || replica.facts.finding == Finding::proven;
  if (!was_active && replica.start_epoch != no_epoch && replica.start_epoch < tip) {
    return {Finding::absent, replica.start_epoch};
  }
  return {Finding::absent, tip};
}

Verdict judge_sector(const DeadlineSectors& sectors, SectorNumber sector) {
  if (!sectors.live.contains(sector)) return {Finding::dead};
  if (!sectors.faulty.contains(sector)) return {Finding::proven};
  return {Finding::faulty, no_epoch, sectors.recovering.contains(sector)};
}

Epoch began_at(const Facts& before, const Deadline& deadline, Epoch tip) {
  if (before.finding != Finding::proven && before.finding != Finding::faulty) return tip;
  const Epoch close = newest_close(deadline, tip);
  return close > before.read_at ? close : tip;
}

Facts with_reading(const Facts& before, const Verdict& verdict, Epoch tip) {
  if (tip < before.read_at) return before;
  if (verdict.finding != before.finding) {
    return {verdict.finding, verdict.since, tip, 1, verdict.recovering};
  }
  Facts after = before;
  after.recovering = verdict.recovering;
  if (tip > before.read_at) {
    after.read_at = tip;
    if (after.readings != std::numeric_limits<std::uint32_t>::max()) ++after.readings;
  }
  return after;
}

bool is_negative(Finding finding) {
  switch (finding) {
    case Finding::faulty:
    case Finding::dead:
    case Finding::absent:
    case Finding::mismatch: return true;
    case Finding::unknown:
    case Finding::unsealed:
    case Finding::proven: return false;
  }
  return false;
}

}  // namespace raas::lotus
