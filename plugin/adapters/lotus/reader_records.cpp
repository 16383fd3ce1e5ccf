// What of the reader is about deals and claims, and about when a copy ends.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "adapters/lotus/expected_replies.h"
#include "adapters/lotus/reader.h"

namespace raas::lotus {

void Reader::take_deal(const Call& call, const Answer& answer) {
  ++work_;
  const auto index = index_for(call);
  if (!index) return;
  if (answer.has_value()) {
    const auto deal = market_deal_in(*answer);
    if (deal) {
      note_deal(*index, *deal);
    } else {
      note_broken(call, deal.error());
    }
    return;
  }
  const CallError& error = answer.error();
  if (error.trouble == Trouble::application && says_not_found(error.text, call.subject.deal)) {
    note_no_record(*index);
    return;
  }
  note_trouble(call, error);
}

void Reader::note_deal(std::uint32_t index, const MarketDeal& deal) {
  Watched& entry = list_.at(index);
  const Verdict verdict = judge_deal(entry, deal, tip_.height);
  if (!is_negative(verdict.finding)) {
    note_active_deal(index, deal, verdict);
    return;
  }
  const bool is_other_deal = verdict.finding == Finding::mismatch;
  if (is_other_deal && !can_deny(entry)) {
    list_.poll_due()[index] = std::max<Epoch>(tip_.height + 1, list_.told_at(entry));
    return;
  }
  conclude(index, {.verdict = verdict,
                   .topic = Topic::record,
                   .deal = is_other_deal ? std::nullopt : std::optional(deal)});
}

void Reader::note_active_deal(std::uint32_t index, const MarketDeal& deal, const Verdict& verdict) {
  Watched& entry = list_.at(index);
  const bool is_news = take_terms(index, deal);
  const bool is_active = verdict.finding == Finding::proven;
  if (is_active && entry.sector() && options_.rule == Rule::proving) {
    list_.begin_sweeping(index, tip_.height);
  }
  // The market does not see faults, so it has no say over what the miner said.
  const Finding before = entry.finding();
  const bool has_miners_word =
      before == Finding::faulty || before == Finding::dead ||
      (before == Finding::proven && entry.is_swept != 0 && mode_ != Mode::market);
  if (is_active && has_miners_word) {
    if (is_news || entry.is_recheck_wanted != 0) readings_.tell(index, &deal);
  } else {
    const bool is_as_before = is_active && before == Finding::proven && !is_news;
    readings_.note(index, verdict, tip_.height, is_as_before ? nullptr : &deal);
  }
  list_.poll_due()[index] = next_poll(index);
  if (is_active && entry.sector()) ask_end(index);
}

void Reader::move_to_sector(std::uint32_t index, SectorNumber sector) {
  Watched& entry = list_.at(index);
  if (entry.sector() == sector) return;
  list_.end_sweeping(index);
  entry.set_sector(sector);
  entry.sector_end = no_epoch;
}

/// Takes over what the market says of a deal; whether any of it was not known.
bool Reader::take_terms(std::uint32_t index, const MarketDeal& deal) {
  Watched& entry = list_.at(index);
  const Watched known = entry;
  if (deal.sector) move_to_sector(index, *deal.sector);
  entry.start_epoch = deal.start_epoch;
  entry.term_end = deal.end_epoch;
  entry.end_epoch = end_of(deal.end_epoch, entry.sector_end);
  if (entry.piece_mark == 0) entry.piece_mark = mark_of(deal.piece);
  if (entry.provider == no_provider) entry.provider = deal.provider;
  return entry.sector_or_none != known.sector_or_none || entry.start_epoch != known.start_epoch ||
         entry.end_epoch != known.end_epoch || entry.piece_mark != known.piece_mark ||
         entry.provider != known.provider;
}

void Reader::take_claim(const Call& call, const Answer& answer) {
  const auto index = index_for(call);
  if (!index) return;
  if (answer.has_error()) {
    note_trouble(call, answer.error());
    return;
  }
  const auto claim = decode_claim(**answer);
  if (!claim) {
    note_broken(call, claim.error());
  } else if (*claim) {
    note_claim(*index, **claim);
  } else {
    note_no_record(*index);
  }
}

void Reader::note_claim(std::uint32_t index, const Claim& claim) {
  Watched& entry = list_.at(index);
  const Verdict verdict = judge_claim(entry, claim, tip_.height);
  if (is_negative(verdict.finding)) {
    conclude(index, {.verdict = verdict, .topic = Topic::record, .deal = {}});
    return;
  }
  move_to_sector(index, claim.sector);
  entry.term_end = claim.term_end;
  entry.start_epoch = claim.term_start;
  entry.end_epoch = end_of(claim.term_end, entry.sector_end);
  if (entry.piece_mark == 0) entry.piece_mark = mark_of(claim.data);
  if (options_.rule == Rule::proving) list_.begin_sweeping(index, tip_.height);
  readings_.tell(index, claim);
  list_.poll_due()[index] = next_poll(index);
  ask_end(index);
}

void Reader::take_end(const Call& call, const Answer& answer) {
  const auto index = index_for(call);
  if (!index) return;
  if (answer.has_error()) {
    note_trouble(call, answer.error());
    return;
  }
  const auto expiration = decode_expiration(**answer);
  if (!expiration) {
    note_broken(call, expiration.error());
    return;
  }
  // A sector that the miner lists no more is the sweep's to speak of.
  if (!*expiration) return;
  Watched& entry = list_.at(*index);
  entry.sector_end = **expiration;
  const Epoch end = end_of(entry.term_end, entry.sector_end);
  const bool is_news = entry.end_epoch != ShortEpoch(end);
  entry.end_epoch = end;
  if (is_news) readings_.tell(*index);
  list_.poll_due()[*index] = next_poll(*index);
}

void Reader::note_no_record(std::uint32_t index) {
  Watched& entry = list_.at(index);
  if (!can_deny(entry)) {
    list_.poll_due()[index] = std::max<Epoch>(tip_.height + 1, list_.told_at(entry));
    return;
  }
  if (entry.record() != ChainRecord::deal || !first_.capabilities->serves(Method::actor_state)) {
    conclude(index,
             {.verdict = judge_absence(entry, tip_.height), .topic = Topic::record, .deal = {}});
    return;
  }
  absences_.push_back(entry.id);
  if (is_next_deal_asked_) return;
  is_next_deal_asked_ = ask({.method = Method::actor_state,
                             .params = fmt::format(R"(["f05",{}])", tip_.key),
                             .subject = {}});
}

void Reader::take_next_deal(const Call& call, const Answer& answer) {
  if (answer.has_error()) {
    note_trouble(call, answer.error());
    const Trouble trouble = answer.error().trouble;
    const bool is_its_last_word = trouble == Trouble::application ||
                                  trouble == Trouble::no_such_method ||
                                  trouble == Trouble::bad_request;
    if (is_its_last_word) settle_absences(call, std::nullopt);
    return;
  }
  const auto next = decode_next_deal(**answer);
  if (next) {
    settle_absences(call, *next);
  } else {
    note_broken(call, next.error());
  }
}

void Reader::settle_absences(const Call& call, std::optional<DealId> next_deal) {
  for (const ReplicaId replica : std::exchange(absences_, {})) {
    const auto index = list_.find(replica);
    if (!index) continue;
    const Watched& copy = list_.at(*index);
    const Absence why = classify_absence(copy, tip_.height, next_deal);
    const bool was_in_market = copy.read_at != no_epoch && (copy.finding() == Finding::unsealed ||
                                                            copy.finding() == Finding::proven);
    if (next_deal && why == Absence::never_published && was_in_market) {
      note_broken(call, Error(Code::corrupt,
                              fmt::format("next deal is {}, but deal {} was in the market before",
                                          *next_deal, copy.deal)));
      leave_open(*index, Topic::record);
      continue;
    }
    if (!is_negative(copy.finding())) {
      events_.emit({Level::info,
                    "deal_gone",
                    {{"replica", std::to_string(copy.id)},
                     {"deal", std::to_string(copy.deal)},
                     {"tip", std::to_string(tip_.height)},
                     {"because", std::string(name_of(why))}}});
    }
    conclude(*index, {.verdict = judge_absence(copy, tip_.height, next_deal),
                      .topic = Topic::record,
                      .deal = {}});
  }
}

/// A tipset from before the host told of the deal need not know it, unless an older one did.
bool Reader::can_deny(const Watched& entry) const {
  const Epoch read_at = entry.read_at;
  return tip_.height >= list_.told_at(entry) || (read_at != no_epoch && read_at < tip_.height);
}

Epoch Reader::next_poll(std::uint32_t index) const {
  const Watched& copy = list_.at(index);
  const Epoch tip = tip_.height;
  const bool is_read_by_sweep = copy.is_swept != 0 && mode_ != Mode::market;
  if (is_negative(copy.finding()) && !is_read_by_sweep) {
    const bool is_confirmed = copy.readings > 1;
    if (!is_confirmed) return tip + options_.confirm_after_epochs;
    const bool is_over = copy.end_epoch != no_epoch && copy.end_epoch <= tip;
    return is_over ? never : tip + options_.unsealed_poll_epochs;
  }
  if (copy.finding() == Finding::unsealed) {
    // The host says that it is active, in epochs that are not final yet.
    if (const Epoch told_at = list_.told_at(copy); copy.sector() && tip < told_at) {
      return std::max<Epoch>(tip + 1, told_at);
    }
    const Epoch next = tip + options_.unsealed_poll_epochs;
    const Epoch after_start = copy.start_epoch + 1 + state_lag_epochs;
    return after_start > tip ? std::min(next, after_start) : next;
  }
  if (!is_read_by_sweep) return tip + options_.market_poll_epochs;
  const bool can_be_extended =
      copy.record() != ChainRecord::deal || copy.sector_end < copy.term_end;
  return can_be_extended && copy.sector_end != no_epoch ? next_end_refresh(copy.end_epoch, tip)
                                                        : never;
}

}  // namespace raas::lotus
