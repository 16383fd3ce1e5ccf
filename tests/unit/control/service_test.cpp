#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "support/world.h"

using namespace raas;
using namespace raas::test;

namespace {

JobId place(World& world, const Order& order) {
  return world.service().place({order}).value().at(0).job;
}

std::string in_base16(const Cid& cid) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text = "f";
  for (const char c : cid.bytes()) {
    const auto byte = static_cast<unsigned char>(c);
    text += digits[byte >> 4U];
    text += digits[byte & 0xfU];
  }
  return text;
}

/// Deals that the host made by itself for one piece of data, each at another provider.
bool tell_of_own_deals(World& world, std::uint64_t deals) {
  std::vector<HookEvent> events;
  for (std::uint64_t seq = 1; seq <= deals; ++seq) {
    const auto deal = world.host.add_own_deal(order_of(1).payload_text, 1000 + seq,
                                              World::beginning + 500 * epochs_per_day);
    events.push_back({.seq = seq, .told = world.host.told(world.host.deals.at(deal))});
  }
  return world.service().offer(events);
}

// The registration itself may be stopped: a client that got no answer asks again.
bool run_all_of_it(World& world) {
  try {
    (void)place(world, order_of(3));
  } catch (const Stopped&) {
    return true;
  }
  return world.run_until_stopped(epochs_per_day);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(service)

BOOST_AUTO_TEST_CASE(a_job_gets_the_copies_that_it_asks_for) {
  World world;
  const JobId job = place(world, order_of(3));

  world.run(3 * epochs_per_day);

  BOOST_TEST(world.deals_made() == 3U);
  BOOST_TEST(world.service().job(job)->copies_lasting == 3U);
  BOOST_TEST(world.host.staged.empty());
}

BOOST_AUTO_TEST_CASE(copies_are_on_distinct_providers) {
  World world;
  (void)place(world, order_of(5));
  world.run(3 * epochs_per_day);

  std::set<ActorId> providers;
  for (const auto& [id, deal] : world.host.deals) providers.insert(deal.request.provider);
  BOOST_TEST(providers.size() == 5U);
}

BOOST_AUTO_TEST_CASE(deals_that_the_host_made_before_the_job_count_as_copies) {
  World world;
  const Order order = order_of(3);
  world.host.add_own_deal(order.payload_text, 1001, World::beginning + 500 * epochs_per_day);
  (void)place(world, order);

  world.run(3 * epochs_per_day);

  BOOST_TEST(world.deals_made() == 3U);
}

BOOST_AUTO_TEST_CASE(a_cid_in_another_base_reaches_the_host_in_the_one_that_hosts_know) {
  World world;
  Order order = order_of(1);
  const std::string known = order.payload_text;
  order.payload_text = in_base16(order.payload);
  BOOST_TEST((Cid::parse(order.payload_text).value() == order.payload));
  (void)place(world, order);

  world.run(2 * epochs_per_day);

  BOOST_TEST(world.deals_made() == 1U);
  BOOST_TEST(world.host.deals.at(1).request.payload_text == known);
}

BOOST_AUTO_TEST_CASE(a_higher_target_makes_only_what_is_missing) {
  World world;
  const JobId job = place(world, order_of(1));
  world.run(3 * epochs_per_day);
  Order more = order_of(3);
  BOOST_TEST(place(world, more) == job);

  world.run(3 * epochs_per_day);

  BOOST_TEST(world.deals_made() == 3U);
}

BOOST_AUTO_TEST_CASE(a_copy_near_its_end_is_renewed_before_it_ends) {
  World world;
  Order order = order_of(2);
  order.terms.deal_duration_epochs = deal_duration_min;
  (void)place(world, order);

  world.run(deal_duration_min - 10 * epochs_per_day);

  BOOST_TEST(world.deals_made() == 4U);
  BOOST_TEST(world.deals_proven() == 4U);
}

BOOST_AUTO_TEST_CASE(a_copy_that_is_faulty_beyond_grace_is_repaired_once) {
  World world;
  (void)place(world, order_of(3));
  world.run(3 * epochs_per_day);
  world.host.set_finding(1, Finding::faulty, world.epoch);

  world.run(5 * epochs_per_day);

  BOOST_TEST(world.deals_made() == 4U);
}

BOOST_AUTO_TEST_CASE(what_is_read_again_is_not_written_again) {
  World world;
  Order order = order_of(3);
  order.terms.repair = false;
  const JobId job = place(world, order);
  world.run(3 * epochs_per_day);
  world.host.set_finding(1, Finding::dead, world.epoch);
  world.run(epochs_per_day / 4);  // It is read until it is believed, a day after.
  const Epoch read_before = world.service().job(job)->replicas.front().replica.facts.read_at;
  const std::size_t commits_before = world.store.commits;

  world.run(epochs_per_day / 2);

  BOOST_TEST(world.service().job(job)->replicas.front().replica.facts.read_at > read_before);
  BOOST_TEST(world.store.commits == commits_before);
}

BOOST_AUTO_TEST_CASE(a_copy_that_comes_back_within_grace_is_not_repaired) {
  World world;
  (void)place(world, order_of(3));
  world.run(3 * epochs_per_day);
  world.host.set_finding(1, Finding::faulty, world.epoch);
  world.run(epochs_per_day - 100);
  world.host.set_finding(1, Finding::proven, world.epoch);

  world.run(5 * epochs_per_day);

  BOOST_TEST(world.deals_made() == 3U);
}

BOOST_AUTO_TEST_CASE(nothing_is_made_while_the_chain_cannot_be_trusted) {
  World world;
  world.host.chain_trusted = false;
  (void)place(world, order_of(3));

  world.run(2 * epochs_per_day);

  BOOST_TEST(world.deals_made() == 0U);
}

BOOST_AUTO_TEST_CASE(a_paused_job_makes_nothing_until_it_is_resumed) {
  World world;
  const JobId job = place(world, order_of(2));
  BOOST_TEST(world.service().pause(job).has_value());
  world.run(2 * epochs_per_day);
  BOOST_TEST(world.deals_made() == 0U);

  BOOST_TEST(world.service().resume(job).has_value());
  world.run(2 * epochs_per_day);
  BOOST_TEST(world.deals_made() == 2U);
}

BOOST_AUTO_TEST_CASE(a_cancelled_job_makes_nothing_more) {
  World world;
  const JobId job = place(world, order_of(2));
  BOOST_TEST(world.service().cancel(job).has_value());

  world.run(2 * epochs_per_day);

  BOOST_TEST(world.deals_made() == 0U);
}

BOOST_AUTO_TEST_CASE(while_the_store_is_down_nothing_is_acknowledged_and_nothing_is_asked) {
  World world;
  (void)place(world, order_of(1));
  world.store.is_down = true;

  BOOST_TEST((world.service().place({order_of(2, "another")}).error().code() == Code::unavailable));
  world.run(epochs_per_day);
  BOOST_TEST(world.deals_made() == 0U);

  world.store.is_down = false;
  world.run(2 * epochs_per_day);
  BOOST_TEST(world.deals_made() == 1U);
  BOOST_TEST(world.service().jobs({}, 0, 10).total == 1U);
}

BOOST_AUTO_TEST_CASE(no_funds_is_asked_again_under_the_same_key) {
  World world;
  HostRefusal broke;
  broke.error = Error{Code::unavailable, "balance is 0"};
  broke.no_funds = true;
  world.host.refuse_deals_with = &broke;
  (void)place(world, order_of(1));
  world.run(epochs_per_day);
  world.host.refuse_deals_with = nullptr;

  world.run(epochs_per_day);

  BOOST_TEST(world.deals_made() == 1U);
  BOOST_TEST(world.host.deals.at(1).request.key == "raas/1/1/1");
}

BOOST_AUTO_TEST_CASE(nothing_is_asked_for_on_terms_that_the_client_has_changed_meanwhile) {
  World world;
  HostRefusal broke;
  broke.error = Error{Code::unavailable, "balance is 0"};
  broke.no_funds = true;
  world.host.refuse_deals_with = &broke;
  (void)place(world, order_of(1));
  world.run(epochs_per_day);
  Order verified = order_of(1);
  verified.terms.verified = true;
  (void)place(world, verified);
  world.host.refuse_deals_with = nullptr;

  world.run(epochs_per_day);

  BOOST_TEST(world.deals_made() == 1U);
  BOOST_TEST(world.host.deals.at(1).request.verified);
  BOOST_TEST(world.host.deals.at(1).request.key == "raas/1/1/2");
}

BOOST_AUTO_TEST_CASE(a_refusal_for_good_is_tried_elsewhere_under_a_new_generation) {
  World world;
  HostRefusal denied;
  denied.error = Error{Code::rejected, "price too low"};
  world.host.refuse_deals_with = &denied;
  (void)place(world, order_of(1));
  world.run(10);
  world.host.refuse_deals_with = nullptr;

  world.run(2 * epochs_per_day);

  BOOST_TEST(world.deals_made() == 1U);
  BOOST_TEST(world.host.deals.at(1).request.key != "raas/1/1/1");
}

// Stop the process at every port call in turn, before and after its effect, then start it again and
// let it run undisturbed: however it was stopped, the data ends up with exactly the copies that
// were asked for.
BOOST_AUTO_TEST_CASE(failure_at_any_call_never_makes_a_deal_twice) {
  bool was_stopped = true;
  std::size_t calls = 0;
  for (; was_stopped; ++calls) {
    BOOST_TEST_CONTEXT("stopped at call " << calls) {
      World world;
      world.calls.fail_after(calls);
      was_stopped = run_all_of_it(world);

      world.restart();
      (void)place(world, order_of(3));
      world.run(epochs_per_day);
      BOOST_TEST(world.deals_made() == 3U);
      BOOST_TEST(world.deals_proven() == 3U);
      BOOST_TEST(world.keys_used_twice().empty());
      BOOST_TEST(world.service().jobs({}, 0, 10).total == 1U);
    }
  }
  BOOST_TEST(calls > 20U);
}

BOOST_AUTO_TEST_CASE(more_events_than_a_slice_takes_are_written_by_the_pumps_that_follow) {
  ServiceOptions options;
  options.enrolment = Enrolment::every_deal;
  options.events_per_slice = 2;
  World world(options);
  BOOST_REQUIRE(tell_of_own_deals(world, 5));
  for (const std::uint64_t durable : {2U, 4U}) {
    const PumpOutcome outcome = world.service().pump(world.now());
    BOOST_TEST(outcome.more);
    BOOST_TEST(outcome.hooks_durable_seq == durable);
  }
  world.service().stop();
  const PumpOutcome last = world.service().pump(world.now());
  BOOST_TEST(last.drained);
  BOOST_TEST(last.hooks_durable_seq == 5U);
  BOOST_TEST(world.service().job(1)->replicas.size() == 5U);
}

BOOST_AUTO_TEST_CASE(events_end_a_slice_when_they_have_written_their_share) {
  ServiceOptions options;
  options.enrolment = Enrolment::every_deal;
  options.rows_per_slice = 3;
  World world(options);
  BOOST_REQUIRE(tell_of_own_deals(world, 5));

  // Each writes the job and a line of history.
  for (std::uint64_t durable = 1; durable <= 5; ++durable) {
    BOOST_TEST(world.service().pump(world.now()).hooks_durable_seq == durable);
  }
}

BOOST_AUTO_TEST_CASE(each_copy_is_decided_with_those_before_it_in_flight) {
  World world;
  (void)place(world, order_of(3));
  world.run(epochs_per_day);
  std::uint32_t planned = 0;
  for (const HistoryEntry& line : world.store.lines) {
    if (line.event != "action_planned") continue;
    const std::string wanted = R"("copies_in_flight":)" + std::to_string(planned++) + ',';
    BOOST_TEST(line.inputs.find(wanted) != std::string::npos, line.inputs << " has " << wanted);
  }
  BOOST_TEST(planned == 3U);
}

BOOST_AUTO_TEST_CASE(actions_end_a_slice_when_they_have_written_their_share) {
  ServiceOptions options;
  options.rows_per_slice = 1;
  World world(options);
  for (int client = 0; client < 3; ++client) {
    (void)place(world, order_of(1, "client " + std::to_string(client)));
  }
  const auto planned = [&world] {
    return std::count_if(world.store.lines.begin(), world.store.lines.end(),
                         [](const HistoryEntry& line) { return line.event == "action_planned"; });
  };
  for (int pump = 0; pump < 10 && planned() == 0; ++pump) {
    BOOST_TEST(world.service().pump(world.now()).more);
  }
  BOOST_TEST(planned() == 1);
  world.run(epochs_per_day);
  BOOST_TEST(planned() == 3);
}

BOOST_AUTO_TEST_CASE(a_service_that_was_stopped_is_not_drained_before_all_events_are_written) {
  ServiceOptions options;
  options.events_per_slice = 1;
  World world(options);
  HostDeal deal;
  deal.payload_text = order_of(1).payload_text;
  BOOST_REQUIRE(world.service().offer({{.seq = 1, .told = deal}, {.seq = 2, .told = deal}}));
  world.service().stop();
  BOOST_TEST(!world.service().pump(world.now()).drained);
  BOOST_TEST(world.service().pump(world.now()).drained);
}

// How much one pump takes decides when, not what.
BOOST_AUTO_TEST_CASE(the_same_deals_are_made_in_slices_of_any_size) {
  const auto keys_made = [](std::size_t slice) {
    ServiceOptions options;
    options.jobs_per_slice = options.events_per_slice = options.rows_per_slice = slice;
    World world(options);
    for (int client = 0; client < 7; ++client) {
      (void)place(world, order_of(3, "client " + std::to_string(client)));
    }
    world.run(3 * epochs_per_day);
    for (std::uint64_t deal = 1; deal <= 9; ++deal) {
      world.host.set_finding(deal, Finding::faulty, world.epoch);
    }
    world.run(5 * epochs_per_day);
    BOOST_TEST(world.keys_used_twice().empty());
    std::set<std::string> keys;
    for (const auto& [id, deal] : world.host.deals) keys.insert(deal.request.key);
    return keys;
  };
  const auto at_once = keys_made(2000);
  BOOST_TEST(at_once.size() == 30U);
  for (const std::size_t slice : {1U, 2U, 5U}) BOOST_TEST((keys_made(slice) == at_once));
}

BOOST_AUTO_TEST_SUITE_END()
