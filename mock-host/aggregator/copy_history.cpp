#include "aggregator/copy_history.h"

#include <algorithm>
#include <map>
#include <utility>

namespace mock {

bool CopyHistory::is_in_flight(const DealRecord& record) const {
  return mock::is_in_flight(record.state) &&
         (record.start_epoch == no_epoch || aggregator_.now() <= record.start_epoch);
}

bool CopyHistory::is_healthy(const DealRecord& record) const {
  return record.state == DealState::active && record.end_epoch > aggregator_.now() &&
         aggregator_.chain().sector_status(record.provider, *record.sector) == SectorStatus::live;
}

bool CopyHistory::was_live(const DealRecord& record, Epoch epoch) const {
  return aggregator_.chain().sector_status_at(record.provider, *record.sector, epoch) ==
         SectorStatus::live;
}

bool CopyHistory::is_lasting(const DealRecord& record, Epochs renew_below_epochs) const {
  const Epoch now = aggregator_.now();
  return is_healthy(record) && record.active_epoch + epochs_per_day <= now &&
         record.end_epoch - now > renew_below_epochs && was_live(record, now - epochs_per_day);
}

bool CopyHistory::is_left(const DealRecord& record) const {
  if (record.state != DealState::active || record.end_epoch <= aggregator_.now()) return false;
  switch (aggregator_.chain().sector_status(record.provider, *record.sector)) {
    case SectorStatus::live:
    case SectorStatus::faulty:
    case SectorStatus::recovering: return true;
    case SectorStatus::none:
    case SectorStatus::terminated: return false;
  }
  return false;
}

std::optional<Epoch> CopyHistory::unproven_since(const DealRecord& record) const {
  if (record.state != DealState::active || record.end_epoch <= aggregator_.now()) return {};
  const auto& chain = aggregator_.chain();
  if (const auto since = chain.not_provable_since(record.provider, *record.sector)) return since;
  if (is_left(record)) return {};
  // Terminated: since the last thing that was done to it or to its provider.
  const auto& turns = aggregator_.journal().stops_and_resumes(record.provider);
  const auto& acts = aggregator_.journal().acts_on(record.provider, *record.sector);
  Epoch since = record.active_epoch;
  if (!turns.empty()) since = std::max(since, turns.back());
  if (!acts.empty()) since = std::max(since, acts.back());
  return since;
}

std::vector<Span> CopyHistory::healthy_spans(const DealRecord& record) const {
  if (record.state != DealState::active) return {};
  const Epoch until = std::min(record.end_epoch, aggregator_.now() + 1);
  std::vector<Span> spans;
  for (const auto& [begin, end] : aggregator_.chain().live_spans(record.provider, *record.sector)) {
    // A deal may share a sector that is older than it.
    const Span span{std::max(begin, record.active_epoch), std::min(end, until)};
    if (span.first < span.second) spans.push_back(span);
  }
  return spans;
}

std::vector<CopyChange> CopyHistory::changes_of(const DealRecord& record,
                                                Epochs renew_below_epochs) const {
  const bool is_repair = record.terms.reason == "repair";
  std::vector<CopyChange> changes{{record.accepted_epoch, record.id,
                                   is_repair ? CopyTurn::repair_asked : CopyTurn::other_asked}};
  const auto add = [&](Epoch epoch, CopyTurn turn) { changes.push_back({epoch, record.id, turn}); };
  if (!is_terminal(record.state)) return changes;
  if (record.state != DealState::active) {
    add(record.changed_epoch, CopyTurn::deal_lost);
    return changes;
  }
  const Epoch counts_until = record.end_epoch - renew_below_epochs;
  const auto& chain = aggregator_.chain();
  for (const auto& [begin, end] : healthy_spans(record)) {
    if (begin >= counts_until) break;
    if (begin > record.active_epoch) add(begin, CopyTurn::comes_back);
    if (end > aggregator_.now()) break;
    const Epoch since =
        chain.not_provable_since_at(record.provider, *record.sector, end).value_or(end);
    if (since >= counts_until) {
      add(counts_until, CopyTurn::runs_out);
      break;
    }
    add(std::max(since, begin), CopyTurn::fails);
  }
  if (changes.back().turn != CopyTurn::fails && changes.back().turn != CopyTurn::runs_out &&
      counts_until <= aggregator_.now()) {
    add(counts_until, CopyTurn::runs_out);
  }
  return changes;
}

std::vector<Span> CopyHistory::spans_with(std::string_view payload_cid, std::uint32_t copies,
                                          Epoch from) const {
  std::map<Epoch, int> changes;
  for (const RecordId id : aggregator_.book().of_payload(payload_cid)) {
    for (const auto& [begin, end] : healthy_spans(*aggregator_.book().find(id))) {
      ++changes[std::max(begin, from)];
      --changes[std::max(end, from)];
    }
  }
  std::vector<Span> spans;
  int healthy = 0;
  std::optional<Epoch> since;
  for (const auto& [epoch, change] : changes) {
    healthy += change;
    const bool enough = healthy >= static_cast<int>(copies);
    if (enough && !since) since = epoch;
    if (!enough && since) spans.emplace_back(*std::exchange(since, std::nullopt), epoch);
  }
  return spans;
}

}  // namespace mock
