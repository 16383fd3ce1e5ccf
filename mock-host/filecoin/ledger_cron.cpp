// What happens by itself: windows are judged, faults age, sectors expire, proposals time out.
#include <algorithm>

#include "filecoin/ledger.h"

namespace mock {

void Ledger::run(const CronEvent& event) {
  const Seat seat{event.miner, static_cast<std::size_t>(event.subject)};
  switch (event.what) {
    case Due::declare_fault:
      if (!miner_of(seat).can_prove(sector_of(seat))) begin_fault(seat);
      break;
    case Due::declare_recovery: declare_recovery(seat); break;
    case Due::judge_deadline: judge_deadline(event.miner, event.subject); break;
    case Due::expire_sector: turn(seat, SectorStatus::terminated); break;
    case Due::terminate_sector:
      if (!is_void(event)) end_early(seat, By::cron);
      break;
    case Due::time_out_deal: time_out(event.subject); break;
  }
}

void Ledger::judge_deadline(std::size_t miner, std::uint64_t deadline) {
  for (const std::uint32_t place : miners_[miner].in_deadline(deadline))
    judge_sector({miner, place});
}

void Ledger::judge_sector(const Seat& seat) {
  const Sector& sector = sector_of(seat);
  const bool is_proven = miner_of(seat).can_prove(sector);
  switch (sector.status()) {
    case SectorStatus::live:
      if (!is_proven) begin_fault(seat);
      break;
    case SectorStatus::recovering:
      // A recovery that fails is the same fault as before: its age counts on.
      turn(seat, is_proven ? SectorStatus::live : SectorStatus::faulty);
      break;
    case SectorStatus::none:
    case SectorStatus::faulty:
    case SectorStatus::terminated: break;
  }
}

void Ledger::turn(const Seat& seat, SectorStatus to) {
  Sector& sector = sector_of(seat);
  if (sector.status() == to) return;
  sector.turn(now_, to);
  tell_of_turn(seat);
}

void Ledger::tell_of_turn(const Seat& seat) {
  const SectorNumber number = sector_of(seat).placing().number;
  for (auto* observer : observers_) observer->sector_turned(miner_of(seat).id(), number);
}

void Ledger::begin_fault(const Seat& seat) {
  Sector& sector = sector_of(seat);
  if (sector.status() != SectorStatus::live) return;
  sector.begin_fault(now_);
  tell_of_turn(seat);

  // A sector that expires sooner, or at that same epoch, is over by then and makes the event void.
  due_.push({.at = miner_of(seat).fault_end(sector, now_),
             .what = Due::terminate_sector,
             .miner = seat.miner,
             .subject = seat.place,
             .fault = sector.faults()});
}

/// A lost sector is declared faulty for its next window as late as that is allowed, and skipped in
/// the window's proof when it is too late for that.
void Ledger::plan_fault(const Seat& seat) {
  if (sector_of(seat).status() != SectorStatus::live) return;
  const Window window = next_window(seat);
  const Epoch declaration = window.fault_cutoff() - 1;
  if (declaration > now_) {
    due_.push({.at = declaration,
               .what = Due::declare_fault,
               .miner = seat.miner,
               .subject = seat.place});
  } else if (declaration == now_) {
    begin_fault(seat);
  } else {
    due_.push({.at = window.last(),
               .what = Due::judge_deadline,
               .miner = seat.miner,
               .subject = sector_of(seat).placing().deadline});
  }
}

/// Declares the recovery now, or right after the next window when it is too late for that one.
void Ledger::plan_recovery(const Seat& seat) {
  if (!sector_of(seat).is_faulty()) return;
  const Window window = next_window(seat);
  if (now_ < window.fault_cutoff()) {
    declare_recovery(seat);
  } else {
    due_.push({.at = window.close(),
               .what = Due::declare_recovery,
               .miner = seat.miner,
               .subject = seat.place});
  }
}

void Ledger::declare_recovery(const Seat& seat) {
  const Sector& sector = sector_of(seat);
  if (sector.status() != SectorStatus::faulty || !miner_of(seat).can_prove(sector)) return;
  turn(seat, SectorStatus::recovering);
  due_.push({.at = next_window(seat).last(),
             .what = Due::judge_deadline,
             .miner = seat.miner,
             .subject = sector.placing().deadline});
}

/// Cron tells of nothing, and nobody hears when the market fails to act on it.
void Ledger::end_early(const Seat& seat, By by) {
  const Sector& sector = sector_of(seat);
  turn(seat, SectorStatus::terminated);
  if (by == By::message) events_.add(EventKind::sector_terminated, seat.place, seat.miner);
  if (by == By::cron && sector.swallows_termination()) return;

  const DealId id = sector.placing().deal;
  const Market::Deal* deal = market_.find(id);
  // The market leaves deals alone that have ended by themselves.
  if (deal == nullptr || deal->removed != no_epoch || deal->proposal.end_epoch <= now_) return;
  market_.remove(id, now_);
  if (by == By::message) events_.add(EventKind::deal_terminated, id);
}

void Ledger::time_out(DealId id) {
  const Market::Deal* deal = market_.find(id);
  if (deal->activated == no_epoch && deal->removed == no_epoch) market_.remove(id, now_);
}

bool Ledger::is_void(const CronEvent& event) const {
  if (event.what == Due::time_out_deal) return market_.find(event.subject)->activated != no_epoch;
  if (event.what == Due::judge_deadline) return false;

  const Sector& sector = miners_[event.miner].sector(static_cast<std::size_t>(event.subject));
  if (sector.is_over()) return true;
  return event.what == Due::terminate_sector &&
         (!sector.is_faulty() || sector.faults() != event.fault);
}

void Ledger::drop_void_events() {
  while (!due_.empty() && is_void(due_.top())) due_.pop();
}

}  // namespace mock
