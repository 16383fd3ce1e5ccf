#include "policy/feed_guard.h"

#include <boost/test/unit_test.hpp>

namespace raas::test {
namespace {

constexpr Epoch doubt_begins = 5'000'000;
constexpr Epochs hold = Policy{}.feed_hold_epochs;

/// So many copies turned bad at once, copy 1 of job 1, copy 2 of job 2 and so on.
FeedGuard with_bad(std::size_t copies) {
  FeedGuard guard;
  for (std::size_t id = 1; id <= copies; ++id) guard.turned_bad(id, id, doubt_begins);
  return guard;
}

bool is_suspect(FeedGuard guard, std::size_t copies, Epoch now = doubt_begins) {
  return guard.is_suspect({}, now, copies);
}

BOOST_AUTO_TEST_SUITE(feed_guard)

BOOST_AUTO_TEST_CASE(more_than_the_share_is_not_believed) {
  BOOST_TEST(!is_suspect(with_bad(19), 100));
  BOOST_TEST(!is_suspect(with_bad(20), 100));
  BOOST_TEST(is_suspect(with_bad(21), 100));
}

BOOST_AUTO_TEST_CASE(a_few_are_believed_whatever_their_share) {
  BOOST_TEST(!is_suspect(with_bad(4), 4));
  BOOST_TEST(is_suspect(with_bad(5), 5));
}

BOOST_AUTO_TEST_CASE(time_releases) {
  BOOST_TEST(is_suspect(with_bad(5), 5, doubt_begins + hold - 1));
  BOOST_TEST(!is_suspect(with_bad(5), 5, doubt_begins + hold));
}

BOOST_AUTO_TEST_CASE(the_operator_releases_what_was_said_until_then) {
  FeedGuard guard = with_bad(5);
  guard.release(doubt_begins - 1);
  BOOST_TEST(is_suspect(guard, 5));
  guard.release(doubt_begins);
  BOOST_TEST(!is_suspect(guard, 5));
  for (ReplicaId id = 11; id <= 15; ++id) guard.turned_bad(id, id, doubt_begins);
  BOOST_TEST(!is_suspect(guard, 5));
  for (ReplicaId id = 21; id <= 25; ++id) guard.turned_bad(id, id, doubt_begins + 1);
  BOOST_TEST(is_suspect(guard, 5));
}

BOOST_AUTO_TEST_CASE(copies_that_are_there_again_do_not_count) {
  FeedGuard guard = with_bad(5);
  guard.turned_good(3);
  guard.turned_good(99);
  BOOST_TEST(!is_suspect(guard, 5));
  BOOST_TEST(!guard.concerns(3));
  BOOST_TEST(guard.concerns(4));
}

BOOST_AUTO_TEST_CASE(a_copy_counts_once_and_from_the_first_time) {
  FeedGuard guard = with_bad(5);
  guard.turned_bad(1, 1, doubt_begins + 10);
  BOOST_TEST(guard.bad_copies({}, doubt_begins) == 5U);
  BOOST_TEST(!is_suspect(guard, 5, doubt_begins + hold));
}

BOOST_AUTO_TEST_CASE(only_jobs_with_such_copies_are_concerned) {
  const FeedGuard guard = with_bad(5);
  BOOST_TEST(guard.concerns(5));
  BOOST_TEST(!guard.concerns(6));
}

// Else an outage during which a node lied for an hour would be doubted for a week.
BOOST_AUTO_TEST_CASE(a_copy_that_is_faulty_is_there) {
  BOOST_TEST(is_there(Finding::proven));
  BOOST_TEST(is_there(Finding::faulty));
  for (const Finding gone :
       {Finding::dead, Finding::absent, Finding::mismatch, Finding::unknown, Finding::unsealed}) {
    BOOST_TEST(!is_there(gone));
  }
}

Replica read_as(Finding finding, Epoch since = doubt_begins) {
  Replica copy;
  copy.end_epoch = doubt_begins + 100;
  copy.facts = {.finding = finding, .since = since};
  return copy;
}

BOOST_AUTO_TEST_CASE(a_copy_that_is_gone_from_its_end_on_is_no_bad_turn) {
  const Epoch end = read_as(Finding::absent).end_epoch;
  for (const Finding after : {Finding::dead, Finding::absent}) {
    BOOST_TEST(is_bad_turn(Finding::proven, read_as(after, end - 1)));
    BOOST_TEST(!is_bad_turn(Finding::proven, read_as(after, end)));
  }
  Replica without_end = read_as(Finding::absent, end);
  without_end.end_epoch = no_epoch;
  BOOST_TEST(is_bad_turn(Finding::proven, without_end));
}

BOOST_AUTO_TEST_CASE(a_provider_whose_copies_come_to_their_end_is_not_out) {
  const OutageWatch::Directory of_six{.copies_at = [](ActorId) { return 6U; },
                                      .organisation_of = [](ActorId) { return std::string(); }};
  for (const bool at_their_end : {false, true}) {
    OutageWatch watch;
    for (ReplicaId id = 1; id <= 6; ++id) {
      Replica copy = read_as(Finding::dead);
      copy.id = id;
      copy.provider = 1000;
      if (at_their_end) copy.facts.since = copy.end_epoch;
      watch_outage(watch, copy);
    }
    BOOST_TEST(watch.update({}, of_six).empty() == at_their_end);
  }
}

BOOST_AUTO_TEST_CASE(faults_and_deals_that_never_were_active_are_no_bad_turns) {
  for (const Finding before : {Finding::proven, Finding::faulty}) {
    for (const Finding after :
         {Finding::dead, Finding::absent, Finding::mismatch, Finding::unknown}) {
      BOOST_TEST(is_bad_turn(before, read_as(after)));
    }
    BOOST_TEST(!is_bad_turn(before, read_as(Finding::faulty)));
    BOOST_TEST(!is_bad_turn(before, read_as(Finding::proven)));
  }
  BOOST_TEST(!is_bad_turn(Finding::unsealed, read_as(Finding::absent)));
  BOOST_TEST(!is_bad_turn(Finding::unknown, read_as(Finding::dead)));
  BOOST_TEST(!is_bad_turn(Finding::dead, read_as(Finding::absent)));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace raas::test
