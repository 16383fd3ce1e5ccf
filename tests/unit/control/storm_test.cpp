#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "support/world.h"

using namespace raas;
using namespace raas::test;

namespace {

/// What is said to be gone is believed at once, but for the guard.
ServiceOptions credulous() {
  ServiceOptions options;
  options.policy.gone_after_epochs = 0;
  return options;
}

ServiceOptions with_deals_per_hour(std::uint32_t deals) {
  ServiceOptions options = credulous();
  options.policy.deals_per_hour_max = deals;
  options.jobs_per_slice = 1;
  return options;
}

/// A world of @p jobs jobs with two proven copies each: job 1 has deals 1 and 2 or so.
struct Fleet : World {
  explicit Fleet(std::size_t jobs, ServiceOptions options = credulous(),
                 Epochs grace = Terms{}.repair_after_epochs)
      : World(std::move(options)) {
    for (std::size_t i = 0; i < jobs; ++i) {
      Order order = order_of(2, "client " + std::to_string(i));
      order.terms.repair_after_epochs = grace;
      (void)service().place({order}).value();
    }
    run(5 * epochs_per_day);
    made_before = deals_made();
  }

  /// Ends up to @p copies copies of @p job.
  void lose(JobId job, std::size_t copies) {
    const JobStatus status = service().job(job).value();
    for (const ReplicaStatus& copy : status.replicas) {
      if (copies-- == 0) return;
      host.set_finding(copy.replica.deal, Finding::dead, epoch);
    }
  }
  void lose_all() {
    for (auto& [id, deal] : host.deals) host.set_finding(id, Finding::dead, epoch);
  }

  /// All copies at a provider say so from now on. @return How many there are.
  std::size_t tell_of(ActorId provider, Finding finding) {
    std::size_t copies = 0;
    for (auto& [id, deal] : host.deals) {
      if (deal.request.provider != provider || deal.finding == Finding::unsealed) continue;
      host.set_finding(id, finding, epoch);
      ++copies;
    }
    return copies;
  }

  /// Jobs in the order in which deals were made for them since the beginning of the trouble.
  [[nodiscard]] std::vector<std::string> served() const {
    std::vector<std::string> jobs;
    for (const auto& [id, deal] : host.deals) {
      if (id <= made_before) continue;
      const std::string& key = deal.request.key;
      jobs.push_back(key.substr(0, key.rfind('/', key.rfind('/') - 1)));
    }
    return jobs;
  }

  /// When each of them was decided on, the first one first.
  [[nodiscard]] std::vector<Epoch> decided() const {
    std::vector<Epoch> epochs;
    for (const auto& [id, deal] : host.deals) {
      if (id <= made_before) continue;
      epochs.push_back(deal.request.start_epoch_max - Policy{}.sealing_max_epochs);
    }
    std::sort(epochs.begin(), epochs.end());
    return epochs;
  }

