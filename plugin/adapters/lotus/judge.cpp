#include "adapters/lotus/judge.h"

#include <limits>

namespace raas::lotus {

Verdict judge_deal(const Watched& copy, const MarketDeal& deal, Epoch tip) {
  const bool is_of_other_data = copy.piece_mark != 0 && copy.piece_mark != mark_of(deal.piece);
  const bool is_elsewhere = copy.provider != no_provider && copy.provider != deal.provider;
  if (is_of_other_data || is_elsewhere) return {Finding::mismatch, tip};
  if (deal.slash_epoch != no_epoch) return {Finding::dead, deal.slash_epoch};
  if (deal.sector_start_epoch == no_epoch) return {Finding::unsealed, tip};
  return {Finding::proven, deal.sector_start_epoch};
}

std::string_view name_of(Absence absence) {
  switch (absence) {
    case Absence::never_published: return "never_published";
    case Absence::activation_missed: return "activation_missed";
    case Absence::completed: return "completed";
    case Absence::terminated: return "terminated";
  }
  return "";
}

Absence classify_absence(const Watched& copy, Epoch tip, std::optional<DealId> next_deal) {
  if (next_deal && copy.deal >= *next_deal) return Absence::never_published;
  if (copy.end_epoch != no_epoch && copy.end_epoch <= tip) return Absence::completed;
  if (copy.sector() || copy.finding() == Finding::proven) return Absence::terminated;
  const bool is_past_start = copy.start_epoch != no_epoch && copy.start_epoch < tip;
  if (is_past_start) return Absence::activation_missed;
  // A deal leaves the market before its start only with a sector. Where it was never seen there,
  // and no count of deals says otherwise, it may as well have never been.
  const bool was_seen = next_deal || copy.read_at != no_epoch;
  return was_seen ? Absence::terminated : Absence::never_published;
}

Verdict judge_absence(const Watched& copy, Epoch tip, std::optional<DealId> next_deal) {
  switch (classify_absence(copy, tip, next_deal)) {
    case Absence::completed: return {Finding::absent, copy.end_epoch};
    case Absence::activation_missed: return {Finding::absent, copy.start_epoch};
    case Absence::never_published:
    case Absence::terminated: break;
  }
  return {Finding::absent, tip};
}

Verdict judge_claim(const Watched& copy, const Claim& claim, Epoch tip) {
  const bool is_of_other_data = copy.piece_mark != 0 && copy.piece_mark != mark_of(claim.data);
  if (is_of_other_data || copy.provider != claim.provider) return {Finding::mismatch, tip};
  return {Finding::unknown, tip};
}

Verdict judge_status(SectorStatus status) {
  switch (status) {
    case SectorStatus::dead: return {Finding::dead};
    case SectorStatus::active: return {Finding::proven};
    case SectorStatus::faulty: return {Finding::faulty};
  }
  return {};
}

std::optional<Verdict> agreed(const Verdict& first, const Verdict& second) {
  if (first.finding != second.finding) return std::nullopt;
  Verdict both = first;
  both.recovering = first.recovering || second.recovering;
  return both;
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
