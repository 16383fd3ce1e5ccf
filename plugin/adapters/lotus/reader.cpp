// What of the reader takes answers.
#include "adapters/lotus/reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace raas::lotus {
namespace {

std::string words_for(const Call& call, std::string_view what) {
  switch (call.method) {
    case Method::partitions:
      return fmt::format("{}: {} deadline {}: {}", name_of(call.method),
                         provider_text(call.subject.miner), call.subject.deadline, what);
    case Method::proving_deadline:
      return fmt::format("{}: {}: {}", name_of(call.method), provider_text(call.subject.miner),
                         what);
    case Method::market_deal:
      return fmt::format("{}: deal {}: {}", name_of(call.method), call.subject.deal, what);
    case Method::chain_head:
    case Method::finalized_tipset:
    case Method::network_params: break;
  }
  return fmt::format("{}: {}", name_of(call.method), what);
}

/// An error of one miner, not of the node: asked again after 30 epochs, then ever more seldom.
void back_off(Miner& miner, Epoch tip) {
  constexpr std::uint32_t doublings_max = 6;
  miner.retry_at = tip + (Epochs{30} << std::min(miner.failures, doublings_max));
  ++miner.failures;
}

}  // namespace

void Reader::take(const Call& call, const Answer& answer) {
  switch (call.method) {
    case Method::proving_deadline: take_period(call, answer); break;
    case Method::partitions: take_partitions(call, answer); break;
    case Method::market_deal: take_deal(call, answer); break;
    case Method::chain_head:
    case Method::finalized_tipset:
    case Method::network_params: break;
  }
}

void Reader::take_period(const Call& call, const Answer& answer) {
  const auto found = list_.miners().find(call.subject.miner);
  if (found == list_.miners().end()) return;
  Miner& miner = found->second;
  if (answer.has_error()) {
    if (answer.error().trouble == Trouble::application) back_off(miner, tip_.height);
    note_trouble(call, answer.error());
    return;
  }
  const auto offset = decode_period_offset(**answer);
  if (!offset) {
    caller_.count_error();
    back_off(miner, tip_.height);
    note_trouble(call, {Trouble::broken, offset.error().text()});
    return;
  }
  miner.period_offset = *offset;
  plan_miner(miner);
}

void Reader::take_partitions(const Call& call, const Answer& answer) {
  const auto found = list_.miners().find(call.subject.miner);
  if (answer.has_error()) {
    if (answer.error().trouble == Trouble::application && found != list_.miners().end()) {
      back_off(found->second, tip_.height);
    }
    note_trouble(call, answer.error());
    return;
  }
  const auto sectors = decode_partitions(**answer);
  if (!sectors) {
    caller_.count_error();
    note_trouble(call, {Trouble::broken, sectors.error().text()});
    return;
  }
  use_partitions();
  if (found == list_.miners().end() || !found->second.period_offset) return;
  Miner& miner = found->second;
  const std::uint32_t deadline = call.subject.deadline;
  const SweepOutcome outcome =
      note_deadline(list_, miner, deadline, *sectors, tip_.height, readings_);
  if (!outcome.is_believable) {
    caller_.count_error();
    note_trouble(call,
                 {Trouble::broken, fmt::format("found no partitions, expected those of {} sectors",
                                               miner.located[deadline].size())});
    return;
  }
  miner.failures = 0;
  ++deadlines_read_;
  negative_ += outcome.negative;
  if (outcome.wants_confirmation) {
    miner.confirm_at[deadline] = tip_.height + options_.confirm_after_epochs;
  }
}

void Reader::take_deal(const Call& call, const Answer& answer) {
  const auto index = list_.find(call.subject.replica);
  if (!index || list_.at(*index).replica.deal != call.subject.deal) return;
  if (answer.has_value()) {
    const auto deal = decode_market_deal(**answer);
    if (deal) {
      note_deal(*index, *deal);
      return;
    }
    caller_.count_error();
    note_trouble(call, {Trouble::broken, deal.error().text()});
    return;
  }
  const CallError& error = answer.error();
  if (error.trouble == Trouble::application && says_not_found(error.text, call.subject.deal)) {
    note_no_deal(*index);
    return;
  }
  note_trouble(call, error);
}

