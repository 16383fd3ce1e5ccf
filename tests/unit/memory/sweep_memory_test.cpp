#include <boost/test/unit_test.hpp>
#include <cstring>
#include <vector>

#include "adapters/lotus/readings.h"
#include "failing_memory.h"

using namespace raas;
using namespace raas::lotus;

namespace {

constexpr ActorId provider = 1000;
constexpr std::uint32_t deadline = 10;
constexpr Epoch day = 300 * epochs_per_day;
constexpr std::uint64_t copies = 1000;

BitfieldRuns runs(const std::vector<std::uint64_t>& lengths) {
  return BitfieldRuns::from_lengths(lengths).value();
}

/// A thousand copies at one miner, in runs of ten with gaps between them, all seen once.
struct Swept {
  Swept() {
    std::vector<std::uint64_t> lengths;
    for (std::uint64_t copy = 0; copy < copies; ++copy) {
      Replica replica;
      replica.id = copy + 1;
      replica.provider = provider;
      replica.record = ChainRecord::deal;
      replica.deal = copy + 1;
      replica.sector = copy / 10 * 15 + copy % 10 + 3;
      replica.facts = {Finding::proven, day - 5000, day - 1, 2, false};
      list.begin_sweeping(list.put(replica, no_epoch).index, no_epoch);
      if (copy % 10 == 0) lengths.insert(lengths.end(), {copy == 0 ? 3U : 5U, 10U});
    }
    sectors.has_partitions = true;
    sectors.all = runs(lengths);
    sectors.live = sectors.all;
    miner().period_offset = 0;
    BOOST_TEST(sweep(day).sightings.size() == copies);
  }

  Miner& miner() { return list.miners().at(provider); }

  /// As the reader does it: what was seen is noted, and who is proven is quiet again.
  SweepOutcome sweep(Epoch tip) {
    SweepOutcome outcome = note_deadline(list, miner(), deadline, sectors, tip);
    for (const Sighting& sighting : outcome.sightings) {
      list.note_facts(sighting.index,
                      with_reading(list.facts_of(sighting.index), sighting.verdict, tip));
    }
    list.settle(miner(), deadline);
    return outcome;
  }

  /// Every byte that is kept of the copies.
  std::vector<unsigned char> bytes() const {
    std::vector<unsigned char> all(list.capacity() * sizeof(Watched));
    for (std::uint32_t index = 0; index < list.capacity(); ++index) {
      std::memcpy(&all[index * sizeof(Watched)], &list.at(index), sizeof(Watched));
    }
    return all;
  }

  WatchList list;
  DeadlineSectors sectors;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(sweep_memory)

BOOST_AUTO_TEST_CASE(a_sweep_without_a_change_allocates_nothing_and_writes_to_no_copy) {
  Swept swept;
  const auto before = swept.bytes();
  bool has_allocated = true;
  std::size_t sightings = copies;
  {
    const FailingMemory memory(0);
    sightings = swept.sweep(day + epochs_per_day).sightings.size();
    has_allocated = memory.has_failed();
  }
  BOOST_TEST(!has_allocated);
  BOOST_TEST(sightings == 0U);
  BOOST_TEST((swept.bytes() == before));
  BOOST_TEST(swept.list.facts_of(17).read_at == day + epochs_per_day);
}

BOOST_AUTO_TEST_CASE(a_sweep_sees_what_changed_and_nothing_else) {
  Swept swept;
  swept.sectors.faulty = runs({4, 2});  // The second and the third copy.
  const SweepOutcome outcome = swept.sweep(day + epochs_per_day);
  BOOST_TEST_REQUIRE(outcome.sightings.size() == 2U);
  for (const Sighting& sighting : outcome.sightings) {
    BOOST_TEST((sighting.verdict.finding == Finding::faulty));
    BOOST_TEST(sighting.verdict.since == day + (Epoch{deadline} + 1) * 60);
  }
  BOOST_TEST(swept.sweep(day + 2 * epochs_per_day).sightings.size() == 2U);
  swept.sectors.faulty = {};
  BOOST_TEST(swept.sweep(day + 3 * epochs_per_day).sightings.size() == 2U);
  BOOST_TEST(swept.sweep(day + 4 * epochs_per_day).sightings.empty());
}

BOOST_AUTO_TEST_CASE(copies_between_runs_before_the_first_and_behind_the_last_are_seen) {
  for (const std::uint64_t sector : {3U, 18U, 27U, 1497U}) {
    BOOST_TEST_CONTEXT("sector " << sector) {
      Swept swept;
      std::vector<std::uint64_t> lengths;
      std::uint64_t end = 0;
      for (const NumberRange& range : swept.sectors.all.ranges()) {
        const auto add = [&](std::uint64_t first, std::uint64_t last) {
          if (first == last) return;
          lengths.insert(lengths.end(), {first - end, last - first});
          end = last;
        };
        const bool is_here = range.first <= sector && sector < range.end;
        add(range.first, is_here ? sector : range.end);
        if (is_here) add(sector + 1, range.end);
      }
      swept.sectors.live = runs(lengths);
      const SweepOutcome outcome = swept.sweep(day + epochs_per_day);
      BOOST_TEST_REQUIRE(outcome.sightings.size() == 1U);
      BOOST_TEST((outcome.sightings.front().verdict.finding == Finding::dead));
      BOOST_TEST((swept.list.at(outcome.sightings.front().index).sector() == sector));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_copy_that_is_stirred_keeps_when_it_was_read_last) {
  Swept swept;
  static_cast<void>(swept.sweep(day + epochs_per_day));
  swept.list.stir(5);
  BOOST_TEST(swept.list.at(5).read_at == day + epochs_per_day);
  BOOST_TEST(swept.sweep(day + 2 * epochs_per_day).sightings.size() == 1U);
  BOOST_TEST(swept.sweep(day + 3 * epochs_per_day).sightings.empty());
}

BOOST_AUTO_TEST_CASE(removed_copies_are_in_no_list) {
  Swept swept;
  swept.list.stir(4);
  for (std::uint64_t copy = 0; copy < copies; ++copy) {
    if (copy != 7) swept.list.remove(copy + 1);
  }
  BOOST_TEST(swept.list.size() == 1U);
  BOOST_TEST(swept.miner().located[deadline].size() == 1U);
  BOOST_TEST(swept.miner().restless[deadline].empty());
  BOOST_TEST((swept.list.find(8) == std::optional<std::uint32_t>(7)));
  BOOST_TEST(!swept.list.find(9));
  swept.list.remove(8);
  BOOST_TEST(swept.list.miners().empty());
}

BOOST_AUTO_TEST_SUITE_END()
