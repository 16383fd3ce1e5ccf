// What of the reader decides what counts: on one node's word, or on two.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "adapters/lotus/expected_replies.h"
#include "adapters/lotus/reader.h"
#include "core/names.h"

namespace raas::lotus {
namespace {

constexpr std::uint64_t every_deadline = (std::uint64_t{1} << deadlines_per_day) - 1;

}  // namespace

void Reader::conclude(std::uint32_t index, Doubt said) {
  const Watched& entry = list_.at(index);
  if (!second_ || !is_negative(said.verdict.finding)) {
    accept(index, said.verdict, said);
    return;
  }
  const ReplicaId replica = entry.id;
  if (second_calls_left_ == 0) {
    leave_open(index, said.topic);
  } else if (ask_second(entry, said.topic)) {
    const auto key = std::pair(replica, said.topic);
    doubts_.insert_or_assign(key, std::move(said));
  } else {
    accept(index, said.verdict, said);  // The second node cannot know.
  }
}

void Reader::accept(std::uint32_t index, const Verdict& verdict, const Doubt& said) {
  Watched& entry = list_.at(index);
  const bool is_bad = is_negative(verdict.finding);
  if (is_bad) ++negative_;
  if (said.topic == Topic::record) {
    if (is_bad) list_.end_sweeping(index);
    // A deal that was slashed leaves the market: that is no news.
    const bool was_slashed = verdict.finding == Finding::absent && entry.finding() == Finding::dead;
    readings_.note(index, was_slashed ? Verdict{Finding::dead, entry.since} : verdict, tip_.height,
                   said.deal ? &*said.deal : nullptr);
    list_.poll_due()[index] = verdict.finding == Finding::unknown
                                  ? tip_.height + options_.confirm_after_epochs
                                  : next_poll(index);
    return;
  }
  Miner& miner = list_.miners().at(entry.provider);
  if (mode_ == Mode::gateway) {
    SectorWord& word = list_.word_of(index);
    word.seen_at = tip_.height;
    if (miner.count_read_at == tip_.height) word.check = {tip_.height, miner.count.live};
  }
  readings_.note(index, verdict, tip_.height);
  const bool is_to_be_confirmed =
      verdict.finding == Finding::unknown || (is_bad && entry.readings == 1);
  if (!is_to_be_confirmed) return;
  const Epoch confirm_at = tip_.height + options_.confirm_after_epochs;
  if (const auto deadline = entry.deadline()) {
    miner.confirm_at[*deadline] = confirm_at;
  } else {
    list_.word_of(index).locate_at = confirm_at;
  }
}

/// A node that says "proven" of what is not would never be asked twice: about twelve deadlines a
/// day are, over all miners, drawn by tipset.
void Reader::cross_check(const Miner& miner, std::uint32_t deadline) {
  constexpr std::uint64_t checks_per_day = 12;
  if (!second_ || second_calls_left_ == 0) return;
  const std::uint64_t sweeps_per_day = list_.miners().size() * deadlines_per_day;
  const auto draw =
      mixed(static_cast<std::uint64_t>(tip_.height) ^ mixed(miner.id * 64 + deadline));
  if (draw % std::max<std::uint64_t>(1, sweeps_per_day / checks_per_day) != 0) return;
  for (const SectorRef& ref : miner.located[deadline]) {
    const Watched& entry = list_.at(ref.index());
    if (entry.finding() != Finding::proven || doubts_.contains({entry.id, Topic::sector})) continue;
    if (!ask_second(entry, Topic::sector)) return;
    doubts_.insert_or_assign({entry.id, Topic::sector},
                             Doubt{.verdict = {Finding::proven, entry.since},
                                   .topic = Topic::sector,
                                   .deal = {},
                                   .is_sample = true});
    if (!second_->capabilities->serves(Method::partitions)) return;  // One sector is one call.
  }
}

/// Nothing was learned: the same is asked at the next tipset.
void Reader::leave_open(std::uint32_t index, Topic topic) {
  const Watched& entry = list_.at(index);
  wants_soon_ = true;
  if (topic == Topic::record || entry.is_swept == 0) {
    list_.poll_due()[index] = tip_.height + 1;
    return;
  }
  Miner& miner = list_.miners().at(entry.provider);
  if (const auto deadline = entry.deadline()) {
    miner.confirm_at[*deadline] = tip_.height + 1;
    if (mode_ == Mode::gateway) list_.word_of(index).seen_at = no_epoch;
    return;
  }
  list_.word_of(index).locate_at = tip_.height + 1;
  // One more deadline without it is enough to say so again.
  if (Unplaced* unplaced = list_.unplaced(index)) {
    unplaced->deadlines_without = every_deadline - 1;
    unplaced->count_from = tip_.height;
  }
  miner.confirm_at[0] = tip_.height + 1;
}

bool Reader::ask_second(const Watched& entry, Topic topic) {
  const Capabilities& can = *second_->capabilities;
  const SectorNumber sector = entry.sector().value_or(0);
  const auto deadline = entry.deadline();
  Call call{
      .method = Method::state_call,
      .params = {},
      .subject = {
          .miner = entry.provider, .replica = entry.id, .deal = entry.deal, .sector = sector}};
  const std::string miner = provider_text(entry.provider);
  if (topic == Topic::record) {
    const bool is_claim = entry.record() == ChainRecord::claim;
    call.method = is_claim ? Method::claim : Method::market_deal;
    call.params = is_claim ? fmt::format(R"(["{}",{},{}])", miner, entry.deal, tip_.key)
                           : fmt::format("[{},{}]", entry.deal, tip_.key);
  } else if (deadline && can.serves(Method::partitions)) {
    if (!second_deadlines_.emplace(entry.provider, *deadline).second) return true;
    call.method = Method::partitions;
    call.params = fmt::format(R"(["{}",{},{}])", miner, *deadline, tip_.key);
    call.subject.deadline = *deadline;
  } else if (can.serves(Method::state_call)) {
    call.params = location_params(entry.provider, sector, tip_.key);
  } else {
    call.method = Method::sector_partition;
    call.params = fmt::format(R"(["{}",{},{}])", miner, sector, tip_.key);
  }
  if (!can.serves(call.method)) return false;
  --second_calls_left_;
  second_->caller->queue(std::move(call));
  return true;
}

namespace {

/// What an answer of the second node says of a sector; nothing if that cannot be known.
std::optional<Verdict> sector_word(const Call& call, const Answer& answer) {
  if (call.method == Method::sector_partition) {
    if (answer.has_value()) return Verdict{Finding::unknown};  // It is somewhere.
    const bool is_gone =
        answer.error().trouble == Trouble::application && says_no_deadline(answer.error().text);
    return is_gone ? std::optional(Verdict{Finding::dead}) : std::nullopt;
  }
  if (answer.has_error()) return std::nullopt;
  const auto outcome = decode_state_call(**answer);
  if (!outcome || outcome->exit_code != exit_ok) return std::nullopt;
  const auto located = decode_location(outcome->returned);
  return located ? std::optional(judge_status(located->status)) : std::nullopt;
}

/// What it says of a deal or claim.
std::optional<Verdict> record_word(const Call& call, const Answer& answer, const Watched& copy,
                                   Epoch tip) {
  if (answer.has_error()) {
    const CallError& error = answer.error();
    const bool is_absent = call.method == Method::market_deal &&
                           error.trouble == Trouble::application &&
                           says_not_found(error.text, call.subject.deal);
    return is_absent ? std::optional(Verdict{Finding::absent, tip}) : std::nullopt;
  }
  if (call.method == Method::market_deal) {
    const auto deal = market_deal_in(*answer);
    return deal ? std::optional(judge_deal(copy, *deal, tip)) : std::nullopt;
  }
  const auto claim = decode_claim(**answer);
  if (!claim) return std::nullopt;
  return *claim ? judge_claim(copy, **claim, tip) : Verdict{Finding::absent, tip};
}

}  // namespace

void Reader::take_second(const Call& call, const Answer& answer) {
  if (call.method != Method::partitions) {
    const auto index = index_for(call);
    const bool is_record = call.method == Method::market_deal || call.method == Method::claim;
    const Topic topic = is_record ? Topic::record : Topic::sector;
    if (!index) {
      doubts_.erase({call.subject.replica, topic});
      return;
    }
    resolve(call.subject.replica, topic,
            is_record ? record_word(call, answer, list_.at(*index), tip_.height)
                      : sector_word(call, answer));
    return;
  }
  const auto sectors = answer.has_value() ? partitions_in(*answer)
                                          : Result<DeadlineSectors>(Error(Code::unavailable, ""));
  second_deadlines_.erase({call.subject.miner, call.subject.deadline});
  const bool is_known = sectors.has_value() && sectors->has_partitions;
  for (const ReplicaId replica : doubted_in(call.subject.miner, call.subject.deadline)) {
    const SectorNumber sector = list_.at(*list_.find(replica)).sector_or_none;
    resolve(replica, Topic::sector,
            is_known ? std::optional(judge_sector(*sectors, sector)) : std::nullopt);
  }
}

std::vector<ReplicaId> Reader::doubted_in(ActorId miner, std::uint32_t deadline) const {
  std::vector<ReplicaId> found;
  for (const auto& [key, doubt] : doubts_) {
    const auto index = list_.find(key.first);
    if (!index || key.second != Topic::sector) continue;
    const Watched& entry = list_.at(*index);
    const bool is_there =
        entry.is_swept != 0 && entry.provider == miner && entry.deadline() == deadline;
    if (is_there) found.push_back(key.first);
  }
  return found;
}

void Reader::resolve(ReplicaId replica, Topic topic, const std::optional<Verdict>& second) {
  auto found = doubts_.extract({replica, topic});
  const auto index = list_.find(replica);
  if (found.empty() || !index) return;
  const Doubt& said = found.mapped();
  if (topic == Topic::sector && list_.at(*index).is_swept == 0) return;
  if (said.is_sample && (!second || !is_negative(second->finding))) return;
  if (!second) {
    trouble_.is_open = true;
    leave_open(*index, said.topic);
    return;
  }
  if (const auto both = agreed(said.verdict, *second)) {
    accept(*index, *both, said);
    return;
  }
  ++disagreements_;
  if (disagreement_.empty()) {
    const Watched& copy = list_.at(*index);
    disagreement_ = fmt::format("replica {} at {}: {} at the first node, {} at the second", replica,
                                provider_text(copy.provider), name_of(said.verdict.finding),
                                name_of(second->finding));
  }
  Doubt neither = said;
  neither.deal.reset();
  accept(*index, {Finding::unknown, tip_.height}, neither);
}

}  // namespace raas::lotus
