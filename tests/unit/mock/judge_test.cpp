#include <boost/test/unit_test.hpp>

#include "unit/mock/court.h"

// Each rule is broken once: a judge that cannot complain proves nothing.

using namespace mock;
using mock::test::Court;
using mock::test::limited;
using mock::test::sealing_max;

BOOST_AUTO_TEST_SUITE(judge)

BOOST_AUTO_TEST_CASE(a_good_course_of_things_gives_no_cause_for_complaint) {
  Court court;
  court.registers();
  court.request("a", 1001);
  court.request("b", 1003);
  court.run(30 * epochs_per_day);
  BOOST_TEST(court.is_content());
  BOOST_TEST(court.reported("inversions") == 0);
}

BOOST_AUTO_TEST_CASE(a_request_beyond_the_most_copies_is_seen_while_the_others_are_pending) {
  Court court;
  court.registers();
  court.request("a", 1001);
  court.request("b", 1003);
  BOOST_TEST(court.is_content());
  court.request("c", 1005);
  BOOST_TEST(court.complains_of("at most 2 are wanted"));
}

BOOST_AUTO_TEST_CASE(a_request_that_nobody_needs_is_seen_below_the_most_copies) {
  Court court;
  court.job.copies_max = 3;
  court.registers();
  court.request("a", 1001);
  court.request("b", 1003);
  court.request("c", 1005);
  BOOST_TEST(court.complains_of("only 2 are wanted"));
}

BOOST_AUTO_TEST_CASE(two_copies_at_one_provider_are_seen) {
  Court court;
  court.registers();
  court.request("a", 1001);
  court.request("b", 1001);
  BOOST_TEST(court.complains_of("makes a second copy"));
}

BOOST_AUTO_TEST_CASE(a_request_for_a_cancelled_job_is_seen) {
  Court court;
  court.registers();
  court.judge.job_cancelled(court.job.payload_cid);
  court.request("a", 1001);
  BOOST_TEST(court.complains_of("for a cancelled job"));
}

BOOST_AUTO_TEST_CASE(paused_means_paused_until_it_is_resumed) {
  Court court;
  court.registers();
  court.judge.job_paused(court.job.payload_cid, true);
  court.judge.job_paused(court.job.payload_cid, false);
  court.request("a", 1001);
  BOOST_TEST(court.is_content());
  court.judge.job_paused(court.job.payload_cid, true);
  court.request("b", 1003);
  BOOST_TEST(court.complains_of("for a paused job"));
}

BOOST_AUTO_TEST_CASE(a_request_is_in_time_until_the_job_ends) {
  for (const Epochs left : {-1, 0, 1}) {
    Court court;
    court.job.end_epoch = court.shop.aggregator.now() + left;
    court.registers();
    court.request("a", 1001);
    BOOST_TEST(court.is_content() == (left > 0));
  }
}

BOOST_AUTO_TEST_CASE(an_excluded_provider_is_seen) {
  Court court;
  court.job.providers_excluded = {1001};
  court.registers();
  court.request("a", 1001);
  BOOST_TEST(court.complains_of("excluded"));
}

BOOST_AUTO_TEST_CASE(a_price_above_the_limit_is_seen) {
  for (const std::uint64_t too_much : {0U, 1U}) {
    Court court;
    const auto& all = court.shop.aggregator.providers().all();
    const auto dear = std::find_if(
        all.begin(), all.end(), [](const ProviderProfile& profile) { return profile.price != 0; });
    BOOST_REQUIRE((dear != all.end()));
    court.job.price_max = std::to_string(dear->price_now(false) - too_much);
    court.registers();
    court.request("a", dear->id);
    BOOST_TEST(court.is_content() == (too_much == 0));
  }
}

BOOST_AUTO_TEST_CASE(a_decision_while_the_node_is_silent_is_seen) {
  constexpr Epochs tolerated = 3 * epochs_per_day / 24;
  for (const Epochs silent : {tolerated, tolerated + 1}) {
    Court court;
    court.registers();
    court.judge.hindered(Hindrance::node_silent, true);
    court.shop.run(silent);
    court.request("a", 1001);
    BOOST_TEST(court.is_content() == (silent == tolerated));
  }
  Court court;
  court.registers();
  court.judge.hindered(Hindrance::node_silent, true);
  court.shop.run(epochs_per_day);
  court.judge.hindered(Hindrance::node_silent, false);
  court.request("a", 1001);
  BOOST_TEST(court.is_content());
  court.request("b", 1003, 10);
  BOOST_TEST(court.complains_of("the node had told nothing"));
}