void Reader::note_deal(std::uint32_t index, const MarketDeal& deal) {
  Watched& entry = list_.at(index);
  Replica& replica = entry.replica;
  const Verdict verdict = judge_deal(replica, deal, tip_.height);
  if (is_negative(verdict.finding)) {
    if (verdict.finding == Finding::mismatch && !can_deny(entry)) {
      list_.poll_due()[index] = std::max(tip_.height + 1, entry.told_at);
      return;
    }
    list_.end_sweeping(index);
    const bool is_other_deal = verdict.finding == Finding::mismatch;
    readings_.note(entry, verdict, tip_.height, is_other_deal ? nullptr : &deal);
    list_.poll_due()[index] = next_poll(entry);
    return;
  }
  replica.start_epoch = deal.start_epoch;
  replica.end_epoch = deal.end_epoch;
  if (replica.piece.cid.empty()) replica.piece = {deal.piece, deal.padded_size};
  if (replica.provider == no_provider) replica.provider = deal.provider;
  if (deal.sector && replica.sector != deal.sector) {
    list_.end_sweeping(index);
    replica.sector = deal.sector;
  }
  const bool is_active = verdict.finding == Finding::proven;
  if (is_active && replica.sector && options_.rule == Rule::proving) {
    list_.begin_sweeping(index, tip_.height);
  }
  // The market does not see faults, so it has no say over what the partitions said.
  const Finding before = replica.facts.finding;
  const bool has_partitions_word =
      before == Finding::faulty || before == Finding::dead ||
      (before == Finding::proven && entry.is_swept && rule_ == Rule::proving);
  if (is_active && has_partitions_word) {
    readings_.tell(entry, &deal);
  } else {
    readings_.note(entry, verdict, tip_.height, &deal);
  }
  list_.poll_due()[index] = next_poll(entry);
}

void Reader::note_no_deal(std::uint32_t index) {
  Watched& entry = list_.at(index);
  if (!can_deny(entry)) {
    list_.poll_due()[index] = std::max(tip_.height + 1, entry.told_at);
    return;
  }
  Verdict verdict = judge_absence(entry.replica, tip_.height);
  // A deal that was slashed leaves the market: that is no news.
  const Facts& facts = entry.replica.facts;
  if (facts.finding == Finding::dead) verdict = {Finding::dead, facts.since};
  list_.end_sweeping(index);
  readings_.note(entry, verdict, tip_.height);
  list_.poll_due()[index] = next_poll(entry);
}

/// A tipset from before the host told of the deal need not know it, unless an older one did.
bool Reader::can_deny(const Watched& entry) const {
  const Epoch read_at = entry.replica.facts.read_at;
  return tip_.height >= entry.told_at || (read_at != no_epoch && read_at < tip_.height);
}

Epoch Reader::next_poll(const Watched& entry) const {
  const Replica& replica = entry.replica;
  const Epoch tip = tip_.height;
  if (is_negative(replica.facts.finding)) {
    const bool is_confirmed = replica.facts.readings > 1;
    if (!is_confirmed) return tip + options_.confirm_after_epochs;
    const bool is_over = replica.end_epoch != no_epoch && replica.end_epoch <= tip;
    return is_over ? never : tip + options_.unsealed_poll_epochs;
  }
  if (replica.facts.finding == Finding::unsealed) {
    // The host says that it is active, in epochs that are not final yet.
    if (replica.sector && tip < entry.told_at) return std::max(tip + 1, entry.told_at);
    const Epoch next = tip + options_.unsealed_poll_epochs;
    const Epoch after_start = replica.start_epoch + 1 + state_lag_epochs;
    return after_start > tip ? std::min(next, after_start) : next;
  }
  const bool is_read_by_sweep = entry.is_swept && rule_ == Rule::proving;
  return is_read_by_sweep ? never : tip + options_.market_poll_epochs;
}

TickTrouble Reader::end_tick() {
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

void Reader::note_trouble(const Call& call, const CallError& error) {
  if (trouble_.failed++ == 0) trouble_.first = words_for(call, error.text);
  switch (error.trouble) {
    case Trouble::busy:
      trouble_.is_busy = true;
      wants_soon_ = true;
      caller_.drop_queued();
      break;
    case Trouble::no_such_method: note_missing_method(call.method); break;
    case Trouble::no_answer:
    case Trouble::bad_request:
    case Trouble::application:
    case Trouble::broken: break;
  }
}

void Reader::note_missing_method(Method method) {
  const std::uint64_t method_bit = std::uint64_t{1} << static_cast<unsigned>(method);
  if ((missing_methods_ & method_bit) == 0) {
    const bool is_partitions = method == Method::partitions;
    events_.emit({Level::error,
                  "node_capability",
                  {{"missing", std::string(name_of(method))},
                   {"because", is_partitions ? "faults are seen only when a sector is terminated, "
                                               "42 days later: use a full node"
                                             : "replicas that need it stay unknown"}}});
  }
  missing_methods_ |= method_bit;
  if (method == Method::partitions) use_market();
}

void Reader::use_market() {
  if (rule_ == Rule::market) return;
  rule_ = Rule::market;
  partitions_retry_at_ = tip_.height + epochs_per_day;
  caller_.drop_queued();
  wants_soon_ = true;
  auto& due = list_.poll_due();
  for (std::uint32_t index = 0; index < due.size(); ++index) {
    if (due[index] != never || list_.at(index).replica.record != ChainRecord::deal) continue;
    due[index] = tip_.height;
  }
}

void Reader::use_partitions() {
  if (rule_ == options_.rule) return;
  rule_ = options_.rule;
  missing_methods_ &= ~(std::uint64_t{1} << static_cast<unsigned>(Method::partitions));
  wants_soon_ = true;
  events_.emit(
      {Level::info, "node_capability", {{"found", std::string(name_of(Method::partitions))}}});
}

}  // namespace raas::lotus
