#include <boost/test/unit_test.hpp>

#include "adapters/store/sqlite.h"
#include "samples.h"

namespace raas {
namespace {

void check_equal(const Job& found, const Job& expected) {
  BOOST_TEST(found.id == expected.id);
  BOOST_TEST(found.client == expected.client);
  BOOST_TEST((found.payload == expected.payload));
  BOOST_TEST(found.payload_text == expected.payload_text);
  BOOST_TEST((found.piece == expected.piece));
  BOOST_TEST((found.terms == expected.terms));
  BOOST_TEST((found.state == expected.state));
  BOOST_TEST((found.origin == expected.origin));
  BOOST_TEST(found.registered_epoch == expected.registered_epoch);
  BOOST_TEST(found.label == expected.label);
  BOOST_TEST((found.slots == expected.slots));
}

void check_equal(const HistoryEntry& found, const HistoryEntry& expected) {
  BOOST_TEST(found.job == expected.job);
  BOOST_TEST(found.unix_ms == expected.unix_ms);
  BOOST_TEST(found.epoch == expected.epoch);
  BOOST_TEST(found.tip == expected.tip);
  BOOST_TEST(found.event == expected.event);
  BOOST_TEST(found.slot == expected.slot);
  BOOST_TEST(found.key == expected.key);
  BOOST_TEST(found.because == expected.because);
  BOOST_TEST(found.inputs == expected.inputs);
}

/// What a restart finds.
Everything after_restart(const StateDir& dir) {
  return contents_of(*opened(dir)).value();
}

void commit(const StateDir& dir, const StoreBatch& batch) {
  BOOST_REQUIRE(opened(dir)->commit(batch).has_value());
}

BOOST_AUTO_TEST_SUITE(sqlite_store)

BOOST_AUTO_TEST_CASE(new_store_is_empty) {
  const StateDir dir;
  const auto contents = after_restart(dir);
  BOOST_TEST(contents.jobs.empty());
  BOOST_TEST(contents.replicas.empty());
  BOOST_TEST(contents.intents.empty());
  BOOST_TEST(contents.job_id_max == 0U);
  BOOST_TEST(contents.replica_id_max == 0U);
}

BOOST_AUTO_TEST_CASE(every_field_of_a_job_survives_a_restart) {
  const StateDir dir;
  commit(dir, {.jobs = rows({full_job(7)})});
  const auto jobs = after_restart(dir).jobs;
  BOOST_REQUIRE(jobs.size() == 1U);
  check_equal(jobs[0], full_job(7));
}

BOOST_AUTO_TEST_CASE(job_with_all_defaults_survives_a_restart) {
  const StateDir dir;
  Job job;
  job.id = 1;
  commit(dir, {.jobs = rows({job})});
  check_equal(after_restart(dir).jobs.at(0), job);
}

BOOST_AUTO_TEST_CASE(payload_text_is_given_back_as_it_was_written) {
  const StateDir dir;
  Job canonical = plain_job(1);
  Job empty = plain_job(2);
  empty.payload_text.clear();
  Job other = plain_job(3);
  other.payload_text = std::string("a\0b", 3);
  commit(dir, {.jobs = rows({canonical, empty, other})});

  const auto jobs = after_restart(dir).jobs;
  BOOST_TEST(jobs.at(0).payload_text == canonical.payload.text());
  BOOST_TEST(jobs.at(1).payload_text == "");
  BOOST_TEST(jobs.at(2).payload_text == other.payload_text);
}

BOOST_AUTO_TEST_CASE(job_is_replaced_with_its_slots) {
  const StateDir dir;
  Job job = full_job(7);
  commit(dir, {.jobs = rows({job, full_job(8)})});
  job.state = JobState::cancelled;
  job.piece = {};
  job.terms.price_max.reset();
  job.slots = {{.number = 2, .generation = 9, .failures = 1, .not_before = 5}};
  commit(dir, {.jobs = rows({job})});

  const auto jobs = after_restart(dir).jobs;
  BOOST_REQUIRE(jobs.size() == 2U);
  check_equal(jobs[0], job);
  check_equal(jobs[1], full_job(8));
}

BOOST_AUTO_TEST_CASE(job_given_twice_in_a_batch_is_as_given_last) {
  const StateDir dir;
  Job later = full_job(7);
  later.slots.resize(1);
  later.label = "later";
  commit(dir, {.jobs = rows({full_job(7), later})});
  check_equal(after_restart(dir).jobs.at(0), later);
}

BOOST_AUTO_TEST_CASE(every_field_of_a_replica_survives_a_restart) {
  const StateDir dir;
  Replica plain;
  plain.id = 6;
  plain.job = 7;
  commit(dir, {.jobs = {row(full_job(7), {full_replica(5, 7), plain})}});
  const auto replicas = after_restart(dir).replicas;
  BOOST_REQUIRE(replicas.size() == 2U);
  BOOST_TEST((replicas[0] == full_replica(5, 7)));
  BOOST_TEST((replicas[1] == plain));
}

BOOST_AUTO_TEST_CASE(replica_is_replaced_and_removed) {
  const StateDir dir;
  Replica moved = full_replica(5, 7);
  commit(dir, {.jobs = {row(full_job(7), {moved, full_replica(6, 7)})}});
  moved.slot = 9;
  moved.sector.reset();
  moved.facts = {};
  commit(dir, {.jobs = {row(full_job(7), {moved})}});

  const auto replicas = after_restart(dir).replicas;
  BOOST_REQUIRE(replicas.size() == 1U);
  BOOST_TEST((replicas[0] == moved));
}

BOOST_AUTO_TEST_CASE(every_field_of_an_intent_survives_a_restart) {
  const StateDir dir;
  Intent plain;
  plain.key = {7, 3, 1};
  commit(dir, {.jobs = rows({full_job(7)}), .intents = {plain, full_intent({7, 2, 1})}});
  const auto intents = after_restart(dir).intents;
  BOOST_REQUIRE(intents.size() == 2U);
  BOOST_TEST((intents[0] == full_intent({7, 2, 1})));
  BOOST_TEST((intents[1] == plain));
}

BOOST_AUTO_TEST_CASE(fetch_and_handle_of_an_intent_are_not_kept) {
  const StateDir dir;
  Intent fetching = full_intent({7, 2, 1});
  fetching.state = IntentState::fetching;
  fetching.fetch_id = 8;
  fetching.data_handle = 9;
  commit(dir, {.jobs = rows({full_job(7)}), .intents = {fetching}});
  fetching.fetch_id = 0;
  fetching.data_handle = 0;
  BOOST_TEST((after_restart(dir).intents.at(0) == fetching));
}

BOOST_AUTO_TEST_CASE(price_of_zero_differs_from_no_price) {
  const StateDir dir;
  Intent free_of_charge = full_intent({7, 2, 1});
  free_of_charge.price_max = {};
  Intent any_price = full_intent({7, 2, 2});
  any_price.price_max = {};
  any_price.has_price_max = false;
  Job job = full_job(7);
  job.terms.price_max = AttoFil{};
  commit(dir, {.jobs = rows({job}), .intents = {free_of_charge, any_price}});

  const auto contents = after_restart(dir);
  BOOST_TEST(contents.intents.at(0).has_price_max);
  BOOST_TEST(!contents.intents.at(1).has_price_max);
  BOOST_TEST(contents.jobs.at(0).terms.price_max.has_value());
}

BOOST_AUTO_TEST_CASE(only_intents_in_flight_are_loaded_and_ended_ones_are_kept) {
  const StateDir dir;
  StoreBatch batch{.jobs = rows({full_job(7), full_job(8)})};
  std::uint32_t generation = 0;
  for (const auto state : {IntentState::recorded, IntentState::fetching, IntentState::requested,
                           IntentState::settled, IntentState::failed, IntentState::cancelled}) {
    Intent intent = full_intent({7, 1, ++generation});
    intent.state = state;
    batch.intents.push_back(intent);
  }
  batch.intents.push_back(full_intent({8, 1, 1}));
  commit(dir, batch);

  const auto store = opened(dir);
  const auto loaded = contents_of(*store).value().intents;
  BOOST_REQUIRE(loaded.size() == 4U);
  BOOST_TEST(loaded[2].key.generation == 3U);
  BOOST_TEST(loaded[3].key.job == 8U);
  const auto kept = store->intents(7, 100).value();
  BOOST_REQUIRE(kept.size() == 6U);
  BOOST_TEST((kept[0] == batch.intents[5]));
  BOOST_TEST((kept[5] == batch.intents[0]));
  BOOST_TEST(store->intents(7, 2).value().size() == 2U);
  BOOST_TEST(store->intents(9, 2).value().empty());
}

BOOST_AUTO_TEST_CASE(changed_intent_keeps_its_place_in_the_order) {
  const StateDir dir;
  Intent first = full_intent({7, 1, 1});
  commit(dir, {.jobs = rows({full_job(7)}), .intents = {first, full_intent({7, 2, 1})}});
  first.state = IntentState::failed;
  const auto store = opened(dir);
  BOOST_REQUIRE(store->commit({.intents = {first}}).has_value());
  const auto kept = store->intents(7, 100).value();
  BOOST_TEST(kept.at(0).key.slot == 2U);
  BOOST_TEST((kept.at(1) == first));
}

BOOST_AUTO_TEST_CASE(providers_and_cursors_are_replaced_by_name) {
  const StateDir dir;
  const ProviderRecord provider{
      .provider = 1000, .failures_in_row = 2, .deals_made = 3, .deals_failed = 4, .rests_until = 5};
  commit(dir, {.providers = {{.provider = 1000}, {.provider = 2000}, provider},
               .cursors = {{"hooks_seq", "1"}, {"chain", std::string("\0\xff", 2)}}});
  commit(dir, {.cursors = {{"hooks_seq", "2"}}});

  const auto contents = after_restart(dir);
  BOOST_REQUIRE(contents.providers.size() == 2U);
  BOOST_TEST((contents.providers[0] == provider));
  BOOST_REQUIRE(contents.cursors.size() == 2U);
  BOOST_TEST(contents.cursors[0].name == "chain");
  BOOST_TEST(contents.cursors[0].value == std::string("\0\xff", 2));
  BOOST_TEST(contents.cursors[1].value == "2");
}

BOOST_AUTO_TEST_CASE(ids_are_remembered_when_their_bearers_are_gone) {
  const StateDir dir;
  commit(dir, {.jobs = {row(full_job(41), {full_replica(77, 41)})}});
  commit(dir, {.jobs = {row(full_job(41))}});
  const auto contents = after_restart(dir);
  BOOST_TEST(contents.replicas.empty());
  BOOST_TEST(contents.job_id_max == 41U);
  BOOST_TEST(contents.replica_id_max == 77U);
}

BOOST_AUTO_TEST_CASE(terms_that_are_shared_are_stored_once_and_removed_when_unused) {
  const StateDir dir;
  Job changed = plain_job(1);
  commit(dir, {.jobs = rows({changed, plain_job(2), plain_job(3)})});
  changed.terms.copies_target = 4;
  commit(dir, {.jobs = rows({changed})});
  changed.terms.copies_target = 2;

  // The cache must not remember a row that loading has removed.
  const auto store = opened(dir);
  BOOST_REQUIRE(store->commit({.jobs = rows({changed})}).has_value());
  BOOST_REQUIRE(contents_of(*store).has_value());
  changed.terms.copies_target = 4;
  BOOST_REQUIRE(store->commit({.jobs = rows({changed})}).has_value());
  const auto jobs = contents_of(*store).value().jobs;
  BOOST_TEST(jobs.at(0).terms.copies_target == 4U);
  BOOST_TEST(jobs.at(1).terms.copies_target == 3U);
}

BOOST_AUTO_TEST_CASE(history_is_given_newest_first_with_rising_numbers) {
  const StateDir dir;
  commit(dir, {.history = {full_entry(7, "a"), full_entry(8, "b"), full_entry(7, "c")}});
  const auto store = opened(dir);
  BOOST_REQUIRE(store->commit({.history = {full_entry(7, "d")}}).has_value());

  const auto all = store->history(7, 0, 10).value();
  BOOST_REQUIRE(all.size() == 3U);
  check_equal(all[0], full_entry(7, "d"));
  BOOST_TEST(all[0].seq == 4U);
  BOOST_TEST(all[1].seq == 3U);
  BOOST_TEST(all[2].seq == 1U);
  BOOST_TEST(store->history(7, 4, 1).value().at(0).because == "c");
  BOOST_TEST(store->history(7, 3, 10).value().at(0).because == "a");
  BOOST_TEST(store->history(7, 1, 10).value().empty());
  BOOST_TEST(store->history(9, 0, 10).value().empty());
}

BOOST_AUTO_TEST_CASE(history_entry_with_all_defaults_survives) {
  const StateDir dir;
  commit(dir, {.history = {HistoryEntry{}}});
  check_equal(opened(dir)->history(0, 0, 1).value().at(0), HistoryEntry{});
}

BOOST_AUTO_TEST_CASE(words_that_come_again_are_stored_once_and_read_back_after_a_restart) {
  const StateDir dir;
  constexpr int entries = 300;
  std::vector<HistoryEntry> written;
  auto first = opened(dir);
  for (int i = 0; i < entries; ++i) {
    HistoryEntry entry = full_entry(static_cast<JobId>(i + 1), "ends in 00" + std::to_string(i));
    entry.key = "raas/" + std::to_string(i) + "/2/1";
    if (i % 7 == 0) entry.because = std::string("\x1f of its own, number ") + std::to_string(i);
    if (i % 11 == 0) entry.because += "\x01";
    written.push_back(entry);
    BOOST_REQUIRE(first->commit({.history = {entry}}).has_value());
  }
  first.reset();
  const auto store = opened(dir);
  for (const HistoryEntry& entry : written) {
    const auto found = store->history(entry.job, 0, 10).value();
    BOOST_REQUIRE(found.size() == 1U);
    check_equal(found[0], entry);
  }
  auto database = Database::open(dir.file(), Database::Mode::read_only).value();
  const auto phrases = database.ask_integer("SELECT count(*) FROM phrases").value();
  BOOST_TEST(phrases >= 1);
  BOOST_TEST(phrases <= 10);
  BOOST_TEST(database
                 .ask_integer("SELECT max(length(body)) FROM history WHERE job % 7 = 3 AND job % "
                              "11 <> 1 AND job > 9")
                 .value() < 40);
}

BOOST_AUTO_TEST_CASE(history_of_a_job_is_bounded_and_that_of_others_is_left_alone) {
  for (const std::uint32_t entries : {2U, 3U, 4U, 50U}) {
    const StateDir dir;
    const auto store = opened(dir, {.history_per_job_max = 3});
    BOOST_REQUIRE(store->commit({.history = {full_entry(8, "other")}}).has_value());
    for (std::uint32_t i = 0; i < entries; ++i) {
      BOOST_REQUIRE(store->commit({.history = {full_entry(7, std::to_string(i))}}).has_value());
    }
    // Of a job that is new in its batch, too.
    StoreBatch at_once{.jobs = rows({full_job(9)})};
    for (std::uint32_t i = 0; i < entries; ++i) at_once.history.push_back(full_entry(9, "x"));
    BOOST_REQUIRE(store->commit(at_once).has_value());
    BOOST_TEST(store->history(9, 0, 100).value().size() == std::min(entries, 3U));
    const auto kept = store->history(7, 0, 100).value();
    BOOST_TEST(kept.size() == std::min(entries, 3U));
    BOOST_TEST(kept.at(0).because == std::to_string(entries - 1));
    BOOST_TEST(store->history(8, 0, 100).value().size() == 1U);
  }
}

BOOST_AUTO_TEST_CASE(history_is_an_eighth_longer_at_most_also_after_restarts) {
  const StateDir dir;
  std::size_t longest = 0;
  std::size_t shortest = 100;
  std::uint32_t written = 0;
  for (int start = 0; start < 4; ++start) {
    const auto store = opened(dir, {.history_per_job_max = 16});
    for (int i = 0; i < 20; ++i) {
      const std::string because = std::to_string(++written);
      BOOST_REQUIRE(store->commit({.history = {full_entry(7, because)}}).has_value());
      if (written < 16) continue;
      const auto kept = store->history(7, 0, 100).value();
      BOOST_TEST(kept.front().because == because);
      longest = std::max(longest, kept.size());
      shortest = std::min(shortest, kept.size());
    }
  }
  BOOST_TEST(shortest == 16U);
  BOOST_TEST(longest == 18U);
}

BOOST_AUTO_TEST_CASE(ended_intents_of_a_job_are_bounded_and_those_in_flight_are_kept) {
  const StateDir dir;
  const auto store = opened(dir, {.intents_per_job_max = 2});
  StoreBatch batch{.jobs = rows({full_job(7)}), .intents = {full_intent({7, 1, 1})}};
  for (std::uint32_t generation = 1; generation <= 5; ++generation) {
    batch.intents.push_back(full_intent({7, 2, generation}));
    batch.intents.back().state = IntentState::failed;
  }
  BOOST_REQUIRE(store->commit(batch).has_value());
  const auto kept = store->intents(7, 100).value();
  BOOST_REQUIRE(kept.size() == 3U);
  BOOST_TEST((kept[0].key == IntentKey{7, 2, 5}));
  BOOST_TEST((kept[1].key == IntentKey{7, 2, 4}));
  BOOST_TEST((kept[2].key == IntentKey{7, 1, 1}));
}

BOOST_AUTO_TEST_CASE(batch_with_a_copy_of_no_job_is_refused_as_a_whole) {
  const StateDir dir;
  const auto store = opened(dir);
  const auto done =
      store->commit({.jobs = rows({full_job(1)}), .intents = {full_intent({2, 1, 1})}});
  BOOST_REQUIRE(!done.has_value());
  BOOST_TEST((done.error().code() == Code::invalid_input));
  BOOST_TEST(done.error().text().starts_with("store: commit: "));

  const auto contents = contents_of(*store).value();
  BOOST_TEST(contents.jobs.empty());
  BOOST_TEST(contents.job_id_max == 0U);
  BOOST_TEST(
      store->commit({.jobs = rows({full_job(1)}), .history = {full_entry(1, "x")}}).has_value());
  BOOST_TEST(store->history(1, 0, 1).value().at(0).seq == 1U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace raas
