#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/test/unit_test.hpp>
#include <csignal>
#include <fstream>

#include "adapters/store/sqlite.h"
#include "samples.h"

namespace raas {
namespace {

/// Changes the file behind the store's back.
void change(const StateDir& dir, const std::string& sql) {
  auto database = Database::open(dir.file(), Database::Mode::read_write_create).value();
  BOOST_REQUIRE(database.execute(sql).has_value());
}

Error refusal(const std::string& state_dir) {
  auto store = open_store(state_dir, {});
  BOOST_REQUIRE(!store.has_value());
  BOOST_TEST_MESSAGE(store.error().text());
  return store.error();
}

/// What a start says of a file that is damaged, be it when it is opened or when it is read.
Error damage(const StateDir& dir) {
  auto store = open_store(dir.path(), {});
  if (!store) return store.error();
  const auto contents = contents_of(**store);
  BOOST_REQUIRE(!contents.has_value());
  return contents.error();
}

/// Where the pages of the largest table begin: those of jobs, where there is nothing else.
std::vector<std::size_t> leaf_pages(const std::string& file) {
  constexpr char table_leaf = 0x0d;
  std::vector<std::size_t> pages;
  for (std::size_t at = 4096; at < file.size(); at += 4096) {
    if (file[at] == table_leaf && file[at + 4] != 0) pages.push_back(at);
  }
  return pages;
}

void check_says(const Error& error, Code code, const std::string& part) {
  BOOST_TEST(name_of(error.code()) == name_of(code));
  BOOST_TEST(error.text().find(part) != std::string::npos, error.text() << " lacks " << part);
}

void fill(const StateDir& dir, JobId jobs) {
  StoreBatch batch;
  for (JobId id = 1; id <= jobs; ++id) batch.jobs.push_back(row(full_job(id)));
  BOOST_REQUIRE(opened(dir)->commit(batch).has_value());
}

/// A process that holds the store until it is killed.
pid_t holder_of(const StateDir& dir) {
  std::array<int, 2> pipe_ends{};
  BOOST_REQUIRE(pipe(pipe_ends.data()) == 0);
  const pid_t child = fork();
  if (child == 0) {
    auto store = open_store(dir.path(), {});
    const char answer = store.has_value() ? 'y' : 'n';
    if (write(pipe_ends[1], &answer, 1) != 1) _exit(1);
    for (;;) pause();
  }
  char answer = 0;
  BOOST_REQUIRE(read(pipe_ends[0], &answer, 1) == 1);
  BOOST_REQUIRE(answer == 'y');
  close(pipe_ends[0]);
  close(pipe_ends[1]);
  return child;
}

/// Runs @p check in a process without the rights of root, for which no directory is read-only.
template <class Check>
bool holds_without_rights(const Check& check) {
  const pid_t child = fork();
  if (child == 0) {
    constexpr uid_t nobody = 65534;
    if (geteuid() == 0 && setresuid(nobody, nobody, nobody) != 0) _exit(2);
    _exit(check() ? 0 : 1);
  }
  int status = 0;
  BOOST_REQUIRE(waitpid(child, &status, 0) == child);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

BOOST_AUTO_TEST_SUITE(store_start)

BOOST_AUTO_TEST_CASE(file_is_marked_as_ours_and_private) {
  const StateDir dir;
  fill(dir, 1);
  auto database = Database::open(dir.file(), Database::Mode::read_only).value();
  BOOST_TEST(database.ask_integer("PRAGMA application_id").value() == 0x52616153);
  BOOST_TEST(database.ask_integer("PRAGMA user_version").value() == 2);
  BOOST_TEST(database.ask("PRAGMA journal_mode").value() == "wal");
  struct stat found = {};
  BOOST_REQUIRE(stat(dir.file().c_str(), &found) == 0);
  BOOST_TEST((found.st_mode & 0777) == 0600U);
}

BOOST_AUTO_TEST_CASE(newer_schema_is_refused_and_not_touched) {
  const StateDir dir;
  fill(dir, 3);
  change(dir, "PRAGMA user_version = 3");
  const std::string before = content_of(dir.file());
  check_says(refusal(dir.path()), Code::rejected,
             "raas.db: schema version 3, this program knows up to 2");
  BOOST_TEST((content_of(dir.file()) == before));
}

BOOST_AUTO_TEST_CASE(newer_schema_that_is_still_in_the_log_is_refused_and_not_touched) {
  const StateDir dir;
  fill(dir, 3);
  // Held open, so that nothing moves from the log to the file.
  auto newer = Database::open(dir.file(), Database::Mode::read_write_create).value();
  BOOST_REQUIRE(newer.execute("PRAGMA user_version = 3").has_value());
  const std::string file_before = content_of(dir.file());
  const std::string log_before = content_of(dir.file() + "-wal");
  BOOST_REQUIRE(!log_before.empty());

  check_says(refusal(dir.path()), Code::rejected, "schema version 3");
  BOOST_TEST((content_of(dir.file()) == file_before));
  BOOST_TEST((content_of(dir.file() + "-wal") == log_before));
}

BOOST_AUTO_TEST_CASE(refused_store_can_be_opened_again_once_it_is_right) {
  const StateDir dir;
  fill(dir, 3);
  change(dir, "PRAGMA user_version = 3");
  static_cast<void>(refusal(dir.path()));
  change(dir, "PRAGMA user_version = 2");
  BOOST_TEST(contents_of(*opened(dir)).value().jobs.size() == 3U);
}

BOOST_AUTO_TEST_CASE(database_of_another_program_is_refused) {
  const StateDir dir;
  change(dir, "CREATE TABLE theirs (x); PRAGMA application_id = 7; PRAGMA user_version = 1");
  check_says(refusal(dir.path()), Code::corrupt, "another program's");
}

BOOST_AUTO_TEST_CASE(unmarked_database_with_tables_is_refused) {
  const StateDir dir;
  change(dir, "CREATE TABLE theirs (x)");
  check_says(refusal(dir.path()), Code::corrupt, "another program's");
}

BOOST_AUTO_TEST_CASE(file_that_is_no_database_is_refused_and_not_touched) {
  const StateDir dir;
  std::ofstream(dir.file()) << std::string(8192, 'x');
  check_says(refusal(dir.path()), Code::corrupt, "raas.db: ");
  BOOST_TEST((content_of(dir.file()) == std::string(8192, 'x')));
}

BOOST_AUTO_TEST_CASE(empty_file_is_a_new_store) {
  const StateDir dir;
  std::ofstream(dir.file()).flush();
  BOOST_TEST(contents_of(*opened(dir)).value().jobs.empty());
}

BOOST_AUTO_TEST_CASE(file_that_was_emptied_or_removed_is_not_taken_for_a_new_store) {
  const StateDir dir;
  fill(dir, 3);
  std::filesystem::resize_file(dir.file(), 0);
  check_says(refusal(dir.path()), Code::corrupt, "raas.db: empty, expected what was kept");
  std::filesystem::remove(dir.file());
  check_says(refusal(dir.path()), Code::corrupt, "together with raas.lock");
  std::filesystem::remove(dir.path() + "/raas.lock");
  BOOST_TEST(contents_of(*opened(dir)).value().jobs.empty());
}

BOOST_AUTO_TEST_CASE(damaged_page_is_detected_and_the_message_says_what_to_do) {
  const StateDir dir;
  fill(dir, 500);
  const auto size = std::filesystem::file_size(dir.file());
  {
    std::fstream file(dir.file(), std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(static_cast<std::streamoff>(size / 2 / 4096 * 4096));
    file << std::string(4096, '\xee');
  }
  const Error error = damage(dir);
  check_says(error, Code::corrupt, "store: ");
  check_says(error, Code::corrupt, "restore the file from a backup");
}

BOOST_AUTO_TEST_CASE(file_that_was_cut_is_detected) {
  const StateDir dir;
  fill(dir, 500);
  std::filesystem::resize_file(dir.file(), std::filesystem::file_size(dir.file()) / 2);
  check_says(refusal(dir.path()), Code::corrupt, "restore the file from a backup");
}

BOOST_AUTO_TEST_CASE(pages_that_changed_places_are_detected) {
  const StateDir dir;
  fill(dir, 500);
  std::string file = content_of(dir.file());
  const auto pages = leaf_pages(file);
  BOOST_REQUIRE(pages.size() > 8U);
  const auto one = file.begin() + static_cast<std::ptrdiff_t>(pages[pages.size() / 2]);
  const auto other = file.begin() + static_cast<std::ptrdiff_t>(pages[pages.size() / 2 + 2]);
  std::swap_ranges(one, one + 4096, other);
  std::ofstream(dir.file(), std::ios::binary) << file;
  const Error error = damage(dir);
  check_says(error, Code::corrupt, "store: load: jobs: row ");
  check_says(error, Code::corrupt, "expected a later one");
}

BOOST_AUTO_TEST_CASE(text_in_the_place_of_a_number_is_detected) {
  const StateDir dir;
  fill(dir, 3);
  change(dir,
         "PRAGMA writable_schema = ON;"
         "UPDATE sqlite_schema SET sql = replace(sql, 'STRICT', '') WHERE name = 'jobs'");
  change(dir, "UPDATE jobs SET piece_size = 'many' WHERE id = 2");
  check_says(damage(dir), Code::corrupt, "store: load: jobs: row 2: piece_size: expected a number");
}

BOOST_AUTO_TEST_CASE(value_that_cannot_be_true_is_named_with_its_row) {
  const StateDir dir;
  fill(dir, 3);
  const std::array<std::pair<const char*, const char*>, 6> changes = {{
      {"UPDATE jobs SET state = 4 WHERE id = 2", "jobs: row 2: state: 4"},
      {"UPDATE jobs SET state = 0, origin = -1 WHERE id = 2", "jobs: row 2: origin: -1"},
      {"UPDATE jobs SET origin = 0, piece = x'01' WHERE id = 2", "jobs: row 2: piece: "},
      {"UPDATE jobs SET piece = NULL, slots = x'7f' WHERE id = 2",
       "jobs: row 2: slots: 1 bytes that cannot be read"},
      {"UPDATE jobs SET slots = NULL, copies = x'01ff' WHERE id = 2",
       "jobs: row 2: copies: 2 bytes that cannot be read"},
      {"UPDATE terms SET body = x'09'", "terms: row "},
  }};
  for (const auto& [sql, text] : changes) {
    change(dir, sql);
    const auto contents = contents_of(*opened(dir));
    BOOST_REQUIRE(!contents.has_value());
    check_says(contents.error(), Code::corrupt, std::string("store: load: ") + text);
  }
}

BOOST_AUTO_TEST_CASE(second_instance_in_the_same_program_is_refused) {
  const StateDir dir;
  auto first = opened(dir);
  check_says(refusal(dir.path()), Code::unavailable,
             "in use by process " + std::to_string(getpid()));
  first.reset();
  BOOST_TEST(contents_of(*opened(dir)).has_value());
}

BOOST_AUTO_TEST_CASE(second_program_is_refused_until_the_first_one_is_killed) {
  const StateDir dir;
  const pid_t first = holder_of(dir);
  check_says(refusal(dir.path()), Code::unavailable, "in use by process " + std::to_string(first));
  kill(first, SIGKILL);
  BOOST_REQUIRE(waitpid(first, nullptr, 0) == first);
  BOOST_TEST(contents_of(*opened(dir)).has_value());
}

BOOST_AUTO_TEST_CASE(directory_that_cannot_be_written_is_refused) {
  const StateDir dir;
  BOOST_REQUIRE(chmod(dir.path().c_str(), 0555) == 0);
  BOOST_TEST(holds_without_rights([&] {
    const auto store = open_store(dir.path(), {});
    return !store && store.error().code() == Code::invalid_input &&
           store.error().text().find("Permission denied") != std::string::npos;
  }));
}

BOOST_AUTO_TEST_CASE(directory_that_does_not_exist_is_refused_and_not_made) {
  const StateDir dir;
  const std::string missing = dir.path() + "/missing";
  check_says(refusal(missing), Code::invalid_input, missing + "/raas.lock: No such file");
  BOOST_TEST(!std::filesystem::exists(missing));
}

BOOST_AUTO_TEST_CASE(directory_in_the_place_of_the_file_is_refused) {
  const StateDir dir;
  std::filesystem::create_directory(dir.file());
  check_says(refusal(dir.path()), Code::invalid_input, "raas.db: ");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace raas
