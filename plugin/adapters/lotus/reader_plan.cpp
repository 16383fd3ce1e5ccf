// What of the reader decides what to ask for.
#include <fmt/format.h>

#include <algorithm>
#include <tuple>
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

/// What events are about, sorted, so that all replicas are gone through once for all events.
class EventSubjects {
 public:
  explicit EventSubjects(std::span<const ActorEvent> events) {
    for (const ActorEvent& event : events) {
      if (event.emitter == market_actor && event.id) {
        subjects_.push_back({{ChainRecord::deal, no_provider, *event.id}, &event});
      }
      if (event.emitter == registry_actor && event.id && event.provider) {
        subjects_.push_back({{ChainRecord::claim, *event.provider, *event.id}, &event});
      }
      if (event.type == "sector-terminated" && event.sector) {
        subjects_.push_back({{ChainRecord::sector, event.emitter, *event.sector}, &event});
      }
    }
    std::stable_sort(subjects_.begin(), subjects_.end(), is_before);
  }

  template <class Take>
  void for_each_about(const Replica& replica, const Take& take) const {
    if (replica.record == ChainRecord::deal)
      find({ChainRecord::deal, no_provider, replica.deal}, take);
    if (replica.record == ChainRecord::claim) {
      find({ChainRecord::claim, replica.provider, replica.deal}, take);
    }
    if (replica.sector) find({ChainRecord::sector, replica.provider, *replica.sector}, take);
  }

 private:
  using Name = std::tuple<ChainRecord, ActorId, std::uint64_t>;
  using Entry = std::pair<Name, const ActorEvent*>;

  static bool is_before(const Entry& a, const Entry& b) { return a.first < b.first; }
  template <class Take>
  void find(const Name& name, const Take& take) const {
    const auto [first, last] =
        std::equal_range(subjects_.begin(), subjects_.end(), Entry{name, nullptr}, is_before);
    for (auto at = first; at != last; ++at) take(*at->second);
  }

  std::vector<Entry> subjects_;
};

}  // namespace

Reader::Reader(const ReaderOptions& options, Events& events)
    : options_(options), events_(events), readings_(events) {}

void Reader::watch(const Replica& replica, Epoch told_at) {
  const Put put = list_.put(replica, told_at);
  Watched& entry = list_.at(put.index);
  if (!put.is_changed) {
    // The host tells the end of the record again; that of the sector may be sooner.
    if (replica.end_epoch != entry.replica.end_epoch) readings_.tell(entry);
    return;
  }
  const Replica& copy = entry.replica;
  const bool is_trusted_sector = copy.record != ChainRecord::deal || was_activated(copy);
  if (options_.rule == Rule::proving && copy.sector && is_trusted_sector &&
      copy.provider != no_provider) {
    list_.begin_sweeping(put.index, told_at);
  }
  Epoch& poll_due = list_.poll_due()[put.index];
  if (copy.record == ChainRecord::none) {
    poll_due = never;
  } else if (copy.facts.read_at == no_epoch || !is_trusted_sector) {
    poll_due = 0;
    wants_soon_ = true;
  } else if (mode_ == Mode::market || options_.rule == Rule::market) {
    poll_due = copy.facts.read_at + options_.market_poll_epochs;
  } else {
    poll_due = copy.end_epoch == no_epoch ? never : next_end_refresh(copy.end_epoch, no_epoch);
  }
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

std::vector<Touch> Reader::touched_by(std::span<const ActorEvent> events) const {
  std::vector<Touch> touches;
  if (events.empty()) return touches;
  const EventSubjects subjects(events);
  for (std::uint32_t index = 0; index < list_.capacity(); ++index) {
    const Replica& replica = list_.at(index).replica;
    if (replica.id == 0) continue;
    subjects.for_each_about(replica, [&](const ActorEvent& event) {
      touches.push_back({&event, replica.id});
    });
  }
  return touches;
}

void Reader::read_all_again() {
  for (auto& [id, miner] : list_.miners()) {
    miner.read_at.fill(no_epoch);
    for (const auto& refs : miner.located) {
      for (const SectorRef& ref : refs) {
        list_.at(ref.index).seen_at = no_epoch;
        list_.at(ref.index).check.reset();
      }
    }
  }
}

void Reader::read_at(const Tipset& tip, const Source& first, const std::optional<Source>& second) {
  tip_ = tip;
  first_ = first;
  second_ = second;
  ++tick_;
  calls_left_ = options_.calls_per_tick_max;
  second_calls_left_ = options_.calls_per_tick_max;
  second_deadlines_.clear();
  is_next_deal_asked_ = false;
  wants_soon_ = false;
  set_mode(options_.rule == Rule::market ? Mode::market : first.capabilities->mode());
  plan_rechecks();
  plan_polls();
  plan_sample();
  if (mode_ == Mode::market) return;
  for (auto& [id, miner] : list_.miners()) plan_miner(miner);
}

void Reader::set_mode(Mode mode) {
  if (mode == std::exchange(mode_, mode) || mode != Mode::market) return;
  auto& due = list_.poll_due();
  for (std::uint32_t index = 0; index < due.size(); ++index) {
    if (list_.at(index).replica.record != ChainRecord::deal) continue;
    due[index] = std::min(due[index], tip_.height);
  }
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
  const bool is_swept = entry.is_swept && mode_ != Mode::market;
  const ChainRecord record = entry.replica.record;
  if (!is_swept && record != ChainRecord::deal && record != ChainRecord::claim) {
    entry.is_recheck_wanted = false;
    readings_.tell(entry);
    return;
  }
  if (tip_.height <= entry.recheck_above) return;
  if (!is_swept) {
    const bool is_too_early =
        entry.replica.facts.read_at == no_epoch && tip_.height < entry.told_at;
    if (!is_too_early || list_.poll_due()[index] <= tip_.height) ask_record(index);
    return;
  }
  Miner& miner = list_.miners().at(entry.replica.provider);
  // Without its period nothing can be said of when a fault began: that is asked for first.
  if (!miner.period_offset) return;
  if (mode_ == Mode::gateway) {
    if (entry.deadline || tip_.height >= entry.count_from) ask_sector(index);
    return;
  }
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
    if (due[index] <= tip_.height) ask_record(index);
  }
}

