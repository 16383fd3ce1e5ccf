#include "adapters/lotus/watch_list.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace raas::lotus {
namespace {

/// The piece as the chain names it.
void use_chain_form(Piece& piece) {
  if (!is_piece_cid_v2(piece.cid)) return;
  if (auto v2 = piece_of_v2(piece.cid)) piece = std::move(v2->piece);
}

bool is_of_one_record(const Replica& a, const Replica& b) {
  return a.provider == b.provider && a.record == b.record && a.deal == b.deal;
}

void erase(std::vector<SectorRef>& refs, const SectorRef& ref) {
  const auto found = std::find(refs.begin(), refs.end(), ref);
  if (found != refs.end()) refs.erase(found);
}

}  // namespace

Put WatchList::put(const Replica& replica, Epoch told_at) {
  const auto known = find(replica.id);
  const std::uint32_t index = known ? *known : free_index();
  index_of_.try_emplace(replica.id, index);
  Watched& entry = entries_[index];
  const bool is_same_record = known && is_of_one_record(entry.replica, replica);
  const bool is_changed = !is_same_record || entry.replica.sector != replica.sector;
  if (is_changed) {
    end_sweeping(index);
    entry.told_at = told_at;
    entry.term_end = no_epoch;
    entry.sector_end = no_epoch;
    poll_due_[index] = never;
  }
  const Facts facts = entry.replica.facts;
  entry.replica = replica;
  use_chain_form(entry.replica.piece);
  if (is_same_record && facts.read_at >= replica.facts.read_at) entry.replica.facts = facts;
  // The host knows the end of the record, not that of the sector.
  if (entry.sector_end != no_epoch) {
    entry.replica.end_epoch = end_of(entry.replica.end_epoch, entry.sector_end);
  }
  return {index, is_changed};
}

void WatchList::remove(ReplicaId id) {
  const auto index = find(id);
  if (!index) return;
  end_sweeping(*index);
  entries_[*index] = Watched{};
  poll_due_[*index] = never;
  index_of_.erase(id);
  free_.push_back(*index);
}

void WatchList::set_told_at(Epoch told_at) {
  for (Watched& entry : entries_) {
    if (entry.told_at == never) entry.told_at = told_at;
    if (entry.count_from == never) entry.count_from = told_at;
  }
}

std::optional<std::uint32_t> WatchList::find(ReplicaId id) const {
  const auto found = index_of_.find(id);
  if (found == index_of_.end()) return std::nullopt;
  return found->second;
}

std::uint32_t WatchList::free_index() {
  if (!free_.empty()) {
    const std::uint32_t index = free_.back();
    free_.pop_back();
    return index;
  }
  entries_.emplace_back();
  poll_due_.push_back(never);
  return static_cast<std::uint32_t>(entries_.size() - 1);
}

void WatchList::begin_sweeping(std::uint32_t index, Epoch count_from) {
  Watched& entry = entries_[index];
  RAAS_CHECK(entry.replica.sector.has_value());
  if (entry.is_swept) return;
  Miner& miner = miners_[entry.replica.provider];
  miner.id = entry.replica.provider;
  miner.unlocated.push_back({*entry.replica.sector, index});
  ++miner.sector_count;
  entry.is_swept = true;
  entry.deadline.reset();
  entry.partition.reset();
  entry.seen_at = no_epoch;
  entry.check.reset();
  entry.locate_at = no_epoch;
  entry.count_from = count_from;
  entry.deadlines_without = 0;
}

void WatchList::end_sweeping(std::uint32_t index) {
  Watched& entry = entries_[index];
  if (!entry.is_swept) return;
  const auto found = miners_.find(entry.replica.provider);
  RAAS_CHECK(found != miners_.end());
  Miner& miner = found->second;
  erase(entry.deadline ? miner.located[*entry.deadline] : miner.unlocated,
        {*entry.replica.sector, index});
  entry.is_swept = false;
  entry.deadline.reset();
  if (--miner.sector_count == 0) miners_.erase(found);
}

void WatchList::place(std::uint32_t index, const SectorLocation& location) {
  Watched& entry = entries_[index];
  RAAS_CHECK(entry.is_swept);
  entry.partition = location.partition;
  if (entry.deadline == location.deadline) return;
  Miner& miner = miners_.at(entry.replica.provider);
  const SectorRef ref{*entry.replica.sector, index};
  erase(entry.deadline ? miner.located[*entry.deadline] : miner.unlocated, ref);
  entry.deadline = location.deadline;
  auto& here = miner.located[location.deadline];
  here.insert(std::lower_bound(here.begin(), here.end(), ref), ref);
}

void WatchList::locate(Miner& miner, std::uint32_t deadline, const BitfieldRuns& all) {
  auto& here = miner.located[deadline];
  const std::size_t count_before = here.size();
  const auto rest =
      std::remove_if(miner.unlocated.begin(), miner.unlocated.end(), [&](const SectorRef& ref) {
        if (!all.contains(ref.sector)) return false;
        entries_[ref.index].deadline = deadline;
        here.push_back(ref);
        return true;
      });
  miner.unlocated.erase(rest, miner.unlocated.end());
  if (here.size() != count_before) std::sort(here.begin(), here.end());
}

}  // namespace raas::lotus
