#include <boost/test/unit_test.hpp>

#include "adapters/lotus/capabilities.h"
#include "adapters/lotus/judge.h"
#include "adapters/lotus/pace.h"
#include "adapters/lotus/suspicion.h"

using namespace raas;
using namespace raas::lotus;

namespace {

Capabilities without(std::initializer_list<Method> methods) {
  Capabilities capabilities;
  for (const Method method : methods) capabilities.lacks(method);
  return capabilities;
}

Absence absence(Replica replica, Epoch tip, std::optional<DealId> next_deal = {}) {
  replica.deal = 70;
  return classify_absence(replica, tip, next_deal);
}

Replica copy_with(Epoch start, Epoch end) {
  Replica replica;
  replica.start_epoch = start;
  replica.end_epoch = end;
  return replica;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(node_rules)

BOOST_AUTO_TEST_CASE(no_two_instances_share_their_jitter_and_each_repeats_its_own) {
  constexpr Millis began = 1700000000000;
  BOOST_TEST(jitter_seed("raas", began) == jitter_seed("raas", began));
  BOOST_TEST(jitter_seed("raas", began) != jitter_seed("raas", began + 1));
  BOOST_TEST(jitter_seed("raas", began) != jitter_seed("saar", began));
}

BOOST_AUTO_TEST_CASE(the_mode_follows_from_what_is_served) {
  using enum Method;
  BOOST_TEST((without({}).mode() == Mode::full));
  BOOST_TEST((without({partitions}).mode() == Mode::gateway));
  BOOST_TEST((without({sector_partition}).mode() == Mode::gateway));
  BOOST_TEST((without({partitions, sector_partition}).mode() == Mode::gateway));
  BOOST_TEST((without({sector_partition, state_call}).mode() == Mode::full));
  BOOST_TEST((without({partitions, state_call}).mode() == Mode::market));
  BOOST_TEST((without({partitions, sector_count}).mode() == Mode::market));
}

BOOST_AUTO_TEST_CASE(only_what_a_node_says_of_a_method_changes_its_capability) {
  const auto serves_after = [](const CallError& error) {
    Capabilities capabilities = without({Method::claim});
    capabilities.learn(Method::claim, Answer(error));
    return capabilities.serves(Method::claim);
  };
  BOOST_TEST(serves_after({Trouble::application, "actor not found"}));
  BOOST_TEST(serves_after({Trouble::bad_request, "wrong param count"}));
  BOOST_TEST(!serves_after({Trouble::no_such_method, "method not found"}));
  BOOST_TEST(!serves_after({Trouble::no_answer, ""}));
  BOOST_TEST(!serves_after({Trouble::busy, ""}));
  BOOST_TEST(!serves_after({Trouble::broken, ""}));

  Capabilities capabilities;
  BOOST_TEST(!capabilities.learn(Method::claim, Answer(CallError{Trouble::no_answer, ""})));
  BOOST_TEST(!capabilities.was_heard_of(Method::claim));
  BOOST_TEST(capabilities.learn(
      Method::actor_events,
      Answer(CallError{Trouble::application, "module disabled, enable with Events"})));
  BOOST_TEST(!capabilities.serves(Method::actor_events));
  BOOST_TEST(capabilities.missing() == "Filecoin.GetActorEventsRaw");
}

BOOST_AUTO_TEST_CASE(waits_double_from_a_second_with_up_to_half_more) {
  for (std::uint32_t refusals = 1; refusals <= 8; ++refusals) {
    const Millis base = 1000LL << std::min(refusals - 1, 5U);
    BOOST_TEST(backoff_ms(refusals, 0) == base);
    BOOST_TEST(backoff_ms(refusals, static_cast<std::uint64_t>(base) / 2) == base * 3 / 2);
    BOOST_TEST(backoff_ms(refusals, static_cast<std::uint64_t>(base) / 2 + 1) == base);
  }
}

BOOST_AUTO_TEST_CASE(the_jitter_is_the_seeds) {
  const auto waits = [](std::uint64_t seed) {
    Pace pace(100, 16, seed);
    std::vector<Millis> all;
    for (int i = 0; i < 6; ++i) {
      pace.was_refused(0, 0);
      all.push_back(pace.not_before_ms());
    }
    return all;
  };
  BOOST_TEST((waits(1) == waits(1)));
  BOOST_TEST((waits(1) != waits(2)));
}

BOOST_AUTO_TEST_CASE(requests_shrink_to_single_calls_and_grow_again) {
  Pace pace(100, 16, 1);
  BOOST_TEST(pace.share_of(100) == 100U);
  BOOST_TEST(pace.share_of(20) == 20U);
  pace.was_refused(0, 0);
  BOOST_TEST(pace.share_of(100) == 50U);
  BOOST_TEST(pace.share_of(20) == 10U);
  for (int i = 0; i < 10; ++i) pace.was_refused(0, 0);
  BOOST_TEST(pace.share_of(100) == 1U);
  BOOST_TEST(pace.share_of(20) == 1U);
  for (int i = 0; i < 60; ++i) pace.was_answered({.calls = 100, .took_ms = 20});
  BOOST_TEST(pace.share_of(100) == 100U);
}

BOOST_AUTO_TEST_CASE(a_node_that_is_far_away_is_asked_more_at_a_time) {
  Pace pace(100, 16, 1);
  BOOST_TEST(pace.requests() == requests_first);
  for (int i = 0; i < 20; ++i) pace.was_answered({.calls = 100, .took_ms = 200});
  BOOST_TEST(pace.requests() == 16U);
  BOOST_TEST(Pace(100, 2, 1).requests() == 2U);
}

BOOST_AUTO_TEST_CASE(a_node_that_answers_later_the_more_it_is_asked_gets_fewer_requests) {
  Pace pace(100, 16, 1);
  pace.was_answered({.calls = 100, .took_ms = 20});
  const std::size_t before = pace.requests();
  pace.was_answered({.calls = 100, .took_ms = 90});
  BOOST_TEST(pace.requests() == before);
  for (int i = 0; i < 3; ++i) pace.was_answered({.calls = 100, .took_ms = 200});
  BOOST_TEST(pace.requests() == before - 3);
  // A single call says nothing of that.
  pace.was_answered({.calls = 1, .took_ms = 200});
  BOOST_TEST(pace.requests() == before - 3);
}

BOOST_AUTO_TEST_CASE(a_request_that_may_hold_no_more_says_as_much_as_a_long_one) {
  Pace pace(100, 16, 1);
  const Answered short_one{.calls = 20, .took_ms = 200, .kind = CallKind::long_answer};
  Answered full_one = short_one;
  full_one.is_full = true;
  for (int i = 0; i < 3; ++i) pace.was_answered(short_one);
  BOOST_TEST(pace.requests() == requests_first);
  for (int i = 0; i < 3; ++i) pace.was_answered(full_one);
  BOOST_TEST(pace.requests() == requests_first + 3);
}

BOOST_AUTO_TEST_CASE(calls_with_long_answers_are_not_measured_by_others) {
  Pace pace(100, 16, 1);
  pace.was_answered({.calls = 100, .took_ms = 1});
  const std::size_t before = pace.requests();
  for (int i = 0; i < 3; ++i) {
    pace.was_answered(
        {.calls = 20, .took_ms = 600, .kind = CallKind::long_answer, .is_full = true});
  }
  BOOST_TEST(pace.requests() == before + 3);
}

BOOST_AUTO_TEST_CASE(a_node_that_asks_for_less_or_is_silent_gets_half_the_requests) {
  Pace pace(100, 16, 1);
  pace.was_refused(0, 0);
  BOOST_TEST(pace.requests() == 2U);
  pace.was_too_slow();
  BOOST_TEST(pace.requests() == 1U);
  pace.was_too_slow();
  BOOST_TEST(pace.requests() == 1U);
}

BOOST_AUTO_TEST_CASE(what_the_node_asks_for_is_waited_for) {
  Pace pace(100, 16, 1);
  pace.was_refused(5000, 90000);
  BOOST_TEST(pace.not_before_ms() == 95000);
  pace.was_refused(6000, 0);
  BOOST_TEST(pace.not_before_ms() == 95000);
}

BOOST_AUTO_TEST_CASE(six_refusals_in_a_row_are_enough) {
  Pace pace(100, 16, 1);
  for (std::uint32_t i = 0; i < refusals_max; ++i) {
    BOOST_TEST(!pace.is_exhausted());
    pace.was_refused(0, 0);
  }
  BOOST_TEST(pace.is_exhausted());
  pace.was_answered_in_part();
  BOOST_TEST(!pace.is_exhausted());
}

BOOST_AUTO_TEST_CASE(counts_speak_for_a_sector_while_nothing_moved) {
  const SectorCheck last{1000, 50};
  const Epoch last_tip = 1000 + counts_speak_for_epochs - 1;
  BOOST_TEST(is_calm({50, 0}, last, last_tip));
  BOOST_TEST(!is_calm({50, 0}, last, last_tip + 1));
  BOOST_TEST(!is_calm({50, 1}, last, last_tip));
  BOOST_TEST(!is_calm({49, 0}, last, last_tip));
  BOOST_TEST(!is_calm({51, 0}, last, last_tip));
  BOOST_TEST(!is_calm({50, 0}, std::nullopt, last_tip));
}

BOOST_AUTO_TEST_CASE(a_copy_ends_with_its_record_or_its_sector) {
  BOOST_TEST(end_of(100, no_epoch) == 100);
  BOOST_TEST(end_of(no_epoch, 100) == 100);
  BOOST_TEST(end_of(100, 99) == 99);
  BOOST_TEST(end_of(100, 100) == 100);
  BOOST_TEST(end_of(100, 101) == 100);
  BOOST_TEST(end_of(no_epoch, no_epoch) == no_epoch);
}

BOOST_AUTO_TEST_CASE(an_end_is_looked_up_again_when_it_comes_near) {
  const Epoch end = 1000 * epochs_per_day;
  const Epoch first = end - end_refresh_from_epochs;
  BOOST_TEST(next_end_refresh(end, 0) == first);
  BOOST_TEST(next_end_refresh(end, first - 1) == first);
  BOOST_TEST(next_end_refresh(end, first) == first + end_refresh_interval_epochs);
}

BOOST_AUTO_TEST_CASE(a_deal_whose_id_was_not_given_yet_was_never_published) {
  BOOST_TEST((absence(copy_with(100, 1000), 500, 70) == Absence::never_published));
  BOOST_TEST((absence(copy_with(100, 1000), 500, 69) == Absence::never_published));
  BOOST_TEST((absence(copy_with(100, 1000), 500, 71) != Absence::never_published));
}

BOOST_AUTO_TEST_CASE(a_deal_is_completed_from_its_end_on) {
  BOOST_TEST((absence(copy_with(100, 1000), 999, 71) == Absence::activation_missed));
  BOOST_TEST((absence(copy_with(100, 1000), 1000, 71) == Absence::completed));
  BOOST_TEST((absence(copy_with(100, 1000), 1001, 71) == Absence::completed));
}

BOOST_AUTO_TEST_CASE(a_deal_without_a_sector_missed_its_start_once_that_is_past) {
  BOOST_TEST((absence(copy_with(500, 1000), 499, 71) == Absence::terminated));
  BOOST_TEST((absence(copy_with(500, 1000), 500, 71) == Absence::terminated));
  BOOST_TEST((absence(copy_with(500, 1000), 501, 71) == Absence::activation_missed));
  BOOST_TEST((absence(copy_with(500, 1000), 500) == Absence::never_published));
}

BOOST_AUTO_TEST_CASE(a_deal_that_was_active_was_terminated) {
  Replica with_sector = copy_with(100, 1000);
  with_sector.sector = 0;
  BOOST_TEST((absence(with_sector, 500, 71) == Absence::terminated));
  Replica proven = copy_with(100, 1000);
  proven.facts.finding = Finding::proven;
  BOOST_TEST((absence(proven, 500, 71) == Absence::terminated));
  BOOST_TEST((absence(proven, 1000, 71) == Absence::completed));
}

BOOST_AUTO_TEST_CASE(two_nodes_agree_on_the_same_finding_only) {
  const std::vector<Finding> findings = {Finding::unknown, Finding::unsealed, Finding::proven,
                                         Finding::faulty,  Finding::dead,     Finding::absent,
                                         Finding::mismatch};
  for (const Finding first : findings) {
    for (const Finding second : findings) {
      const auto both = agreed({first, 5}, {second, 9});
      BOOST_TEST(both.has_value() == (first == second));
      if (both) BOOST_TEST(both->since == 5);
    }
  }
  BOOST_TEST(agreed({Finding::faulty, 5, false}, {Finding::faulty, 5, true})->recovering);
}

BOOST_AUTO_TEST_CASE(a_claim_says_nothing_of_health) {
  Replica replica;
  replica.provider = 1000;
  Claim claim{.data = {}, .provider = 1000};
  BOOST_TEST((judge_claim(replica, claim, 7).finding == Finding::unknown));
  claim.provider = 1001;
  BOOST_TEST((judge_claim(replica, claim, 7).finding == Finding::mismatch));
}

BOOST_AUTO_TEST_SUITE_END()
