// What of the reader asks about single sectors, where partitions are not served.
#include <fmt/format.h>

#include <bit>
#include <utility>

#include "adapters/lotus/reader.h"

namespace raas::lotus {

void Reader::plan_sectors(Miner& miner) {
  for (const Unplaced& one : miner.unlocated) {
    const Epoch locate_at = list_.word_known_of(one.ref.index()).locate_at;
    if (tip_.height >= std::max<Epoch>(list_.count_from(one), locate_at))
      ask_location(one.ref.index());
  }
  for (std::uint64_t due = due_deadlines(miner); due != 0; due &= due - 1) {
    const auto deadline = static_cast<std::uint32_t>(std::countr_zero(due));
    if (miner.located[deadline].empty()) continue;
    if (miner.count_read_at != tip_.height) {
      ask_count(miner);
      return;
    }
    plan_deadline_sectors(miner, deadline);
  }
}

void Reader::plan_deadline_sectors(Miner& miner, std::uint32_t deadline) {
  for (const SectorRef& ref : miner.located[deadline]) {
    const std::uint32_t index = ref.index();
    if (!is_sector_due(index, {*miner.period_offset, deadline})) continue;
    const Watched& entry = list_.at(index);
    SectorWord& word = list_.word_of(index);
    if (entry.finding() == Finding::proven && is_calm(miner.count, word.check, tip_.height)) {
      word.seen_at = tip_.height;
      readings_.note(index, {Finding::proven, entry.since}, tip_.height);
    } else {
      ask_sector(index);
    }
  }
}

/// A deadline has been read when all of its sectors that we watch have.
void Reader::finish_sector_deadlines() {
  for (auto& [id, miner] : list_.miners()) {
    if (miner.count_read_at != tip_.height || !miner.period_offset) continue;
    for (std::uint64_t due = due_deadlines(miner); due != 0; due &= due - 1) {
      const auto deadline = static_cast<std::uint32_t>(std::countr_zero(due));
      if (miner.located[deadline].empty()) continue;
      bool is_finished = true;
      for (const SectorRef& ref : miner.located[deadline]) {
        is_finished = is_finished && !is_sector_due(ref.index(), {*miner.period_offset, deadline});
      }
      if (!is_finished) {
        wants_soon_ = true;
        continue;
      }
      miner.read_at[deadline] = tip_.height;
      if (miner.confirm_at[deadline] <= tip_.height) miner.confirm_at[deadline] = never;
      ++deadlines_read_;
    }
  }
}

bool Reader::is_sector_due(std::uint32_t index, const Deadline& deadline) const {
  if (is_sweep_due(deadline, list_.word_known_of(index).seen_at, tip_.height)) return true;
  const Facts facts = list_.facts_of(index);
  const bool is_to_be_confirmed =
      facts.finding == Finding::unknown || (is_negative(facts.finding) && facts.readings < 2);
  return is_to_be_confirmed && tip_.height >= facts.read_at + options_.confirm_after_epochs;
}

void Reader::ask_count(Miner& miner) {
  static_cast<void>(ask({.method = Method::sector_count,
                         .params = fmt::format(R"(["{}",{}])", provider_text(miner.id), tip_.key),
                         .subject = {.miner = miner.id}}));
}

void Reader::take_count(const Call& call, const Answer& answer) {
  Miner* miner = miner_for(call);
  if (miner == nullptr) return;
  if (answer.has_error()) {
    note_trouble(call, answer.error());
    return;
  }
  const auto count = decode_sector_count(**answer);
  if (!count) {
    note_broken(call, count.error());
    return;
  }
  miner->count = *count;
  miner->count_read_at = tip_.height;
  miner->failures = 0;
  plan_miner(*miner);
}

/// Whether a sector is still as it was is cheap to answer where its place is known.
void Reader::ask_sector(std::uint32_t index) {
  const Watched& entry = list_.at(index);
  const Finding finding = entry.finding();
  const auto deadline = entry.deadline();
  const auto partition = list_.word_known_of(index).partition;
  const bool has_place = deadline && partition;
  if (!has_place || (finding != Finding::proven && finding != Finding::faulty)) {
    ask_location(index);
    return;
  }
  if (sectors_asked_.contains(index)) return;
  const bool is_faulty = finding == Finding::faulty;
  const auto status = is_faulty ? SectorStatus::faulty : SectorStatus::active;
  const bool is_asked = ask({.method = Method::state_call,
                             .params = validation_params(entry.provider, entry.sector_or_none,
                                                         status, {*deadline, *partition}, tip_.key),
                             .subject = {.miner = entry.provider,
                                         .replica = entry.id,
                                         .sector = entry.sector_or_none,
                                         .question = is_faulty ? SectorQuestion::is_it_faulty
                                                               : SectorQuestion::is_it_active}});
  if (is_asked) sectors_asked_.insert(index);
}

void Reader::ask_location(std::uint32_t index) {
  if (sectors_asked_.contains(index)) return;
  const Watched& entry = list_.at(index);
  const bool is_asked =
      ask({.method = Method::state_call,
           .params = location_params(entry.provider, entry.sector_or_none, tip_.key),
           .subject = {.miner = entry.provider,
                       .replica = entry.id,
                       .sector = entry.sector_or_none,
                       .question = SectorQuestion::where_is_it}});
  if (is_asked) sectors_asked_.insert(index);
}

void Reader::take_sector_call(const Call& call, const Answer& answer) {
  const auto index = index_for(call);
  if (!index || list_.at(*index).is_swept == 0) return;
  if (answer.has_error()) {
    note_trouble(call, answer.error());
    return;
  }
  const auto outcome = decode_state_call(**answer);
  if (!outcome) {
    note_broken(call, outcome.error());
    return;
  }
  if (outcome->exit_code == exit_unhandled && first_.capabilities->lacks(Method::state_call)) {
    note_trouble(call, {Trouble::no_such_method, "the miner actor has no such method"});
    return;
  }
  const bool is_location = call.subject.question == SectorQuestion::where_is_it;
  if (!is_location && outcome->exit_code == exit_not_found) {
    list_.word_of(*index).partition.reset();  // Compacted: its place is another one.
    sectors_asked_.erase(*index);
    ask_location(*index);
    return;
  }
  if (outcome->exit_code != exit_ok) {
    note_trouble(call, {Trouble::application, fmt::format("exit code {}", outcome->exit_code)});
    return;
  }
  if (is_location) {
    const auto located = decode_location(outcome->returned);
    if (located) {
      take_location(*index, *located);
    } else {
      note_broken(call, located.error());
    }
    return;
  }
  const auto is_so = decode_validation(outcome->returned);
  if (!is_so) {
    note_broken(call, is_so.error());
  } else if (*is_so) {
    const bool is_faulty = call.subject.question == SectorQuestion::is_it_faulty;
    conclude(*index,
             {.verdict = {is_faulty ? Finding::faulty : Finding::proven, list_.at(*index).since},
              .topic = Topic::sector,
              .deal = {}});
  } else {
    sectors_asked_.erase(*index);
    ask_location(*index);
  }
}

void Reader::take_location(std::uint32_t index, const LocatedStatus& located) {
  const Watched& entry = list_.at(index);
  Miner& miner = list_.miners().at(entry.provider);
  if (located.location) list_.place(index, *located.location);
  Verdict verdict = judge_status(located.status);
  const Facts facts = list_.facts_of(index);
  const auto deadline = entry.deadline();
  if (verdict.finding != facts.finding) {
    const bool is_fault = verdict.finding == Finding::faulty;
    verdict.since = is_fault && deadline && miner.period_offset
                        ? began_at(facts, {*miner.period_offset, *deadline}, tip_.height)
                        : tip_.height;
  }
  SectorWord& word = list_.word_of(index);
  if (!is_known_at_tip(index)) {
    word.locate_at = list_.count_from(*list_.unplaced(index));
    return;
  }
  word.locate_at = tip_.height + epochs_per_day;
  conclude(index, {.verdict = verdict, .topic = Topic::sector, .deal = {}});
}

}  // namespace raas::lotus