  std::size_t made_before = 0;
};

/// Of three jobs the third is left without any copy; two days later.
void lose_most_of_the_third(Fleet& world) {
  world.lose(1, 1);
  world.lose(2, 1);
  world.lose(3, 2);
  world.run(2 * epochs_per_day);
}

std::vector<std::string> the_third_first() {
  return {"raas/3", "raas/3", "raas/1", "raas/2"};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(storm)

BOOST_AUTO_TEST_CASE(a_budget_goes_to_the_jobs_with_the_fewest_copies) {
  Fleet world(3, with_deals_per_hour(1));
  BOOST_TEST(world.made_before == 6U);
  lose_most_of_the_third(world);
  BOOST_TEST(world.served() == the_third_first(), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_staging_holds_the_data_of_the_jobs_with_the_fewest_copies_first) {
  ServiceOptions options = credulous();
  options.fetches_max = 1;
  Fleet world(3, options);
  lose_most_of_the_third(world);
  BOOST_TEST(world.served() == the_third_first(), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(no_more_deals_are_made_within_an_hour_than_the_budget_allows) {
  Fleet world(4, with_deals_per_hour(2));
  world.lose(1, 2);
  world.lose(2, 2);

  world.run(200);

  BOOST_TEST(world.served().size() == 4U);
  const std::vector<Epoch> decided = world.decided();
  BOOST_TEST(decided.at(2) - decided.at(0) >= epochs_per_hour);
  BOOST_TEST(decided.at(3) - decided.at(1) >= epochs_per_hour);
}

BOOST_AUTO_TEST_CASE(what_waited_for_long_is_read_anew_for_all_places_that_are_free) {
  ServiceOptions options = credulous();
  options.policy.deals_per_hour_max = 3;
  Fleet world(80, options);
  for (JobId job = 1; job <= 15; ++job) world.lose(job, 1);

  world.run(6 * epochs_per_hour);

  const std::vector<Epoch> decided = world.decided();
  BOOST_REQUIRE(decided.size() == 15U);
  for (std::size_t first = 0; first < decided.size(); first += 3) {
    BOOST_TEST(decided.at(first) == decided.at(first + 2));
  }
  BOOST_TEST(decided.back() - decided.front() > options.policy.reading_age_max_epochs);
}

BOOST_AUTO_TEST_CASE(a_job_that_waits_for_the_budget_says_so) {
  Fleet world(2, with_deals_per_hour(1));
  world.lose(1, 1);
  world.lose(2, 2);

  world.run(100);

  const std::string next = world.service().job(1)->next;
  BOOST_TEST(next.starts_with("repair of slot "));
  BOOST_TEST(next.ends_with("; waits: 1 deals were made within an hour, 1 are allowed"));
}

BOOST_AUTO_TEST_CASE(a_repair_that_waits_is_dropped_when_the_copy_comes_back) {
  Fleet world(2, with_deals_per_hour(1));
  world.lose(1, 1);
  world.lose(2, 2);
  world.run(100);
  for (auto& [id, deal] : world.host.deals) {
    if (id <= world.made_before) world.host.set_finding(id, Finding::proven, world.epoch);
  }

  world.run(2 * epochs_per_day);

  BOOST_TEST(world.served().size() == 1U);
}

BOOST_AUTO_TEST_CASE(the_budget_is_known_after_a_restart) {
  Fleet world(2, with_deals_per_hour(1));
  world.lose(2, 2);
  world.run(100);
  BOOST_TEST(world.served().size() == 1U);

  world.restart();
  world.run(10);

  BOOST_TEST(world.served().size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_fleet_that_vanishes_at_once_is_not_believed) {
  Fleet world(10);
  world.lose_all();

  world.run(Policy{}.feed_hold_epochs - 100);

  BOOST_TEST(world.served().empty());
  BOOST_TEST(world.service().health().because.find("20 of 20 copies are said to be gone") == 0U);
  BOOST_TEST(world.service().job(7)->next.find("; waits: 20 of 20 copies") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_fleet_that_comes_to_its_end_at_once_is_believed) {
  for (const Epochs before_end : {Epochs{1}, Epochs{0}}) {
    Fleet world(10);
    for (const auto& [id, deal] : world.host.deals) {
      world.host.set_finding(id, Finding::absent, deal.end_epoch - before_end);
    }
    world.run(200);

    BOOST_TEST(world.service().health().because.empty() == (before_end == 0));
  }
}

BOOST_AUTO_TEST_CASE(what_is_still_gone_after_the_hold_is_repaired) {
  Fleet world(10);
  world.lose_all();

  world.run(Policy{}.feed_hold_epochs + epochs_per_day);

  BOOST_TEST(world.served().size() == 20U);
  BOOST_TEST(world.service().health().because == "");
}

BOOST_AUTO_TEST_CASE(a_node_that_comes_to_its_senses_causes_no_deal) {
  Fleet world(10);
  world.lose_all();
  world.run(epochs_per_day / 2);
  for (auto& [id, deal] : world.host.deals)
    world.host.set_finding(id, Finding::proven, world.epoch);

  world.run(3 * epochs_per_day);

  BOOST_TEST(world.served().empty());
}

BOOST_AUTO_TEST_CASE(the_operator_can_say_that_it_is_true) {
  Fleet world(10);
  world.lose_all();
  world.run(200);

  BOOST_TEST(world.service().release_feed().value() == 20U);
  world.run(200);

  BOOST_TEST(world.served().size() == 20U);
}

BOOST_AUTO_TEST_CASE(doubt_and_release_outlive_a_restart) {
  Fleet world(10);
  world.lose_all();
  world.run(200);
  world.restart();
  world.run(200);
  BOOST_TEST(world.served().empty());

  BOOST_TEST(world.service().release_feed().value() == 20U);
  world.restart();
  world.run(200);
  BOOST_TEST(world.served().size() == 20U);
}

// A spare steps in for it, so that it is one too many when it is there again.
BOOST_AUTO_TEST_CASE(a_copy_that_was_said_to_be_gone_for_an_hour_is_not_forgotten) {
  World world;
  const Order order = order_of(2);
  (void)world.service().place({order}).value();
  world.run(2 * epochs_per_day);
  const std::uint64_t own =
      world.host.add_own_deal(order.payload_text, 1005, World::beginning + 500 * epochs_per_day);
  BOOST_TEST(
      world.service().offer({{.seq = 1, .told = world.host.told(world.host.deals.at(own))}}));
  world.run(epochs_per_hour);
  world.host.set_finding(1, Finding::dead, world.epoch);
  world.run(epochs_per_hour);
  world.host.set_finding(1, Finding::proven, world.epoch);
  world.run(epochs_per_day);

  BOOST_TEST(world.service().job(1)->replicas.size() == 3U);
  BOOST_TEST(world.deals_made() == 3U);
}

// It would be made a second time at another provider.
BOOST_AUTO_TEST_CASE(a_new_copy_whose_first_readings_say_that_it_is_gone_is_waited_for) {
  World world;
  (void)world.service().place({order_of(1)}).value();
  world.run(world.host.sealing_epochs * 3 / 4);
  BOOST_TEST_REQUIRE((world.host.deals.at(1).state == HostDealState::published));
  BOOST_TEST(world.service().offer({{.seq = 1, .told = world.host.told(world.host.deals.at(1))}}));
  world.host.set_finding(1, Finding::dead, world.epoch);
  world.run(world.host.sealing_epochs / 8);
  const JobStatus status = world.service().job(1).value();
  BOOST_TEST_REQUIRE(status.replicas.size() == 1U);
  BOOST_TEST((status.replicas.front().replica.facts.finding == Finding::dead));

  world.run(2 * epochs_per_day);  // It is sealed, and the node tells the truth.
  BOOST_TEST(world.deals_made() == 1U);
  BOOST_TEST(world.service().job(1)->replicas.size() == 1U);
}

// It is one too many at its provider when it is there again.
BOOST_AUTO_TEST_CASE(a_provider_whose_copy_was_said_to_be_gone_for_an_hour_gets_no_second_one) {
  World world;
  world.host.providers = 2;
  (void)world.service().place({order_of(2)}).value();
  world.run(2 * epochs_per_day);
  BOOST_TEST(world.deals_made() == 2U);
  world.host.set_finding(1, Finding::dead, world.epoch);
  world.run(epochs_per_hour);

  (void)world.service().place({order_of(3)}).value();
  world.run(epochs_per_hour);
  BOOST_TEST(world.deals_made() == 2U);

  world.run(2 * epochs_per_day);  // It is believed, and made anew.
  BOOST_TEST(world.deals_made() == 3U);
}

BOOST_AUTO_TEST_CASE(other_jobs_are_served_while_the_feed_is_doubted) {
  Fleet world(10);
  world.lose_all();
  world.run(200);

  (void)world.service().place({order_of(2, "newcomer")}).value();
  world.run(200);

  BOOST_TEST(world.served() == std::vector<std::string>(2, "raas/11"));
}

BOOST_AUTO_TEST_CASE(a_provider_that_is_out_for_hours_costs_no_deal_however_short_the_grace) {
  Fleet world(30, credulous(), epochs_per_hour);
  BOOST_TEST_REQUIRE(world.tell_of(1000, Finding::faulty) >= Policy{}.outage_copies_min);
  world.run(6 * epochs_per_hour);
  BOOST_TEST(world.served().empty());

  world.tell_of(1000, Finding::proven);
  world.run(3 * epochs_per_day);
  BOOST_TEST(world.served().empty());
}

BOOST_AUTO_TEST_CASE(a_provider_that_stays_out_is_replaced_when_the_hold_is_over) {
  Fleet world(30, credulous(), epochs_per_hour);
  const std::size_t copies = world.tell_of(1000, Finding::faulty);
  world.run(Policy{}.outage_hold_epochs - 100);
  BOOST_TEST(world.served().empty());

  world.run(2 * epochs_per_hour);
  BOOST_TEST(world.served().size() == copies);
}

BOOST_AUTO_TEST_CASE(the_operator_can_say_that_a_provider_will_not_come_back) {
  Fleet world(30, credulous(), epochs_per_hour);
  const std::size_t copies = world.tell_of(1000, Finding::faulty);
  world.run(2 * epochs_per_hour);
  BOOST_TEST(world.served().empty());

  BOOST_TEST(world.service().release_feed().has_value());
  world.run(2 * epochs_per_hour);
  BOOST_TEST(world.served().size() == copies);
}

BOOST_AUTO_TEST_CASE(a_few_copies_of_a_provider_are_no_outage) {
  Fleet world(30, credulous(), epochs_per_hour);
  std::size_t left = Policy{}.outage_copies_min - 1;
  for (auto& [id, deal] : world.host.deals) {
    if (deal.request.provider != 1000 || left == 0) continue;
    world.host.set_finding(id, Finding::faulty, world.epoch);
    --left;
  }
  world.run(6 * epochs_per_hour);
  BOOST_TEST(world.served().size() == Policy{}.outage_copies_min - 1);
}

BOOST_AUTO_TEST_SUITE_END()
