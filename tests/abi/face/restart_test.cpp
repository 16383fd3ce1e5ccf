#include <boost/test/unit_test.hpp>
#include <deque>

#include "abi/face/bench.h"

namespace raas_test {
namespace {

constexpr mock::Epochs long_enough = 1500;

std::vector<std::string> keys_of(const AbiHost& host) {
  std::vector<std::string> keys;
  for (const auto& [key, deal] : host.asked) keys.push_back(key);
  return keys;
}

// Ends the instance as a crash would, and begins another one in its place.
void crash_and_begin(Bench& bench) {
  bench.plugin.destroy();
  bench.plugin.begin();
}

struct OwnDeals {
  explicit OwnDeals(std::size_t count, std::uint64_t first_seq = 1) {
    for (std::size_t i = 0; i < count; ++i) {
      raas_deal deal{};
      deal.struct_size = sizeof deal;
      deal.flags = RAAS_DEAL_HAS_DEAL_ID;
      deal.state = RAAS_DEAL_PUBLISHED;
      deal.payload_cid = str(i % 2 == 0 ? some_cid : other_cid);
      deal.provider = str("f01000");
      deal.deal_id = 4'000'000 + i;
      deal.start_epoch = 5'001'000;
      deal.end_epoch = 6'500'000;
      deals.push_back(deal);
      events.push_back({sizeof(raas_deal_event), 0, first_seq + i, &deals.back()});
      pointers.push_back(&events.back());
    }
  }
  std::deque<raas_deal> deals;
  std::deque<raas_deal_event> events;
  std::vector<const raas_deal_event*> pointers;
};

std::string state_of(Bench& bench) {
  bench.plugin.settle();
  return bench.plugin.ask("GET", "/jobs").body + bench.job(1) + bench.job(2);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(restart)

BOOST_AUTO_TEST_CASE(registered_job_survives_a_crash_right_after_its_answer) {
  Bench bench;
  bench.plugin.begin();
  bench.place();
  const std::string before = bench.plugin.ask("GET", "/jobs").body;
  crash_and_begin(bench);
  BOOST_TEST(count_of(bench.plugin.ask("GET", "/jobs").body, "\"cid_canonical\"") == 1U);
  bench.plugin.run(long_enough, 20);
  BOOST_TEST(bench.copies_of() == 3U);
}

BOOST_AUTO_TEST_CASE(crash_after_any_pump_makes_no_deal_twice) {
  Bench undisturbed;
  undisturbed.plugin.begin();
  undisturbed.place();
  undisturbed.plugin.run(long_enough, 20);
  for (int pumps = 0; pumps < 16; ++pumps) {
    BOOST_TEST_CONTEXT("crash after pump " << pumps) {
      Bench bench;
      bench.plugin.begin();
      bench.place();
      bench.host.advance(10);
      for (int i = 0; i < pumps; ++i) {
        if (i % 4 == 3) bench.host.advance(10);
        bench.plugin.pump();
      }
      crash_and_begin(bench);
      bench.plugin.run(long_enough, 20);
      BOOST_TEST(bench.copies_of() == 3U);
      BOOST_TEST(keys_of(bench.host) == keys_of(undisturbed.host),
                 boost::test_tools::per_element());
      BOOST_TEST(bench.host.violations.empty());
    }
  }
}

// The host takes the request, and the plugin is gone before it can write that down.
BOOST_AUTO_TEST_CASE(crash_inside_of_make_deal_asks_under_the_same_key) {
  Bench bench;
  bench.plugin.begin();
  bench.place();
  bench.host.fail_always("make_deal", {.is_done = true, .is_thrown = true});
  bench.plugin.run(100);
  const auto keys = keys_of(bench.host);
  BOOST_TEST(!keys.empty());
  bench.host.heal();
  crash_and_begin(bench);
  bench.plugin.run(long_enough, 20);
  BOOST_TEST(bench.host.asked.size() == 3U);
  BOOST_TEST(bench.copies_of() == 3U);
  BOOST_TEST(bench.host.violations.empty());
}

BOOST_AUTO_TEST_CASE(crash_every_few_epochs_still_ends_with_three_copies) {
  Bench bench;
  bench.plugin.begin();
  bench.place();
  for (int i = 0; i < 30; ++i) {
    bench.plugin.run(30);
    crash_and_begin(bench);
  }
  bench.plugin.run(long_enough, 20);
  BOOST_TEST(bench.host.asked.size() == 3U);
  BOOST_TEST(bench.copies_of() == 3U);
}

BOOST_AUTO_TEST_CASE(host_that_cannot_tell_after_a_restart_is_asked_later) {
  Bench bench;
  bench.plugin.begin();
  bench.place();
  bench.plugin.run(30);
  bench.host.fail_always("find_request", {.status = RAAS_E_RETRY});
  crash_and_begin(bench);
  bench.plugin.run(200);
  BOOST_TEST(bench.host.asked.size() <= 3U);
  bench.host.heal();
  bench.plugin.run(long_enough, 20);
  BOOST_TEST(bench.host.asked.size() == 3U);
  BOOST_TEST(bench.copies_of() == 3U);
}

BOOST_AUTO_TEST_CASE(events_after_the_durable_seq_are_delivered_again_and_lead_to_the_same) {
  const OwnDeals deals(6);
  Bench straight(enrol_all);
  straight.plugin.begin();
  straight.plugin.on_deals(deals.pointers);
  const std::string expected = state_of(straight);

  for (std::size_t durable = 0; durable <= deals.pointers.size(); ++durable) {
    BOOST_TEST_CONTEXT("crash with " << durable << " events durable") {
      Bench bench(enrol_all);
      bench.plugin.begin();
      const auto middle = deals.pointers.begin() + static_cast<std::ptrdiff_t>(durable);
      bench.plugin.on_deals({deals.pointers.begin(), middle});
      bench.plugin.pump();
      const std::uint64_t seq = bench.plugin.pumped().hooks_durable_seq;
      BOOST_TEST(seq == durable);
      bench.plugin.on_deals({middle, deals.pointers.end()});  // in memory only
      crash_and_begin(bench);
      bench.plugin.pump();
      BOOST_TEST(bench.plugin.pumped().hooks_durable_seq == durable);
      bench.plugin.on_deals({middle, deals.pointers.end()});
      BOOST_TEST(count_of(state_of(bench), "\"deal\":") == count_of(expected, "\"deal\":"));
      BOOST_TEST(count_of(state_of(bench), "\"cid_canonical\"") ==
                 count_of(expected, "\"cid_canonical\""));
      BOOST_TEST(bench.plugin.pumped().hooks_durable_seq == deals.pointers.size());
    }
  }
}

BOOST_AUTO_TEST_CASE(full_queue_sends_the_batch_back_and_takes_it_after_a_pump) {
  Bench bench(R"({"enrolment":{"mode":"all"},"service":{"hook_queue_max":100}})");
  bench.plugin.begin();
  const OwnDeals first(100);
  const OwnDeals next(1, 101);
  BOOST_TEST(bench.plugin.on_deals(first.pointers) == RAAS_OK);
  BOOST_TEST(bench.plugin.on_deals(next.pointers) == RAAS_E_RETRY);
  BOOST_TEST(has(bench.plugin.error(), "full"), bench.plugin.error());
  bench.plugin.pump();
  BOOST_TEST(bench.plugin.pumped().hooks_durable_seq == 100U);
  BOOST_TEST(bench.plugin.on_deals(next.pointers) == RAAS_OK);
  bench.plugin.pump();
  BOOST_TEST(bench.plugin.pumped().hooks_durable_seq == 101U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace raas_test
