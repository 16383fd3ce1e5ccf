#include "adapters/lotus/readings.h"

#include <utility>

#include "core/names.h"

namespace raas::lotus {
namespace {

constexpr std::uint64_t all_deadlines = (std::uint64_t{1} << deadlines_per_day) - 1;

/// One sweep's arguments, for the two kinds of sectors.
struct Sweep {
  Miner& miner;
  Deadline deadline;
  const DeadlineSectors& sectors;
  Epoch tip;
};

void see_located(WatchList& list, const Sweep& sweep, SweepOutcome& outcome) {
  for (const SectorRef& ref : sweep.miner.located[sweep.deadline.number]) {
    Verdict verdict = judge_sector(sweep.sectors, ref.sector);
    const Facts& facts = list.at(ref.index).replica.facts;
    // Only a fault has begun with the deadline's close: that a sector is gone is believed after a
    // time in which it was read again and again, which begins with the first reading.
    if (verdict.finding != facts.finding) {
      const bool is_fault = verdict.finding == Finding::faulty;
      verdict.since = is_fault ? began_at(facts, sweep.deadline, sweep.tip) : sweep.tip;
    }
    outcome.sightings.push_back({ref.index, verdict});
  }
}

/// A sector that is in none of the 48 deadlines, each read since it must be in one, is gone.
void see_unlocated(WatchList& list, const Sweep& sweep, SweepOutcome& outcome) {
  for (const SectorRef& ref : sweep.miner.unlocated) {
    Watched& entry = list.at(ref.index);
    if (sweep.tip < entry.count_from) continue;
    entry.deadlines_without |= std::uint64_t{1} << sweep.deadline.number;
    if (entry.deadlines_without != all_deadlines) continue;
    entry.deadlines_without = 0;
    const Epoch counted_from = std::exchange(entry.count_from, sweep.tip + 1);
    // A node that knows no partition of the miner at all says nothing about this sector.
    if (sweep.miner.partitions_seen_at < counted_from) continue;
    outcome.sightings.push_back({ref.index, {Finding::dead, sweep.tip}});
  }
}

}  // namespace

void Readings::note(Watched& entry, const Verdict& verdict, Epoch tip, const MarketDeal* deal) {
  Facts& facts = entry.replica.facts;
  if (tip < facts.read_at) return;
  const Finding before = facts.finding;
  facts = with_reading(facts, verdict, tip);
  const bool is_asked_for = entry.is_recheck_wanted && tip > entry.recheck_above;
  if (facts.finding != before) {
    events_.emit({Level::info,
                  "reading_changed",
                  {{"replica", std::to_string(entry.replica.id)},
                   {"from", std::string(name_of(before))},
                   {"to", std::string(name_of(facts.finding))},
                   {"since", std::to_string(facts.since)},
                   {"tip", std::to_string(tip)}}});
  } else if (!is_negative(facts.finding) && !is_asked_for && deal == nullptr) {
    return;
  }
  tell(entry, deal);
}

void Readings::tell(Watched& entry, const MarketDeal* deal) {
  const Replica& replica = entry.replica;
  Reading reading;
  reading.replica = replica.id;
  reading.facts = replica.facts;
  reading.sector = replica.sector;
  if (deal != nullptr) {
    reading.start_epoch = deal->start_epoch;
    reading.end_epoch = end_of(deal->end_epoch, entry.sector_end);
    reading.piece = Piece{deal->piece, deal->padded_size};
  } else if (entry.sector_end != no_epoch) {
    reading.end_epoch = replica.end_epoch;
    if (!replica.piece.cid.empty()) reading.piece = replica.piece;
  }
  if (replica.facts.read_at > entry.recheck_above) entry.is_recheck_wanted = false;
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
  list.locate(miner, deadline, sectors.all);
  const Sweep sweep{miner, {miner.period_offset.value_or(0), deadline}, sectors, tip};
  see_located(list, sweep, outcome);
  see_unlocated(list, sweep, outcome);
  return outcome;
}

}  // namespace raas::lotus
