#include "adapters/lotus/watch_list.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace raas::lotus {
namespace {

bool is_of_one_record(const Watched& a, const Watched& b) {
  return a.provider == b.provider && a.record_bits == b.record_bits && a.deal == b.deal;
}

/// Room for one more. Of what there are millions after a start, half is not to stand empty.
void grow_by_a_quarter(std::vector<Unplaced>& list) {
  constexpr std::size_t room_min = 8;
  if (list.size() == list.capacity()) list.reserve(list.size() + list.size() / 4 + room_min);
}

bool is_below(const Unplaced& unplaced, SectorNumber sector) {
  return unplaced.ref.sector() < sector;
}

}  // namespace

Put WatchList::put(const Replica& replica, Epoch told_at) {
  const auto known = find(replica.id);
  const std::uint32_t index = known ? *known : free_index();
  if (!known) set_index(replica.id, index);
  Watched& entry = at(index);
  const Watched told(replica);
  const bool is_same_record = known && is_of_one_record(entry, told);
  const bool is_changed = !is_same_record || entry.sector_or_none != told.sector_or_none;
  const Facts facts = facts_of(index);
  if (is_changed) {
    end_sweeping(index);
    entry.told_at = told_at;
    entry.term_end = no_epoch;
    entry.sector_end = no_epoch;
    poll_due_[index] = never;
  }
  entry.id = told.id;
  entry.deal = told.deal;
  entry.sector_or_none = told.sector_or_none;
  entry.piece_mark = told.piece_mark;
  entry.provider = told.provider;
  entry.record_bits = told.record_bits;
  entry.start_epoch = told.start_epoch;
  entry.end_epoch = told.end_epoch;
  const bool has_newer_facts = is_same_record && facts.read_at >= replica.facts.read_at;
  if (!has_newer_facts) {
    stir(index);
    entry.note_facts(replica.facts);
  }
  // The host knows the end of the record, not that of the sector.
  if (entry.sector_end != no_epoch) entry.end_epoch = end_of(entry.end_epoch, entry.sector_end);
  return {index, is_changed};
}

void WatchList::remove(ReplicaId id) {
  const auto index = find(id);
  if (!index) return;
  end_sweeping(*index);
  at(*index) = Watched{};
  poll_due_[*index] = never;
  const auto page = pages_.find(id / page_size);
  page->second->above[id % page_size] = 0;
  if (--page->second->used == 0) pages_.erase(page);
  --size_;
  free_.push_back(*index);
}

std::optional<std::uint32_t> WatchList::find(ReplicaId id) const {
  const auto page = pages_.find(id / page_size);
  if (page == pages_.end()) return std::nullopt;
  const std::uint32_t above = page->second->above[id % page_size];
  return above == 0 ? std::nullopt : std::optional(above - 1);
}

void WatchList::set_index(ReplicaId id, std::uint32_t index) {
  auto& page = pages_[id / page_size];
  if (!page) page = std::make_unique<Page>();
  page->above[id % page_size] = index + 1;
  ++page->used;
  ++size_;
}

std::uint32_t WatchList::free_index() {
  if (!free_.empty()) {
    const std::uint32_t index = free_.back();
    free_.pop_back();
    return index;
  }
  if (poll_due_.size() % chunk_size == 0) chunks_.push_back(std::make_unique<Chunk>());
  poll_due_.push_back(never);
  return static_cast<std::uint32_t>(poll_due_.size() - 1);
}

Facts WatchList::facts_of(std::uint32_t index) const {
  const Watched& entry = at(index);
  Facts facts = entry.noted_facts();
  if (entry.is_quiet == 0) return facts;
  const Miner& miner = miners_.at(entry.provider);
  facts.read_at = std::max(facts.read_at, miner.swept_at[*entry.deadline()]);
  return facts;
}

void WatchList::note_facts(std::uint32_t index, const Facts& facts) {
  Watched& entry = at(index);
  const bool can_be_quiet = entry.is_swept != 0 && entry.deadline() && entry.is_recheck_wanted == 0;
  entry.note_facts(facts);
  entry.is_quiet = can_be_quiet && facts.finding == Finding::proven ? 1 : 0;
  if (entry.is_quiet == 0) stir(index);
}

void WatchList::stir(std::uint32_t index) {
  Watched& entry = at(index);
  if (entry.is_quiet != 0) entry.note_facts(facts_of(index));
  entry.is_quiet = 0;
  const auto deadline = entry.deadline();
  if (entry.is_swept == 0 || !deadline || entry.is_listed != 0) return;
  miners_.at(entry.provider).restless[*deadline].push_back(index);
  entry.is_listed = 1;
}

void WatchList::settle(Miner& miner, std::uint32_t deadline) {
  auto& restless = miner.restless[deadline];
  if (restless.empty()) return;
  const auto rest = std::remove_if(restless.begin(), restless.end(), [this](std::uint32_t index) {
    Watched& entry = at(index);
    if (entry.is_quiet == 0) return false;
    entry.is_listed = 0;
    return true;
  });
  restless.erase(rest, restless.end());
  if (restless.empty()) restless.shrink_to_fit();
}

