// What of the reader decides what to ask for.
#include <fmt/format.h>

#include <algorithm>
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
bool was_activated(const Replica& replica) {
  return replica.sector &&
         (replica.facts.finding == Finding::proven || replica.facts.finding == Finding::faulty ||
          replica.facts.finding == Finding::dead);
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

Reader::Reader(const ReaderOptions& options, Caller& caller, Events& events)
    : options_(options), caller_(caller), events_(events), readings_(events), rule_(options.rule) {}

void Reader::watch(const Replica& replica, Epoch told_at) {
  const Put put = list_.put(replica, told_at);
  if (!put.is_changed) return;
  Watched& entry = list_.at(put.index);
  const bool is_deal = entry.replica.record == ChainRecord::deal;
  const bool is_trusted_sector = !is_deal || was_activated(entry.replica);
  if (options_.rule == Rule::proving && entry.replica.sector && is_trusted_sector &&
      entry.replica.provider != no_provider) {
    list_.begin_sweeping(put.index, told_at);
  }
  if (!is_deal || (rule_ == Rule::proving && is_trusted_sector)) {
    list_.poll_due()[put.index] = never;
    return;
  }
  const Epoch read_at = entry.replica.facts.read_at;
  const bool can_wait = is_trusted_sector && read_at != no_epoch;
  list_.poll_due()[put.index] = can_wait ? read_at + options_.market_poll_epochs : 0;
  wants_soon_ = wants_soon_ || !can_wait;
}

void Reader::recheck(ReplicaId replica) {
  const auto index = list_.find(replica);
  if (!index) return;
  Watched& entry = list_.at(*index);
  if (entry.is_recheck_wanted) return;
  entry.is_recheck_wanted = true;
  entry.recheck_above = entry.replica.facts.read_at;
  entry.deadlines_without = 0;
  rechecks_.push_back(replica);
}

void Reader::read_at(const Tipset& tip) {
  tip_ = tip;
  ++tick_;
  calls_left_ = options_.calls_per_tick_max;
  wants_soon_ = false;
  plan_rechecks();
  plan_polls();
  plan_sweeps();
}

void Reader::plan_rechecks() {
  std::vector<ReplicaId> waiting;
  for (const ReplicaId replica : std::exchange(rechecks_, {})) {
    const auto index = list_.find(replica);
    if (!index || !list_.at(*index).is_recheck_wanted) continue;
    plan_recheck(*index);
    if (list_.at(*index).is_recheck_wanted) waiting.push_back(replica);
  }
  rechecks_ = std::move(waiting);
}

void Reader::plan_recheck(std::uint32_t index) {
  Watched& entry = list_.at(index);
  const bool is_swept = entry.is_swept && rule_ == Rule::proving;
  if (!is_swept && entry.replica.record != ChainRecord::deal) {
    entry.is_recheck_wanted = false;
    readings_.tell(entry);
    return;
  }
  if (tip_.height <= entry.recheck_above) return;
  if (!is_swept) {
    const bool is_too_early =
        entry.replica.facts.read_at == no_epoch && tip_.height < entry.told_at;
    if (!is_too_early || list_.poll_due()[index] <= tip_.height) ask_deal(index);
    return;
  }
  Miner& miner = list_.miners().at(entry.replica.provider);
  // Without its period nothing can be said of when a fault began: that is asked for first.
  if (!miner.period_offset) return;
  if (entry.deadline) {
    ask_deadline(miner, *entry.deadline);
    return;
  }
  if (tip_.height < entry.count_from) return;
  for (std::uint32_t deadline = 0; deadline < deadlines_per_day; ++deadline) {
    if ((entry.deadlines_without & bit(deadline)) == 0) ask_deadline(miner, deadline);
  }
}

void Reader::plan_polls() {
  const auto& due = list_.poll_due();
  for (std::uint32_t index = 0; index < due.size(); ++index) {
    if (due[index] <= tip_.height) ask_deal(index);
  }
}

void Reader::plan_sweeps() {
  if (options_.rule == Rule::market || list_.miners().empty()) return;
  if (rule_ == Rule::market) {
    if (tip_.height < partitions_retry_at_) return;
    partitions_retry_at_ = tip_.height + epochs_per_day;
    ask_deadline(list_.miners().begin()->second, 0);
    return;
  }
  for (auto& [id, miner] : list_.miners()) plan_miner(miner);
}

void Reader::plan_miner(Miner& miner) {
  if (tip_.height < miner.retry_at) return;
  if (!miner.period_offset) {
    ask_period(miner);
    return;
  }
  for (std::uint32_t deadline = 0; deadline < deadlines_per_day; ++deadline) {
    const bool is_due =
        is_sweep_due({*miner.period_offset, deadline}, miner.read_at[deadline], tip_.height);
    if (is_due || miner.confirm_at[deadline] <= tip_.height) ask_deadline(miner, deadline);
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
  if (!mark_asked(miner, tick_, bit(deadline))) return;
  const bool is_asked =
      ask({.method = Method::partitions,
           .params = fmt::format(R"(["{}",{},{}])", provider_text(miner.id), deadline, tip_.key),
           .subject = {.miner = miner.id, .deadline = deadline}});
  if (!is_asked) miner.asked_deadlines &= ~bit(deadline);
}

void Reader::ask_deal(std::uint32_t index) {
  Watched& entry = list_.at(index);
  if (entry.asked_in_tick == tick_) return;
  const DealId deal = entry.replica.deal;
  const bool is_asked = ask({.method = Method::market_deal,
                             .params = fmt::format("[{},{}]", deal, tip_.key),
                             .subject = {.replica = entry.replica.id, .deal = deal}});
  if (is_asked) entry.asked_in_tick = tick_;
}

bool Reader::ask(Call call) {
  if (calls_left_ == 0 || trouble_.is_busy) {
    wants_soon_ = true;
    return false;
  }
  --calls_left_;
  caller_.queue(std::move(call));
  return true;
}

}  // namespace raas::lotus
