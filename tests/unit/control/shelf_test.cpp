#include "control/shelf.h"

#include <boost/test/unit_test.hpp>
#include <tuple>

#include "control/book.h"
#include "unit/policy/random_job.h"

namespace raas {
namespace {

using test::Dice;

auto fields_of(const Job& job) {
  return std::tie(job.id, job.client, job.payload, job.payload_text, job.piece, job.terms,
                  job.state, job.origin, job.registered_epoch, job.label, job.slots);
}

void check_equal(const JobCell& found, const JobCell& expected) {
  BOOST_TEST((fields_of(found.job) == fields_of(expected.job)));
  BOOST_TEST((found.replicas == expected.replicas));
  BOOST_TEST(found.intents.empty());
  BOOST_TEST(found.copies_lasting == expected.copies_lasting);
  BOOST_TEST(found.copies_in_flight == expected.copies_in_flight);
  BOOST_TEST(found.next == expected.next);
}

void check_skimmed(const Shelf& shelf, JobCell expected) {
  JobCell found;
  shelf.skim(expected.job.id, found);
  for (Replica& replica : expected.replicas) replica.piece = {};
  for (Replica& replica : found.replicas) replica.piece = {};
  BOOST_TEST((found.replicas == expected.replicas));
  BOOST_TEST((found.job.terms == expected.job.terms));
  BOOST_TEST((found.job.state == expected.job.state));
  BOOST_TEST(found.copies_lasting == expected.copies_lasting);
}

/// Data by number; the kind of its CID changes with it.
Cid payload_of(std::uint64_t number) {
  std::string bytes = number % 3 == 0   ? std::string("\x01\x55\x12\x20", 4)
                      : number % 3 == 1 ? std::string("\x01\x70\x12\x20", 4)
                                        : std::string("\x01\x71\x12\x20", 4);
  for (unsigned i = 0; i < 32; ++i) bytes.push_back(static_cast<char>(number >> (8 * (i % 8))));
  const auto* const first = reinterpret_cast<const std::uint8_t*>(bytes.data());
  return Cid::from_bytes({first, bytes.size()}).value();
}

JobCell cell_of(Dice& dice, JobId id) {
  JobCell cell;
  cell.job = dice.job();
  cell.job.id = id;
  cell.job.client = dice.one_in(3) ? "" : "client " + std::to_string(dice.between(1, 3));
  cell.job.payload = payload_of(id / 2);
  cell.job.payload_text = dice.one_in(4) ? "Qm" : cell.job.payload.text();
  cell.job.origin = dice.one_of<JobOrigin>({JobOrigin::registered, JobOrigin::contract});
  cell.job.registered_epoch = dice.epoch();
  if (dice.one_in(4)) cell.job.label = "label " + std::to_string(id);
  if (dice.one_in(4)) cell.job.piece = {};
  cell.replicas = dice.seen().replicas;
  for (Replica& replica : cell.replicas) {
    replica.job = id;
    if (dice.one_in(2)) replica.piece = cell.job.piece;
  }
  cell.copies_lasting = static_cast<std::uint32_t>(dice.between(0, 300));
  cell.copies_in_flight = static_cast<std::uint32_t>(dice.between(0, 3));
  if (!dice.one_in(3)) cell.next = std::to_string(dice.between(0, 9)) + " of 3 copies last";
  return cell;
}

BOOST_AUTO_TEST_SUITE(shelf)

BOOST_AUTO_TEST_CASE(every_field_of_a_job_comes_back) {
  constexpr JobId jobs = 500;
  Dice dice(7);
  Shelf shelf;
  std::vector<JobCell> cells;
  for (int round = 0; round < 3; ++round) {
    for (JobId id = 1; id <= jobs; ++id) {
      JobCell cell = cell_of(dice, id);
      shelf.put(cell);
      if (round == 0) cells.push_back({});
      cells[id - 1] = std::move(cell);
    }
    JobCell found;
    for (JobId id = 1; id <= jobs; ++id) {
      shelf.read(id, found);
      check_equal(found, cells[id - 1]);
      check_skimmed(shelf, cells[id - 1]);
      BOOST_TEST((shelf.state_of(id) == found.job.state));
      BOOST_TEST(shelf.client_of(id) == found.job.client);
    }
  }
}

BOOST_AUTO_TEST_CASE(jobs_are_found_by_their_data_until_they_are_dropped) {
  constexpr JobId jobs = 3000;
  Dice dice(8);
  Shelf shelf;
  for (JobId id = 1; id <= jobs; ++id) shelf.put(cell_of(dice, id));
  for (JobId id = 2; id < jobs; id += 2) {
    BOOST_TEST((shelf.jobs_of(payload_of(id / 2)) == std::vector<JobId>{id, id + 1}));
  }
  BOOST_TEST(shelf.jobs_of(payload_of(jobs)).empty());

  for (JobId dropped = 0; dropped < 1001; ++dropped) shelf.drop_last();
  BOOST_TEST(shelf.job_id_max() == jobs - 1001);
  BOOST_TEST((shelf.jobs_of(payload_of(999)) == std::vector<JobId>{1998, 1999}));
  BOOST_TEST(shelf.jobs_of(payload_of(1000)).empty());
  shelf.put(cell_of(dice, 2000));
  BOOST_TEST((shelf.jobs_of(payload_of(1000)) == std::vector<JobId>{2000}));
}

BOOST_AUTO_TEST_CASE(gaps_are_no_jobs) {
  Dice dice(9);
  Shelf shelf;
  shelf.put(cell_of(dice, 5));
  shelf.reach(9);
  BOOST_TEST(shelf.job_id_max() == 9U);
  for (JobId id = 0; id <= 10; ++id) BOOST_TEST(shelf.has(id) == (id == 5));
}

BOOST_AUTO_TEST_CASE(value_that_nobody_has_is_forgotten_and_its_number_given_out_again) {
  InternTable<std::string> table;
  const auto ann = table.acquire("ann");
  BOOST_TEST(table.acquire("ann") == ann);
  const auto bob = table.acquire("bob");
  BOOST_TEST(bob != ann);
  table.release(ann);
  BOOST_TEST(table.at(ann) == "ann");
  table.release(ann);
  BOOST_TEST(table.size() == 1U);
  BOOST_TEST(table.acquire("eve") == ann);
  BOOST_TEST(table.at(ann) == "eve");
  BOOST_TEST(table.at(bob) == "bob");
}

BOOST_AUTO_TEST_CASE(first_look_is_told_whatever_moved) {
  Dice dice(10);
  LookTimes looks;
  constexpr JobId jobs = 1300;
  std::vector<Epoch> expected(jobs, LookTimes::never_due);
  looks.resize(jobs);
  for (int step = 0; step < 6000; ++step) {
    // Few of them, from all over the place, so that all of some blocks are late.
    const auto job = static_cast<JobId>(dice.between(1, 50)) * (jobs / 50);
    const Epoch epoch = dice.one_in(9) ? LookTimes::never_due : dice.between(0, 40);
    looks.look_at(job, epoch);
    expected[job - 1] = epoch;
    if (dice.one_in(3)) {
      BOOST_TEST(looks.first() == *std::min_element(expected.begin(), expected.end()));
    }
    if (!dice.one_in(3)) continue;
    const Epoch now = dice.between(0, 12);
    std::vector<JobId> due;
    for (JobId id = 1; id <= jobs; ++id) {
      if (expected[id - 1] <= now) due.push_back(id);
    }
    bool left_over = false;
    const auto found = looks.due(now, 10, left_over);
    BOOST_TEST(left_over == (due.size() > 10));
    due.resize(std::min<std::size_t>(due.size(), 10));
    BOOST_TEST((found == due));
  }
}

BOOST_AUTO_TEST_CASE(looks_beyond_all_bounds_are_now_or_never) {
  LookTimes looks;
  looks.resize(2);
  looks.look_at(1, std::numeric_limits<Epoch>::max() - 1);
  looks.look_at(2, no_epoch);
  BOOST_TEST(looks.of(1) == LookTimes::never_due);
  BOOST_TEST(looks.of(2) == LookTimes::due_now);
  looks.resize(1);
  BOOST_TEST(looks.first() == LookTimes::never_due);
  looks.resize(0);
  BOOST_TEST(looks.first() == LookTimes::never_due);
}

// What is opened stays where it is; with an intent in flight it does so beyond rest().
BOOST_AUTO_TEST_CASE(open_job_stays_open_while_a_deal_is_made_for_it) {
  Dice dice(11);
  Book book;
  JobCell cell = cell_of(dice, 1);
  book.put(cell.job);
  JobCell* const opened = book.find(1);
  opened->next = "changed";
  Intent intent;
  intent.key = {.job = 1, .slot = 1, .generation = 1};
  book.put(intent);
  book.rest();
  BOOST_TEST(book.find(1) == opened);
  BOOST_TEST(book.intents().size() == 1U);

  intent.state = IntentState::failed;
  book.put(intent);
  book.rest();
  BOOST_TEST(book.intents().empty());
  JobCell found;
  BOOST_REQUIRE(book.read(1, found));
  BOOST_TEST(found.next == "changed");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace raas
