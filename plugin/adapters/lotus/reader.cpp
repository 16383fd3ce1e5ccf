// What of the reader takes answers, and the sweeps of deadlines among them.
#include "adapters/lotus/reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "adapters/lotus/expected_replies.h"

namespace raas::lotus {
namespace {

std::string subject_text(const Call& call) {
  switch (call.method) {
    case Method::partitions:
      return fmt::format("{} deadline {}: ", provider_text(call.subject.miner),
                         call.subject.deadline);
    case Method::proving_deadline:
    case Method::sector_count: return fmt::format("{}: ", provider_text(call.subject.miner));
    case Method::market_deal: return fmt::format("deal {}: ", call.subject.deal);
    case Method::claim:
      return fmt::format("{} claim {}: ", provider_text(call.subject.miner), call.subject.deal);
    case Method::sector_partition:
    case Method::state_call:
    case Method::sector_details:
      return fmt::format("{} sector {}: ", provider_text(call.subject.miner), call.subject.sector);
    case Method::chain_head:
    case Method::finalized_tipset:
    case Method::network_params:
    case Method::actor_state:
    case Method::actor_events: break;
  }
  return {};
}

/// When a node is asked again what it could not say of one miner or one deal.
constexpr Epochs retry_after_epochs = 30;

/// An error of one miner, not of the node: it is asked of again ever more seldom.
void back_off(Miner& miner, Epoch tip) {
  constexpr std::uint32_t doublings_max = 6;
  if (miner.retry_at > tip) return;
  miner.retry_at = tip + (retry_after_epochs << std::min(miner.failures, doublings_max));
  ++miner.failures;
}

}  // namespace

void Reader::take(const Call& call, const Answer& answer, Seat seat) {
  if (seat == Seat::second) {
    take_second(call, answer);
    return;
  }
  switch (call.method) {
    case Method::proving_deadline: take_period(call, answer); break;
    case Method::partitions: take_partitions(call, answer); break;
    case Method::market_deal: take_deal(call, answer); break;
    case Method::claim: take_claim(call, answer); break;
    case Method::sector_details: take_end(call, answer); break;
    case Method::actor_state: take_next_deal(call, answer); break;
    case Method::sector_count: take_count(call, answer); break;
    case Method::state_call: take_sector_call(call, answer); break;
    case Method::sector_partition:
    case Method::actor_events:
    case Method::chain_head:
    case Method::finalized_tipset:
    case Method::network_params: break;
  }
}

std::optional<std::uint32_t> Reader::index_for(const Call& call) {
  const auto index = list_.find(call.subject.replica);
  if (!index) return std::nullopt;
  const Watched& copy = list_.at(*index);
  switch (call.method) {
    case Method::market_deal:
    case Method::claim: return copy.deal == call.subject.deal ? index : std::nullopt;
    case Method::sector_partition:
    case Method::state_call:
    case Method::sector_details: break;
    case Method::proving_deadline:
    case Method::partitions:
    case Method::sector_count:
    case Method::actor_state:
    case Method::actor_events:
    case Method::chain_head:
    case Method::finalized_tipset:
    case Method::network_params: return std::nullopt;
  }
  const bool is_same = copy.provider == call.subject.miner && copy.sector() == call.subject.sector;
  return is_same ? index : std::nullopt;
}

Miner* Reader::miner_for(const Call& call) {
  const auto found = list_.miners().find(call.subject.miner);
  return found == list_.miners().end() ? nullptr : &found->second;
}

void Reader::take_period(const Call& call, const Answer& answer) {
  Miner* miner = miner_for(call);
  if (miner == nullptr) return;
  if (answer.has_error()) {
    note_trouble(call, answer.error());
    return;
  }
  const auto offset = decode_period_offset(**answer);
  if (!offset) {
    back_off(*miner, tip_.height);
    note_broken(call, offset.error());
    return;
  }
  miner->period_offset = *offset;
  plan_miner(*miner);
}

void Reader::take_partitions(const Call& call, const Answer& answer) {
  Miner* miner = miner_for(call);
  if (answer.has_error()) {
    note_trouble(call, answer.error());
    return;
  }
  const auto sectors = partitions_in(*answer);
  if (!sectors) {
    note_broken(call, sectors.error());
    return;
  }
  if (miner == nullptr || !miner->period_offset) return;
  const std::uint32_t deadline = call.subject.deadline;
  const SweepOutcome outcome = note_deadline(list_, *miner, deadline, *sectors, tip_.height);
  work_ += outcome.work;
  if (!outcome.is_believable) {
    note_broken(
        call, Error(Code::corrupt, fmt::format("found no partitions, expected those of {} sectors",
                                               miner->located[deadline].size())));
    return;
  }
  miner->failures = 0;
  ++deadlines_read_;
  for (const Sighting& sighting : outcome.sightings) {
    conclude(sighting.index, {.verdict = sighting.verdict, .topic = Topic::sector, .deal = {}});
  }
  cross_check(*miner, deadline);
  list_.settle(*miner, deadline);
}

TickTrouble Reader::end_tick() {
  for (const ReplicaId replica : std::exchange(absences_, {})) {
    if (const auto index = list_.find(replica)) leave_open(*index, Topic::record);
  }
  while (!doubts_.empty()) {
    const auto [replica, topic] = doubts_.begin()->first;
    resolve(replica, topic, std::nullopt);
  }
  if (mode_ == Mode::gateway) finish_sector_deadlines();
  if (!disagreement_.empty()) {
    events_.emit({Level::warn,
                  "nodes_disagree",
                  {{"tip", std::to_string(tip_.height)},
                   {"total", std::to_string(disagreements_)},
                   {"first", disagreement_}}});
    disagreement_.clear();
  }
  if (deadlines_read_ != 0 && events_.wants(Level::debug)) {
    events_.emit({Level::debug,
                  "sweep_done",
                  {{"tip", std::to_string(tip_.height)},
                   {"deadlines", std::to_string(deadlines_read_)},
                   {"negative", std::to_string(negative_)},
                   {"miners", std::to_string(list_.miners().size())},
                   {"replicas", std::to_string(list_.size())}}});
  }
  deadlines_read_ = 0;
  negative_ = 0;
  return std::exchange(trouble_, {});
}

void Reader::note_broken(const Call& call, const Error& error) {
  first_.caller->count_error();
  note_trouble(call, {Trouble::broken, error.text()});
}

void Reader::note_trouble(const Call& call, const CallError& error) {
  if (trouble_.failed++ == 0) {
    trouble_.first = fmt::format("{}: {}{}", name_of(call.method), subject_text(call), error.text);
  }
  switch (error.trouble) {
    case Trouble::busy:
      trouble_.is_busy = true;
      wants_soon_ = true;
      first_.caller->drop_queued();
      break;
    case Trouble::no_such_method:
      // What it would have told may be had in another way, from the next tick on.
      wants_soon_ = true;
      first_.caller->drop_queued();
      break;
    case Trouble::application:
      if (Miner* miner = miner_for(call)) back_off(*miner, tip_.height);
      put_off(call);
      break;
    case Trouble::broken: put_off(call); break;
    case Trouble::no_answer:
    case Trouble::bad_request: break;
  }
}

/// An error of one record: were it due all the time, it would be asked for in each tick, and many
/// of them would leave no room for anything else.
void Reader::put_off(const Call& call) {
  if (call.method != Method::market_deal && call.method != Method::claim) return;
  const auto index = index_for(call);
  if (!index) return;
  ShortEpoch& due = list_.poll_due()[*index];
  if (due <= tip_.height) due = tip_.height + retry_after_epochs;
}

}  // namespace raas::lotus
