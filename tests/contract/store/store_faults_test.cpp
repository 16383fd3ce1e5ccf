#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/test/unit_test.hpp>
#include <csignal>

#include "adapters/store/sqlite.h"
#include "samples.h"

namespace raas {
namespace {

/// Jobs first to last, each with three copies, and a cursor that says the last.
StoreBatch jobs_with_copies(JobId first, JobId last) {
  StoreBatch batch;
  for (JobId id = first; id <= last; ++id) {
    Job job = plain_job(id);
    job.piece = piece(id);
    job.registered_epoch = 4'000'000;
    batch.jobs.push_back(row(std::move(job)));
    for (SlotNumber slot = 1; slot <= 3; ++slot) {
      Replica replica = full_replica(3 * id + slot, id);
      replica.piece = piece(id);
      replica.slot = slot;
      replica.deal = 90'000'000 + replica.id;
      replica.sector = 500'000 + id;
      batch.jobs.back().replicas.push_back(replica);
    }
  }
  batch.cursors = {{"last", std::to_string(last)}};
  return batch;
}

void commit_for_ever(Store& store, int acknowledge) {
  for (JobId id = 1;; ++id) {
    if (!store.commit(jobs_with_copies(id, id))) _exit(1);
    if (write(acknowledge, "x", 1) != 1) _exit(1);
  }
}

/// Kills a process that commits after it has acknowledged so many batches; how many it did in the
/// end.
JobId killed_after(const StateDir& dir, JobId batches) {
  std::array<int, 2> pipe_ends{};
  BOOST_REQUIRE(pipe(pipe_ends.data()) == 0);
  const pid_t child = fork();
  if (child == 0) {
    close(pipe_ends[0]);
    auto store = open_store(dir.path(), {});
    if (!store) _exit(1);
    commit_for_ever(**store, pipe_ends[1]);
  }
  close(pipe_ends[1]);
  JobId acknowledged = 0;
  char byte = 0;
  while (acknowledged < batches && read(pipe_ends[0], &byte, 1) == 1) ++acknowledged;
  kill(child, SIGKILL);
  BOOST_REQUIRE(waitpid(child, nullptr, 0) == child);
  while (read(pipe_ends[0], &byte, 1) == 1) ++acknowledged;
  close(pipe_ends[0]);
  return acknowledged;
}

BOOST_AUTO_TEST_SUITE(store_faults)

BOOST_AUTO_TEST_CASE(kill_loses_no_acknowledged_batch_and_halves_none) {
  for (const JobId batches : {1U, 2U, 7U, 40U, 150U}) {
    BOOST_TEST_CONTEXT("killed after " << batches << " batches") {
      const StateDir dir;
      const JobId acknowledged = killed_after(dir, batches);
      BOOST_TEST(acknowledged >= batches);

      const auto contents = contents_of(*opened(dir)).value();
      const std::size_t found = contents.jobs.size();
      BOOST_TEST((found == acknowledged || found == acknowledged + 1));
      BOOST_TEST(contents.replicas.size() == 3 * found);
      BOOST_TEST(contents.cursors.at(0).value == std::to_string(found));
      BOOST_TEST(contents.job_id_max == found);
    }
  }
}

BOOST_AUTO_TEST_CASE(batch_that_does_not_fit_is_lost_as_a_whole_and_later_ones_work) {
  const StateDir dir;
  {
    const auto store = opened(dir, {.page_count_max = 64});
    BOOST_REQUIRE(store->commit(jobs_with_copies(1, 5)).has_value());
    StoreBatch too_much = jobs_with_copies(6, 3000);
    too_much.history = {full_entry(6, "too much")};
    for (int attempt = 0; attempt < 3; ++attempt) {
      const auto done = store->commit(too_much);
      BOOST_REQUIRE(!done.has_value());
      BOOST_TEST(name_of(done.error().code()) == "unavailable");
      BOOST_TEST(done.error().text().find("full") != std::string::npos, done.error().text());
    }
    BOOST_TEST(contents_of(*store).value().jobs.size() == 5U);
    BOOST_REQUIRE(store->commit(jobs_with_copies(6, 7)).has_value());
    BOOST_REQUIRE(store->commit({.history = {full_entry(7, "fits")}}).has_value());
    BOOST_TEST(store->history(7, 0, 1).value().at(0).seq == 1U);
    BOOST_TEST(store->history(6, 0, 1).value().empty());
  }
  const auto store = opened(dir);
  BOOST_TEST(contents_of(*store).value().job_id_max == 7U);
  BOOST_REQUIRE(store->commit(jobs_with_copies(8, 1000)).has_value());
  BOOST_TEST(contents_of(*store).value().jobs.size() == 1000U);
}

BOOST_AUTO_TEST_CASE(terms_of_a_lost_batch_are_stored_again_by_the_next) {
  const StateDir dir;
  const auto store = opened(dir);
  StoreBatch lost{.jobs = rows({full_job(1)}), .intents = {full_intent({99, 1, 1})}};
  BOOST_REQUIRE(!store->commit(lost).has_value());
  BOOST_REQUIRE(store->commit({.jobs = rows({plain_job(1), full_job(2)})}).has_value());
  const auto jobs = contents_of(*store).value().jobs;
  BOOST_TEST((jobs.at(0).terms == plain_job(1).terms));
  BOOST_TEST((jobs.at(1).terms == full_job(2).terms));
}

BOOST_AUTO_TEST_CASE(commit_is_refused_while_somebody_else_writes_and_works_later) {
  const StateDir dir;
  const auto store = opened(dir, {.busy_timeout_ms = 1});
  auto other = Database::open(dir.file(), Database::Mode::read_write_create).value();
  BOOST_REQUIRE(other.execute("BEGIN IMMEDIATE").has_value());
  const auto done = store->commit(jobs_with_copies(1, 1));
  BOOST_REQUIRE(!done.has_value());
  BOOST_TEST(name_of(done.error().code()) == "unavailable");
  BOOST_REQUIRE(other.execute("ROLLBACK").has_value());
  BOOST_TEST(store->commit(jobs_with_copies(1, 1)).has_value());
}

BOOST_AUTO_TEST_CASE(directory_that_goes_away_is_told_and_works_again_when_it_is_back) {
  const StateDir dir;
  const std::string away = dir.path() + "-away";
  const auto store = opened(dir);
  std::filesystem::rename(dir.path(), away);
  const auto done = store->commit(jobs_with_copies(1, 1));
  BOOST_REQUIRE(!done.has_value());
  BOOST_TEST(name_of(done.error().code()) == "unavailable");
  BOOST_TEST(done.error().text().find("raas.db: No such file") != std::string::npos,
             done.error().text());
  std::filesystem::rename(away, dir.path());
  BOOST_TEST(store->commit(jobs_with_copies(1, 1)).has_value());
}

BOOST_AUTO_TEST_CASE(file_that_was_replaced_is_told) {
  const StateDir dir;
  const auto store = opened(dir);
  std::filesystem::rename(dir.file(), dir.file() + ".old");
  std::filesystem::copy_file(dir.file() + ".old", dir.file());
  const auto done = store->commit(jobs_with_copies(1, 1));
  BOOST_REQUIRE(!done.has_value());
  BOOST_TEST(done.error().text().find("another file") != std::string::npos, done.error().text());
}

BOOST_AUTO_TEST_CASE(reader_of_the_file_does_not_hold_up_a_commit) {
  const StateDir dir;
  const auto store = opened(dir, {.busy_timeout_ms = 1});
  auto reader = Database::open(dir.file(), Database::Mode::read_only).value();
  BOOST_REQUIRE(reader.execute("BEGIN; SELECT count(*) FROM jobs").has_value());
  BOOST_TEST(store->commit(jobs_with_copies(1, 1)).has_value());
}

BOOST_AUTO_TEST_CASE(hundred_thousand_jobs_are_loaded_and_take_little_room) {
  constexpr JobId jobs = 100'000;
  constexpr JobId batch = 10'000;
  const StateDir dir;
  {
    const auto store = opened(dir);
    for (JobId first = 1; first <= jobs; first += batch) {
      BOOST_REQUIRE(store->commit(jobs_with_copies(first, first + batch - 1)).has_value());
    }
  }
  const auto contents = contents_of(*opened(dir)).value();
  BOOST_TEST(contents.jobs.size() == jobs);
  BOOST_TEST(contents.replicas.size() == 3 * jobs);
  BOOST_TEST((contents.jobs.back().payload == payload_cid(jobs)));
  BOOST_TEST(contents.replicas.back().sector.value() == 500'000 + jobs);
  const auto bytes_per_copy = std::filesystem::file_size(dir.file()) / (3 * jobs);
  BOOST_TEST_MESSAGE("bytes per copy: " << bytes_per_copy);
  BOOST_TEST(bytes_per_copy <= 100U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace raas
