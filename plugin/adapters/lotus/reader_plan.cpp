// What of the reader decides what to ask for.
#include <fmt/compile.h>
#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <utility>

#include "adapters/lotus/reader.h"

namespace raas::lotus {
namespace {

constexpr std::uint64_t bit(std::uint32_t number) {
  return std::uint64_t{1} << number;
}
/// In Miner::asked_deadlines, beside the 48 deadlines.
constexpr std::uint64_t period_bit = bit(63);

/// Whether the facts show that the market named the sector already.
bool was_activated(const Watched& copy) {
  const Finding finding = copy.finding();
  return copy.sector() &&
         (finding == Finding::proven || finding == Finding::faulty || finding == Finding::dead);
}

/// Notes in the miner that its @p asked bits are on their way in @p tick; whether they were not
/// before.
bool mark_asked(Miner& miner, std::uint64_t tick, std::uint64_t asked) {
  if (miner.asked_in_tick != tick) {
    miner.asked_in_tick = tick;
    miner.asked_deadlines = 0;
  }
  if ((miner.asked_deadlines & asked) != 0) return false;
  miner.asked_deadlines |= asked;
  return true;
}

}  // namespace

Reader::Reader(const ReaderOptions& options, Events& events)
    : options_(options), events_(events), readings_(list_, events) {}

void Reader::watch(const Replica& replica, Epoch told_at) {
  const Put put = list_.put(replica, told_at);
  const Watched& copy = list_.at(put.index);
  if (!put.is_changed) {
    // The host tells the end of the record again; that of the sector may be sooner.
    if (ShortEpoch(replica.end_epoch) != copy.end_epoch) readings_.tell(put.index);
    return;
  }
  const bool is_trusted_sector = copy.record() != ChainRecord::deal || was_activated(copy);
  if (options_.rule == Rule::proving && copy.sector() && is_trusted_sector &&
      copy.provider != no_provider) {
    list_.begin_sweeping(put.index, told_at);
  }
  ShortEpoch& poll_due = list_.poll_due()[put.index];
  if (copy.record() == ChainRecord::none) {
    poll_due = never;
  } else if (copy.read_at == no_epoch || !is_trusted_sector) {
    poll_due = 0;
    wants_soon_ = true;
  } else if (mode_ == Mode::market || options_.rule == Rule::market) {
    poll_due = copy.read_at + options_.market_poll_epochs;
  } else {
    poll_due = copy.end_epoch == no_epoch ? never : next_end_refresh(copy.end_epoch, no_epoch);
  }
}

void Reader::recheck(ReplicaId replica) {
  const auto index = list_.find(replica);
  if (!index) return;
  Watched& entry = list_.at(*index);
  if (entry.is_recheck_wanted != 0) return;
  list_.stir(*index);
  entry.is_recheck_wanted = 1;
  entry.recheck_above = entry.read_at;
  if (Unplaced* unplaced = list_.unplaced(*index)) unplaced->deadlines_without = 0;
  rechecks_.push_back(replica);
}

void Reader::read_all_again() {
  for (auto& [id, miner] : list_.miners()) {
    miner.read_at.fill(no_epoch);
  }
  list_.unsee_words();
}

void Reader::read_at(const Tipset& tip, const Source& first, const std::optional<Source>& second) {
  tip_ = tip;
  first_ = first;
  second_ = second;
  ++tick_;
  rechecked_.clear();
  sectors_asked_.clear();
  calls_left_ = options_.calls_per_tick_max;
  second_calls_left_ = options_.calls_per_tick_max;
  second_deadlines_.clear();
  is_next_deal_asked_ = false;
  wants_soon_ = false;
  set_mode(options_.rule == Rule::market ? Mode::market : first.capabilities->mode());
  make_all_due();
  plan_rechecks();
  plan_polls();
  plan_sample();
  if (mode_ == Mode::market) return;
  for (auto& [id, miner] : list_.miners()) plan_miner(miner);
}

void Reader::set_mode(Mode mode) {
  if (mode == std::exchange(mode_, mode)) return;
  all_due_below_ = mode == Mode::market ? 0 : never_all_due;
}

/// Where the market is asked of all, it is asked of those as well that were in no need of it.
void Reader::make_all_due() {
  if (all_due_below_ == never_all_due) return;
  auto& due = list_.poll_due();
  const std::size_t end = std::min(due.size(), all_due_below_ + options_.made_due_per_tick);
  for (; all_due_below_ < end; ++all_due_below_) {
    if (list_.at(static_cast<std::uint32_t>(all_due_below_)).record() != ChainRecord::deal)
      continue;
    due[all_due_below_] = std::min<Epoch>(due[all_due_below_], tip_.height);
  }
  if (end < due.size()) {
    wants_soon_ = true;
  } else {
    all_due_below_ = never_all_due;
  }
}

void Reader::plan_rechecks() {
  std::vector<ReplicaId> waiting;
  for (const ReplicaId replica : std::exchange(rechecks_, {})) {
    const auto index = list_.find(replica);
    if (!index || list_.at(*index).is_recheck_wanted == 0) continue;
    plan_recheck(*index);
    if (list_.at(*index).is_recheck_wanted != 0) waiting.push_back(replica);
  }
  rechecks_ = std::move(waiting);
}

void Reader::plan_recheck(std::uint32_t index) {
  Watched& entry = list_.at(index);
  const bool is_swept = entry.is_swept != 0 && mode_ != Mode::market;
  const ChainRecord record = entry.record();
  if (!is_swept && record != ChainRecord::deal && record != ChainRecord::claim) {
    entry.is_recheck_wanted = 0;
    readings_.tell(index);
    return;
  }
  if (tip_.height <= entry.recheck_above) return;
  if (!is_swept) {
    const bool is_too_early = entry.read_at == no_epoch && tip_.height < list_.told_at(entry);
    if (is_too_early && list_.poll_due()[index] > tip_.height) return;
    ask_record(index);
    rechecked_.insert(index);
    return;
  }
  Miner& miner = list_.miners().at(entry.provider);
  // Without its period nothing can be said of when a fault began: that is asked for first.
  if (!miner.period_offset) return;
  if (mode_ == Mode::gateway) {
    if (is_known_at_tip(index)) ask_sector(index);
    return;
  }
  if (entry.deadline()) {
    ask_deadline(miner, *entry.deadline());
    return;
  }
  const Unplaced* unplaced = list_.unplaced(index);
  if (unplaced == nullptr || tip_.height < list_.count_from(*unplaced)) return;
  for (std::uint32_t deadline = 0; deadline < deadlines_per_day; ++deadline) {
    if ((unplaced->deadlines_without & bit(deadline)) == 0) ask_deadline(miner, deadline);
  }
}

/// Whether the newest tipset must know the entry's sector, if it is there at all.
bool Reader::is_known_at_tip(std::uint32_t index) {
  const Unplaced* unplaced = list_.unplaced(index);
  return unplaced == nullptr || tip_.height >= list_.count_from(*unplaced);
}

void Reader::plan_polls() {
  polled_ = list_.poll_due().each_due(tip_.height, polled_, [this](std::size_t index) {
    if (!can_ask()) return false;
    const auto entry = static_cast<std::uint32_t>(index);
    if (!rechecked_.contains(entry)) ask_record(entry);
    return true;
  });
}

/// Looks up one deal for which there is no reason to, now and then, all in turn: so seldom that a
/// turn takes `sample_again_epochs` at least.
void Reader::plan_sample() {
  constexpr std::uint32_t tried_max = 1000;
  const std::uint32_t size = list_.capacity();
  if (mode_ == Mode::market || tip_.height < next_sample_ || size == 0) return;
  const Epochs turn_share = options_.sample_again_epochs / static_cast<Epochs>(list_.size() + 1);
  const bool is_first = next_sample_ == no_epoch;
  next_sample_ = tip_.height + std::max(options_.sample_epochs, turn_share);
  if (is_first) return;
  for (std::uint32_t tried = 0; tried < std::min(tried_max, size); ++tried) {
    const std::uint32_t index = sampled_++ % size;
    const Watched& copy = list_.at(index);
    if (copy.is_swept == 0 || copy.record() != ChainRecord::deal) continue;
    const bool is_asked = list_.poll_due()[index] <= tip_.height || rechecked_.contains(index);
    if (copy.finding() != Finding::proven || is_asked) continue;
    ask_record(index);
    return;
  }
}

std::uint64_t Reader::due_deadlines(const Miner& miner) const {
  const PeriodCloses closes(*miner.period_offset, tip_.height - state_lag_epochs);
  std::uint64_t due = 0;
  for (std::uint32_t deadline = 0; deadline < deadlines_per_day; ++deadline) {
    const bool is_due = miner.confirm_at[deadline] <= tip_.height ||
                        miner.read_at[deadline] == no_epoch ||
                        miner.read_at[deadline] < closes.newest(deadline) + state_lag_epochs;
    due |= std::uint64_t{is_due} << deadline;
  }
  return due;
}

void Reader::plan_miner(Miner& miner) {
  if (tip_.height < miner.retry_at) return;
  if (!miner.period_offset) {
    ask_period(miner);
    return;
  }
  if (mode_ == Mode::gateway) {
    plan_sectors(miner);
    return;
  }
  for (std::uint64_t due = due_deadlines(miner); due != 0; due &= due - 1) {
    ask_deadline(miner, static_cast<std::uint32_t>(std::countr_zero(due)));
  }
}

void Reader::ask_period(Miner& miner) {
  if (!mark_asked(miner, tick_, period_bit)) return;
  const bool is_asked =
      ask({.method = Method::proving_deadline,
           .params = fmt::format(R"(["{}",{}])", provider_text(miner.id), tip_.key),
           .subject = {.miner = miner.id}});
  if (!is_asked) miner.asked_deadlines &= ~period_bit;
}

void Reader::ask_deadline(Miner& miner, std::uint32_t deadline) {
  if (!can_ask() || !mark_asked(miner, tick_, bit(deadline))) return;
  const bool is_asked =
      ask({.method = Method::partitions,
           .params = fmt::format(R"(["{}",{},)", provider_text(miner.id), deadline),
           .subject = {.miner = miner.id, .deadline = deadline},
           .tipset_key = tip_.key});
  if (!is_asked) miner.asked_deadlines &= ~bit(deadline);
}

void Reader::ask_record(std::uint32_t index) {
  const Watched& copy = list_.at(index);
  Subject subject{.miner = copy.provider, .replica = copy.id, .deal = copy.deal};
  switch (copy.record()) {
    case ChainRecord::none: break;
    case ChainRecord::deal:
      subject.miner = no_provider;  // An error of the market is none of the miner.
      static_cast<void>(ask({.method = Method::market_deal,
                             .params = fmt::format(FMT_COMPILE("[{},"), copy.deal),
                             .subject = subject,
                             .tipset_key = tip_.key}));
      break;
    case ChainRecord::claim:
      if (!first_.capabilities->serves(Method::claim)) break;
      static_cast<void>(ask({.method = Method::claim,
                             .params = fmt::format(R"(["{}",{},{}])", provider_text(copy.provider),
                                                   copy.deal, tip_.key),
                             .subject = subject}));
      break;
    case ChainRecord::sector:
      ask_end(index);
      list_.poll_due()[index] = tip_.height + options_.market_poll_epochs;
      break;
  }
}

void Reader::ask_end(std::uint32_t index) {
  const Watched& copy = list_.at(index);
  const auto sector = copy.sector();
  if (!sector || !first_.capabilities->serves(Method::sector_details)) return;
  const bool is_first = copy.sector_end == no_epoch;
  const bool is_refresh = !is_first && copy.end_epoch - end_refresh_from_epochs <= tip_.height;
  if (!is_first && !is_refresh) return;
  static_cast<void>(ask(
      {.method = Method::sector_details,
       .params = fmt::format(R"(["{}",{},{}])", provider_text(copy.provider), *sector, tip_.key),
       .subject = {.miner = copy.provider, .replica = copy.id, .sector = *sector}}));
}

bool Reader::can_ask() {
  if (calls_left_ != 0 && !trouble_.is_busy) return true;
  wants_soon_ = true;
  return false;
}

bool Reader::ask(Call&& call) {
  if (!can_ask()) return false;
  --calls_left_;
  first_.caller->queue(std::move(call));
  return true;
}

}  // namespace raas::lotus