/// Looks up one deal for which there is no reason to, now and then, all in turn.
void Reader::plan_sample() {
  const std::size_t size = list_.poll_due().size();
  if (mode_ == Mode::market || tip_.height < next_sample_ || size == 0) return;
  next_sample_ = tip_.height + options_.sample_epochs;
  for (std::size_t tried = 0; tried < size; ++tried) {
    const std::uint32_t index = sampled_++ % static_cast<std::uint32_t>(size);
    Watched& entry = list_.at(index);
    if (!entry.is_swept || entry.replica.record != ChainRecord::deal) continue;
    if (entry.replica.facts.finding != Finding::proven) continue;
    if (entry.record_asked_at == no_epoch) entry.record_asked_at = tip_.height;
    if (tip_.height - entry.record_asked_at < options_.sample_again_epochs) continue;
    ask_record(index);
    return;
  }
}

bool Reader::is_deadline_due(const Miner& miner, std::uint32_t deadline) const {
  return miner.confirm_at[deadline] <= tip_.height ||
         is_sweep_due({*miner.period_offset, deadline}, miner.read_at[deadline], tip_.height);
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
  for (std::uint32_t deadline = 0; deadline < deadlines_per_day; ++deadline) {
    if (is_deadline_due(miner, deadline)) ask_deadline(miner, deadline);
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

void Reader::ask_record(std::uint32_t index) {
  Watched& entry = list_.at(index);
  if (entry.asked_in_tick == tick_) return;
  const Replica& replica = entry.replica;
  Subject subject{.miner = replica.provider, .replica = replica.id, .deal = replica.deal};
  bool is_asked = true;
  switch (replica.record) {
    case ChainRecord::none: return;
    case ChainRecord::deal:
      subject.miner = no_provider;  // An error of the market is none of the miner.
      is_asked = ask({.method = Method::market_deal,
                      .params = fmt::format("[{},{}]", replica.deal, tip_.key),
                      .subject = subject});
      break;
    case ChainRecord::claim:
      if (!first_.capabilities->serves(Method::claim)) return;
      is_asked = ask({.method = Method::claim,
                      .params = fmt::format(R"(["{}",{},{}])", provider_text(replica.provider),
                                            replica.deal, tip_.key),
                      .subject = subject});
      break;
    case ChainRecord::sector:
      ask_end(index);
      list_.poll_due()[index] = tip_.height + options_.market_poll_epochs;
      break;
  }
  if (!is_asked) return;
  entry.asked_in_tick = tick_;
  entry.record_asked_at = tip_.height;
}

void Reader::ask_end(std::uint32_t index) {
  const Watched& entry = list_.at(index);
  const Replica& replica = entry.replica;
  if (!replica.sector || !first_.capabilities->serves(Method::sector_details)) return;
  const bool is_first = entry.sector_end == no_epoch;
  const bool is_refresh = !is_first && replica.end_epoch - end_refresh_from_epochs <= tip_.height;
  if (!is_first && !is_refresh) return;
  static_cast<void>(ask(
      {.method = Method::sector_details,
       .params = fmt::format(R"(["{}",{},{}])", provider_text(replica.provider), *replica.sector,
                             tip_.key),
       .subject = {.miner = replica.provider, .replica = replica.id, .sector = *replica.sector}}));
}

bool Reader::ask(Call call) {
  if (calls_left_ == 0 || trouble_.is_busy) {
    wants_soon_ = true;
    return false;
  }
  --calls_left_;
  first_.caller->queue(std::move(call));
  return true;
}

}  // namespace raas::lotus