BOOST_AUTO_TEST_CASE(deals_beyond_the_budget_of_an_hour_are_seen) {
  Court court(limited([](JudgeLimits& limits) { limits.deals_per_hour_max = 2; }));
  court.request("a", 1001, 0, 0);
  court.request("b", 1003, 0, 1);
  BOOST_TEST(court.is_content());
  court.shop.run(120);
  court.request("c", 1005, 0, 2);
  BOOST_TEST(court.is_content());
  court.request("d", 1006, 1, 3);
  BOOST_TEST(court.complains_of("within an hour"));
}

BOOST_AUTO_TEST_CASE(bytes_beyond_the_budget_of_an_hour_are_seen_unless_a_piece_goes_alone) {
  Court court(limited([](JudgeLimits& limits) { limits.bytes_per_hour_max = 1; }));
  court.request("a", 1001, 0, 0);
  BOOST_TEST(court.is_content());
  court.request("b", 1003, 0, 1);
  BOOST_TEST(court.complains_of("bytes were decided on"));
}

BOOST_AUTO_TEST_CASE(deals_beyond_the_budget_of_one_provider_are_seen) {
  Court court(limited([](JudgeLimits& limits) { limits.deals_per_hour_per_provider_max = 1; }));
  court.request("a", 1001, 0, 0);
  court.request("b", 1003, 0, 1);
  BOOST_TEST(court.is_content());
  court.request("c", 1003, 0, 2);
  BOOST_TEST(court.complains_of("deals at f01003"));
}

BOOST_AUTO_TEST_CASE(deals_beyond_those_that_may_be_under_way_are_seen) {
  Court court(limited([](JudgeLimits& limits) { limits.in_flight_max = 1; }));
  court.request("a", 1001, 0, 0);
  BOOST_TEST(court.is_content());
  court.request("b", 1003, 0, 1);
  BOOST_TEST(court.complains_of("are under way"));

  Court other(limited([](JudgeLimits& limits) { limits.in_flight_per_provider_max = 1; }));
  other.request("a", 1001, 0, 0);
  other.run(10 * epochs_per_day);  // It is sealed and makes room.
  other.request("b", 1001, 0, 1);
  BOOST_TEST(other.is_content());
  other.request("c", 1001, 0, 2);
  BOOST_TEST(other.complains_of("are under way at f01001"));
}

BOOST_AUTO_TEST_CASE(a_job_for_which_nothing_is_done_is_starved_unless_there_is_a_reason) {
  Court starved;
  starved.registers();
  starved.run(30 * epochs_per_day);
  BOOST_TEST(starved.complains_of("nothing was done for it"));

  Court poor;
  poor.registers();
  poor.judge.hindered(Hindrance::no_funds, true);
  poor.run(30 * epochs_per_day);
  BOOST_TEST(poor.is_content());

  Court paused;
  paused.registers();
  paused.judge.job_paused(paused.job.payload_cid, true);
  paused.run(30 * epochs_per_day);
  BOOST_TEST(paused.is_content());
}

BOOST_AUTO_TEST_CASE(a_job_may_wait_for_a_place_in_the_staging) {
  const auto places = [](std::uint32_t count) {
    auto limits = limited(nullptr);
    limits.fetch_in_flight_max = count;
    return limits;
  };
  Court full(places(1));
  full.registers();
  BOOST_TEST(
      full.shop.aggregator.staging().fetch(full.shop.store.payloads()[1].cid, {}).has_value());
  full.run(30 * epochs_per_day);
  BOOST_TEST(full.is_content());

  Court roomy(places(2));
  roomy.registers();
  BOOST_TEST(
      roomy.shop.aggregator.staging().fetch(roomy.shop.store.payloads()[1].cid, {}).has_value());
  roomy.run(30 * epochs_per_day);
  BOOST_TEST(roomy.complains_of("nothing was done for it"));

  // The place is free whenever the judge looks, and was taken meanwhile.
  Court busy(places(1));
  busy.registers();
  auto& staging = busy.shop.aggregator.staging();
  for (int quarter = 0; quarter < 120; ++quarter) {
    const auto id = *staging.fetch(busy.shop.store.payloads()[1].cid, {});
    busy.shop.run(10);
    staging.release(id);
    busy.run(epochs_per_day / 4 - 10);
  }
  BOOST_TEST(busy.is_content());
}

// A job that has its copies is not looked at again and again: whatever takes one away must be seen.
BOOST_AUTO_TEST_CASE(a_job_that_had_its_copies_is_starved_when_they_go_or_more_are_wanted) {
  const auto after = [](void (*what)(Court&)) {
    Court court;
    court.registers();
    court.request("a", 1001);
    court.request("b", 1003);
    court.run(20 * epochs_per_day);
    BOOST_TEST(court.is_content());
    what(court);
    court.run(30 * epochs_per_day);
    return court.complains_of("nothing was done for it");
  };
  BOOST_TEST(!after([](Court&) {}));
  BOOST_TEST(after([](Court& court) { court.shop.aggregator.provider_leaves(1003); }));
  BOOST_TEST(after([](Court& court) { court.run(540 * epochs_per_day); }));  // They end.
  BOOST_TEST(after([](Court& court) {
    court.job.copies_min = court.job.copies_target = court.job.copies_max = 3;
    court.registers();
  }));
  BOOST_TEST(after([](Court& court) {
    court.judge.job_paused(court.job.payload_cid, true);
    court.shop.aggregator.provider_leaves(1003);
    court.run(5 * epochs_per_day);
    court.judge.job_paused(court.job.payload_cid, false);
  }));
}

