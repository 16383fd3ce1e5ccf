#include "adapters/lotus/readings.h"

#include <algorithm>
#include <utility>

#include "core/names.h"

namespace raas::lotus {
namespace {

constexpr std::uint64_t all_deadlines = (std::uint64_t{1} << deadlines_per_day) - 1;

/// A fault that was told so often is told again when it changes, or when it is asked for.
constexpr std::uint32_t fault_told_max = 4;

/// Whether nobody decides by what was read once more with the same finding.
bool is_old_news(const Facts& before, const Facts& facts) {
  if (!is_negative(facts.finding)) return true;
  // What is gone is believed after a time in which it was read again and again.
  return facts.finding == Finding::faulty && facts.recovering == before.recovering &&
         facts.readings > fault_told_max;
}

/// The first of a sorted range that is not below @p sector, sought in ever longer steps: the next
/// one is near.
template <class At, class IsBelow>
At first_from(At begin, At end, SectorNumber sector, const IsBelow& is_below) {
  std::ptrdiff_t step = 1;
  while (step < end - begin && is_below(begin[step - 1], sector)) {
    begin += step;
    step *= 2;
  }
  return std::lower_bound(begin, begin + std::min(step, end - begin), sector, is_below);
}

/// One sweep's arguments, for the two kinds of sectors.
struct Sweep {
  Miner& miner;
  Deadline deadline;
  const DeadlineSectors& sectors;
  Epoch tip;
};

/// Stirs the quiet ones that the node does not say are proven. The sectors of both are sorted, so
/// runs of them are passed over.
void stir_unproven(WatchList& list, const Sweep& sweep) {
  const auto& refs = sweep.miner.located[sweep.deadline.number];
  const auto is_below = [](const SectorRef& ref, SectorNumber sector) {
    return ref.sector() < sector;
  };
  const auto stir_all = [&list](auto begin, auto end) {
    for (auto ref = begin; ref != end; ++ref) list.stir(ref->index());
  };
  auto at = refs.begin();
  for (const NumberRange& range : sweep.sectors.live.ranges()) {
    if (at == refs.end()) return;
    const auto begin = first_from(at, refs.end(), range.first, is_below);
    stir_all(at, begin);
    at = first_from(begin, refs.end(), range.end, is_below);
  }
  stir_all(at, refs.end());
  at = refs.begin();
  for (const NumberRange& range : sweep.sectors.faulty.ranges()) {
    const auto begin = first_from(at, refs.end(), range.first, is_below);
    at = first_from(begin, refs.end(), range.end, is_below);
    stir_all(begin, at);
  }
}

void see_restless(const WatchList& list, const Sweep& sweep, SweepOutcome& outcome) {
  for (const std::uint32_t index : sweep.miner.restless[sweep.deadline.number]) {
    const Watched& entry = list.at(index);
    if (entry.is_quiet != 0) continue;
    const Facts facts = list.facts_of(index);
    Verdict verdict = judge_sector(sweep.sectors, entry.sector_or_none);
    // Only a fault has begun with the deadline's close: that a sector is gone is believed after a
    // time in which it was read again and again, which begins with the first reading.
    if (verdict.finding != facts.finding) {
      const bool is_fault = verdict.finding == Finding::faulty;
      verdict.since = is_fault ? began_at(facts, sweep.deadline, sweep.tip) : sweep.tip;
    }
    outcome.sightings.push_back({index, verdict});
  }
}

/// A sector that is in none of the 48 deadlines, each read since it must be in one, is gone.
void see_unlocated(const WatchList& list, const Sweep& sweep, SweepOutcome& outcome) {
  for (Unplaced& one : sweep.miner.unlocated) {
    const Epoch counted_from = list.count_from(one);
    if (sweep.tip < counted_from) continue;
    one.deadlines_without |= std::uint64_t{1} << sweep.deadline.number;
    if (one.deadlines_without != all_deadlines) continue;
    one.deadlines_without = 0;
    one.count_from = sweep.tip + 1;
    // A node that knows no partition of the miner at all says nothing about this sector.
    if (sweep.miner.partitions_seen_at < counted_from) continue;
    outcome.sightings.push_back({one.ref.index(), {Finding::dead, sweep.tip}});
  }
}

}  // namespace

void Readings::note(std::uint32_t index, const Verdict& verdict, Epoch tip,
                    const MarketDeal* deal) {
  const Watched& entry = list_.at(index);
  const Facts before = list_.facts_of(index);
  if (tip < before.read_at) return;
  const Facts facts = with_reading(before, verdict, tip);
  list_.note_facts(index, facts);
  const bool is_asked_for = entry.is_recheck_wanted != 0 && tip > entry.recheck_above;
  if (facts.finding != before.finding) {
    events_.emit({Level::info,
                  "reading_changed",
                  {{"replica", std::to_string(entry.id)},
                   {"from", std::string(name_of(before.finding))},
                   {"to", std::string(name_of(facts.finding))},
                   {"since", std::to_string(facts.since)},
                   {"tip", std::to_string(tip)}}});
  } else if (!is_asked_for && deal == nullptr && is_old_news(before, facts)) {
    return;
  }
  tell(index, deal);
}

void Readings::tell(std::uint32_t index, const MarketDeal* deal) {
  const Watched& entry = list_.at(index);
  Reading reading = told_of(index);
  if (deal != nullptr) {
    reading.start_epoch = deal->start_epoch;
    reading.end_epoch = end_of(deal->end_epoch, entry.sector_end);
    reading.piece = Piece{deal->piece, deal->padded_size};
  }
  put(std::move(reading), index);
}

void Readings::tell(std::uint32_t index, const Claim& claim) {
  Reading reading = told_of(index);
  reading.piece = Piece{claim.data, claim.padded_size};
  put(std::move(reading), index);
}

Reading Readings::told_of(std::uint32_t index) const {
  const Watched& entry = list_.at(index);
  Reading reading;
  reading.replica = entry.id;
  reading.facts = list_.facts_of(index);
  reading.sector = entry.sector();
  if (entry.sector_end != no_epoch) reading.end_epoch = entry.end_epoch;
  return reading;
}

void Readings::put(Reading reading, std::uint32_t index) {
  Watched& entry = list_.at(index);
  if (reading.facts.read_at > entry.recheck_above) entry.is_recheck_wanted = 0;
  told_.push_back(std::move(reading));
}

std::vector<Reading> Readings::take() {
  return std::exchange(told_, {});
}

SweepOutcome note_deadline(WatchList& list, Miner& miner, std::uint32_t deadline,
                           const DeadlineSectors& sectors, Epoch tip) {
  SweepOutcome outcome;
  if (!sectors.has_partitions && !miner.located[deadline].empty()) {
    outcome.is_believable = false;
    return outcome;
  }
  if (sectors.has_partitions) miner.partitions_seen_at = tip;
  miner.read_at[deadline] = tip;
  miner.confirm_at[deadline] = never;
  outcome.work = 1 + miner.unlocated.size() / 16 + list.locate(miner, deadline, sectors.all);
  const Sweep sweep{miner, {miner.period_offset.value_or(0), deadline}, sectors, tip};
  stir_unproven(list, sweep);
  miner.swept_at[deadline] = tip;
  see_restless(list, sweep, outcome);
  see_unlocated(list, sweep, outcome);
  outcome.work += outcome.sightings.size();
  return outcome;
}

}  // namespace raas::lotus