void WatchList::begin_sweeping(std::uint32_t index, Epoch count_from) {
  Watched& entry = at(index);
  RAAS_CHECK(entry.sector().has_value());
  if (entry.is_swept != 0) return;
  Miner& miner = miners_[entry.provider];
  miner.id = entry.provider;
  const SectorRef ref(entry.sector_or_none, index);
  miner.is_unlocated_sorted =
      miner.unlocated.empty() || (miner.is_unlocated_sorted && miner.unlocated.back().ref < ref);
  grow_by_a_quarter(miner.unlocated);
  miner.unlocated.push_back({ref, count_from});
  ++miner.sector_count;
  entry.is_swept = 1;
  entry.deadline_bits = Watched::no_deadline;
  words_.erase(index);
}

void WatchList::end_sweeping(std::uint32_t index) {
  Watched& entry = at(index);
  if (entry.is_swept == 0) return;
  const auto found = miners_.find(entry.provider);
  RAAS_CHECK(found != miners_.end());
  take_out(found->second, index);
  entry.is_swept = 0;
  words_.erase(index);
  if (--found->second.sector_count == 0) miners_.erase(found);
}

/// Takes the entry out of the list that it is in; what was read of it is noted before.
void WatchList::take_out(Miner& miner, std::uint32_t index) {
  Watched& entry = at(index);
  const auto deadline = entry.deadline();
  if (!deadline) {
    const auto found =
        std::find_if(miner.unlocated.begin(), miner.unlocated.end(),
                     [index](const Unplaced& one) { return one.ref.index() == index; });
    if (found != miner.unlocated.end()) miner.unlocated.erase(found);
    return;
  }
  stir(index);
  std::erase(miner.restless[*deadline], index);
  entry.is_listed = 0;
  auto& here = miner.located[*deadline];
  const SectorRef ref(entry.sector_or_none, index);
  const auto found = std::lower_bound(here.begin(), here.end(), ref);
  if (found != here.end() && *found == ref) here.erase(found);
  entry.deadline_bits = Watched::no_deadline;
}

void WatchList::place(std::uint32_t index, const SectorLocation& location) {
  Watched& entry = at(index);
  RAAS_CHECK(entry.is_swept != 0);
  word_of(index).partition = location.partition;
  if (entry.deadline() == location.deadline) return;
  Miner& miner = miners_.at(entry.provider);
  take_out(miner, index);
  auto& here = miner.located[location.deadline];
  const SectorRef ref(entry.sector_or_none, index);
  here.insert(std::lower_bound(here.begin(), here.end(), ref), ref);
  entry.deadline_bits = location.deadline;
  stir(index);
}

std::size_t WatchList::locate(Miner& miner, std::uint32_t deadline, const BitfieldRuns& all) {
  auto& unlocated = miner.unlocated;
  if (unlocated.empty()) return 0;
  if (!std::exchange(miner.is_unlocated_sorted, true)) {
    std::sort(unlocated.begin(), unlocated.end(),
              [](const Unplaced& a, const Unplaced& b) { return a.ref < b.ref; });
  }
  auto& here = miner.located[deadline];
  const std::size_t count_before = here.size();
  auto kept = unlocated.begin();
  auto from = unlocated.begin();
  for (const NumberRange& range : all.ranges()) {
    const auto begin = std::lower_bound(from, unlocated.end(), range.first, is_below);
    const auto end = std::lower_bound(begin, unlocated.end(), range.end, is_below);
    kept = kept == from ? begin : std::move(from, begin, kept);
    for (auto one = begin; one != end; ++one) {
      here.push_back(one->ref);
      at(one->ref.index()).deadline_bits = deadline;
      stir(one->ref.index());
    }
    from = end;
  }
  kept = kept == from ? unlocated.end() : std::move(from, unlocated.end(), kept);
  unlocated.erase(kept, unlocated.end());
  if (unlocated.empty()) unlocated.shrink_to_fit();
  if (here.size() == count_before) return 0;
  std::sort(here.begin(), here.end());
  here.shrink_to_fit();
  return here.size();
}

Unplaced* WatchList::unplaced(std::uint32_t index) {
  const Watched& entry = at(index);
  if (entry.is_swept == 0 || entry.deadline()) return nullptr;
  for (Unplaced& one : miners_.at(entry.provider).unlocated) {
    if (one.ref.index() == index) return &one;
  }
  return nullptr;
}

void WatchList::unsee_words() {
  for (auto& [index, word] : words_) {
    word.seen_at = no_epoch;
    word.check.reset();
  }
}

SectorWord WatchList::word_known_of(std::uint32_t index) const {
  const auto found = words_.find(index);
  return found == words_.end() ? SectorWord{} : found->second;
}

}  // namespace raas::lotus
