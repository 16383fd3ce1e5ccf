#include <boost/test/unit_test.hpp>

#include "support/ledger_chain.h"
#include "support/world.h"

using namespace raas;
using namespace raas::test;

namespace {

constexpr RegistrationThresholds two_copies{2, 2880, 86400};
constexpr Epochs long_enough = 3 * epochs_per_day;

/// Two copies of one request, all that is needed to report them.
struct Story {
  Story() {
    world.host.aggregates = true;
    world.follow(contract);
    world.report_to(chain);
    contract.submit(1, cid_text(1), two_copies);
  }

  [[nodiscard]] std::vector<DealReport> reports() {
    return world.service().requests_with(1).at(0).reports;
  }
  [[nodiscard]] std::size_t count(ReportState state) {
    std::size_t found = 0;
    for (const DealReport& report : reports()) found += report.state == state ? 1 : 0;
    return found;
  }

  MemoryContract contract;
  LedgerChain chain;
  World world;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(reporter)

BOOST_AUTO_TEST_CASE(each_deal_is_reported_once_when_the_chain_proves_it) {
  Story story;
  story.world.run(long_enough);

  BOOST_TEST(story.world.deals_proven() == 2U);
  BOOST_TEST(story.chain.effects().size() == 2U);
  BOOST_TEST(story.chain.effects_twice().empty());
  BOOST_TEST(story.count(ReportState::final) == 2U);
}

BOOST_AUTO_TEST_CASE(a_deal_that_is_not_proven_is_not_reported) {
  Story story;
  story.world.host.sealing_epochs = 20 * epochs_per_day;
  story.world.run(epochs_per_day);

  BOOST_TEST(story.world.deals_made() >= 2U);
  BOOST_TEST(story.chain.sent() == 0U);
}

BOOST_AUTO_TEST_CASE(a_transaction_that_fails_has_a_successor_under_another_key) {
  Story story;
  story.chain.fail_next({TransactionStage::reverted, TransactionStage::dropped});
  story.world.run(long_enough);

  BOOST_TEST(story.chain.effects().size() == 2U);
  BOOST_TEST(story.chain.effects_twice().empty());
  BOOST_TEST(story.chain.sent() == 4U);
  BOOST_TEST(story.count(ReportState::final) == 2U);
}

BOOST_AUTO_TEST_CASE(a_wrong_proof_is_not_sent_and_what_did_not_match_is_told) {
  Story story;
  story.chain.refuses_proof = "podsi: aggregate size: the proof leads to 512 bytes";
  story.world.run(long_enough);

  BOOST_TEST(story.chain.sent() == 0U);
  BOOST_TEST(story.count(ReportState::refused) == 2U);
  BOOST_TEST(story.reports().at(0).because == story.chain.refuses_proof);

  story.chain.refuses_proof.clear();
  story.world.run(long_enough);
  BOOST_TEST(story.chain.effects().size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_deal_without_a_proof_is_refused_with_that_reason) {
  Story story;
  story.world.host.aggregates = false;
  story.world.run(long_enough);

  BOOST_TEST(story.chain.sent() == 0U);
  BOOST_REQUIRE(story.count(ReportState::refused) == 2U);
  BOOST_TEST(story.reports().at(0).because == "the aggregator gives no proof of inclusion");
}

BOOST_AUTO_TEST_CASE(an_empty_wallet_is_waited_for_under_the_same_key) {
  Story story;
  story.chain.has_funds = false;
  story.world.run(long_enough);
  BOOST_TEST(story.chain.sent() == 0U);

  story.chain.has_funds = true;
  story.world.run(epochs_per_hour);
  BOOST_TEST(story.chain.sent() == 2U);
  for (const DealReport& report : story.reports()) BOOST_TEST(report.attempt == 1U);
}

BOOST_AUTO_TEST_CASE(nothing_is_reported_for_a_request_that_was_taken_back) {
  Story story;
  story.chain.has_funds = false;
  story.world.run(long_enough);
  story.contract.withdraw(1);
  story.chain.has_funds = true;
  story.world.run(long_enough);
  BOOST_TEST(story.chain.sent() == 0U);

  story.contract.submit(1, cid_text(1), two_copies);
  story.world.run(long_enough);
  BOOST_TEST(story.chain.effects().size() == 2U);
}

BOOST_AUTO_TEST_CASE(nothing_is_sent_that_is_not_durable) {
  Story story;
  story.chain.is_watching = &story.world.store;
  story.world.run(long_enough);
  BOOST_TEST(story.chain.sent_before_recorded == 0U);
  BOOST_TEST(story.chain.sent() == 2U);
}

// The process ends at every port call in turn, and the first transaction fails: in the end each
// deal is on chain, once.
BOOST_AUTO_TEST_CASE(each_deal_is_reported_once_wherever_the_service_is_stopped) {
  bool was_stopped = true;
  for (std::size_t calls = 0; was_stopped; ++calls) {
    BOOST_TEST_CONTEXT("stopped at call " << calls) {
      Story story;
      story.chain.stops_with(story.world.calls);
      story.chain.fail_next({TransactionStage::reverted});
      // The day on which the service learns, by asking, that its deals are active.
      story.world.run(epochs_per_day - epochs_per_hour);
      story.world.calls.fail_after(calls);
      was_stopped = story.world.run_until_stopped(6 * epochs_per_hour);
      story.world.restart();
      story.world.run(12 * epochs_per_hour);

      BOOST_TEST(story.world.deals_made() == 2U);
      BOOST_TEST(story.chain.effects().size() == 2U);
      BOOST_TEST(story.chain.effects_twice().empty());
      BOOST_TEST(story.count(ReportState::final) == 2U);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