BOOST_AUTO_TEST_CASE(time_below_the_minimum_is_reported_and_needs_a_reason) {
  Court court;
  court.registers();
  court.request("a", 1001);
  court.request("b", 1003);
  court.run(10 * epochs_per_day);
  court.shop.aggregator.provider_leaves(1003);
  court.run(30 * epochs_per_day);
  court.shop.aggregator.provider_returns(1003);
  court.run(5 * epochs_per_day);
  BOOST_TEST(court.reports_a_shortage_without_a_reason());
}

// Nothing may be made for it meanwhile, so that a shortage that ended by itself had a reason too.
BOOST_AUTO_TEST_CASE(time_below_the_minimum_while_a_job_is_paused_needs_no_other_reason) {
  Court court;
  court.registers();
  court.request("a", 1001);
  court.request("b", 1003);
  court.run(10 * epochs_per_day);
  court.judge.job_paused(court.job.payload_cid, true);
  court.shop.aggregator.provider_leaves(1003);
  court.run(30 * epochs_per_day);
  court.shop.aggregator.provider_returns(1003);
  court.run(5 * epochs_per_day);
  BOOST_TEST(!court.reports_a_shortage_without_a_reason());
}

// What is wanted now says nothing of the time before.
BOOST_AUTO_TEST_CASE(time_before_a_client_wants_more_is_no_shortage) {
  using Change = void (*)(Court&);
  const auto shortage_after = [](Change before, Change after) {
    Court court;
    before(court);
    court.registers();
    court.request("a", 1001);
    court.request("b", 1003);
    court.run(10 * epochs_per_day);
    court.shop.aggregator.provider_leaves(1003);
    court.run(30 * epochs_per_day);
    after(court);
    court.registers();
    court.run(epochs_per_day);
    return court.reports_a_shortage_without_a_reason();
  };
  const Change nothing = [](Court&) {};
  const Change one_copy = [](Court& court) { court.job.copies_min = 1; };
  const Change two_copies = [](Court& court) { court.job.copies_min = 2; };
  const Change repaired_late = [](Court& court) { court.job.repair_after_epochs *= 40; };
  const Change repaired_soon = [](Court& court) { court.job.repair_after_epochs /= 40; };
  const Change ends = [](Court& court) { court.ends_in(12 * epochs_per_day); };
  const Change does_not_end = [](Court& court) { court.job.end_epoch = no_epoch; };
  BOOST_TEST(shortage_after(nothing, nothing));
  BOOST_TEST(!shortage_after(one_copy, two_copies));
  BOOST_TEST(!shortage_after(repaired_late, repaired_soon));
  BOOST_TEST(!shortage_after(ends, does_not_end));
}

BOOST_AUTO_TEST_CASE(a_job_that_ended_while_it_was_paused_is_not_paused_when_it_comes_back) {
  for (const bool has_ended : {true, false}) {
    Court court;
    court.ends_in((has_ended ? 5 : 50) * epochs_per_day);
    court.registers();
    court.judge.job_paused(court.job.payload_cid, true);
    court.run(10 * epochs_per_day);
    court.job.end_epoch = no_epoch;
    court.registers();
    court.request("a", 1001);
    BOOST_TEST(court.is_content() == has_ended);
  }
}

// One job is down to one copy and waits for weeks, another one has all and gets one more.
BOOST_AUTO_TEST_CASE(serving_a_job_with_all_copies_before_one_with_a_single_copy_is_an_inversion) {
  for (const bool is_right : {true, false}) {
    Court court;
    court.registers();
    RegisteredJob rich = court.job;
    rich.payload_cid = court.shop.store.payloads()[1].cid;
    rich.copies_target = rich.copies_max = 3;
    court.judge.job_registered(rich);
    court.request("a", 1001);
    court.request("b", 1003);
    court.request("c", 1005, 0, 1);
    court.request("d", 1007, 0, 1);
    court.run(10 * epochs_per_day);
    court.shop.aggregator.provider_leaves(1003);
    court.run(12 * epochs_per_day);
    if (is_right) {
      court.request("e", 1009);
      court.run(epochs_per_day);
    }
    court.request("f", 1008, 0, 1);
    court.run(epochs_per_day);
    BOOST_TEST(court.reported("inversions") == (is_right ? 0 : 1));
  }
}

BOOST_AUTO_TEST_SUITE_END()
