#include <boost/test/unit_test.hpp>

#include "wallet_sender.h"

// A nonce makes a report once: whatever happens, no deal is reported twice, none is forgotten, and
// nothing is taken for its end that may still change.

using raas::TransactionStage;
using Deal = WalletNode::Deal;

namespace {

/// The process ends at one step, now and then where its last question was answered to nobody; and a
/// reorganization takes the newest block back.
void check_stopped_at(unsigned stop, bool has_is_completed) {
  const std::vector<Deal> deals = {{1, 10}, {1, 11}, {2, 10}, {5, 900}};
  WalletNode node;
  node.has_is_completed = has_is_completed;
  Sender sender(node);
  for (const Deal& deal : deals) sender.wish(deal);
  for (unsigned step = 0; step < stop; ++step) {
    sender.step(step % 7 != 3);
    if (step % 40 == 39) node.mine();
  }
  node.loses_answers = stop % 2 == 1;
  sender.step(false);
  node.loses_answers = false;
  sender.restart();
  constexpr unsigned pass_steps = 16;
  sender.run(2, pass_steps);
  node.reorganize(node.height());
  sender.run(12, pass_steps);

  for (const Deal& deal : deals) {
    BOOST_TEST(node.effects(deal) == 1U);
    BOOST_TEST(sender.is_over(deal, TransactionStage::final));
  }
  BOOST_TEST(node.mined().size() == deals.size());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(node_wallet_once)

BOOST_AUTO_TEST_CASE(nothing_is_sent_before_its_nonce_is_durable) {
  Report report;
  const Deal other{4, 78};
  report.sender.wish(other);
  report.sender.step();
  for (int i = 0; i < 200; ++i) report.sender.step(false);
  BOOST_TEST(report.asked("eth_estimateGas") == 2U);
  BOOST_TEST(report.node.accepted == 0U);

  report.sender.poll();
  BOOST_TEST(report.node.accepted == 2U);
  report.node.mine();
  for (const Deal& deal : {report.deal, other}) BOOST_TEST(report.node.effects(deal) == 1U);
}

// Also where the contract cannot tell that a deal was reported: only nonces are left then to make
// it once.
BOOST_AUTO_TEST_CASE(each_report_is_mined_once_wherever_the_sender_is_stopped) {
  constexpr unsigned stops = 120;
  for (unsigned stop = 0; stop < stops; ++stop) {
    for (const bool has_is_completed : {true, false}) {
      BOOST_TEST_CONTEXT("stopped at step " << stop << (has_is_completed ? "" : ", told nothing")) {
        check_stopped_at(stop, has_is_completed);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(what_is_asked_for_again_under_its_key_is_the_same_transaction) {
  Report report;
  report.node.has_is_completed = false;
  const auto first = report.sender.send(report.deal);
  BOOST_REQUIRE(first.has_value());
  BOOST_TEST(*report.sender.send(report.deal) == *first);
  report.sender.run(2);
  BOOST_TEST(*report.sender.send(report.deal) == *first);
  report.sender.run(8);

  BOOST_TEST(report.node.mined().size() == 1U);
}

BOOST_AUTO_TEST_CASE(what_became_of_a_transaction_is_kept_until_it_was_told) {
  WalletNode node;
  Sender sender(node);
  constexpr std::uint64_t most = 10;
  for (std::uint64_t id = 1; id <= most; ++id) BOOST_TEST(sender.send({id, id}).has_value());
  sender.run(8);
  BOOST_TEST(node.mined().size() == most);
  BOOST_TEST(!sender.send({most + 1, 1}).has_value());

  const auto told = sender.wallet().find(Sender::key({4, 4}));
  BOOST_TEST((told.value().stage == TransactionStage::final));
  BOOST_TEST(sender.send({most + 1, 1}).has_value());
}

// The nonces above it wait for it, at the node and with us.
BOOST_AUTO_TEST_CASE(a_gap_between_nonces_is_filled_by_the_report_that_had_it) {
  for (const bool restarts : {false, true}) {
    Report report;
    report.sender.wish({4, 78});
    report.sender.wish({5, 79});
    report.sender.poll();
    BOOST_REQUIRE(report.node.waiting() == 3U);
    report.node.forget(1);
    if (restarts) report.sender.restart();
    report.sender.wish({6, 80});
    report.sender.run(9);

    for (const Deal& deal : {Deal{3, 77}, Deal{4, 78}, Deal{5, 79}, Deal{6, 80}}) {
      BOOST_TEST(report.node.effects(deal) == 1U);
      BOOST_TEST(report.sender.is_over(deal, TransactionStage::final));
    }
    BOOST_TEST(report.node.mined().size() == 4U);
    BOOST_TEST(report.node.mined().at(1).deal->first == 4U);
  }
}

BOOST_AUTO_TEST_CASE(a_nonce_that_waits_at_the_node_for_somebody_else_is_left_to_them) {
  Report report;
  report.node.use_nonce(0);
  report.sender.run(8);
  BOOST_TEST(report.sender.is_over(report.deal, TransactionStage::final));
  BOOST_TEST(report.node.mined().size() == 2U);
}

// What only the wallet knew is gone; the note of it is not, so that it can be found out again.
BOOST_AUTO_TEST_CASE(an_end_that_was_told_to_nobody_before_the_process_ended_is_found_again) {
  Report report;
  report.node.has_is_completed = false;
  report.send();
  report.node.mine(6);
  for (int i = 0; i < 60; ++i) report.sender.step(true, false);
  BOOST_TEST(
      (report.sender.wallet().find(Sender::key(report.deal))->stage == TransactionStage::final));
  report.sender.restart();
  report.sender.run(8);

  BOOST_TEST(report.sender.is_over(report.deal, TransactionStage::final));
  BOOST_TEST(report.node.mined().size() == 1U);
}

// There may be no block at its height any more, too.
BOOST_AUTO_TEST_CASE(receipts_of_blocks_that_were_taken_back_are_not_believed) {
  for (const bool is_null_round : {false, true}) {
    Report report;
    report.sender.run(2);
    report.node.tells_old_receipts = true;
    const std::size_t height = report.node.height() - 1;
    report.node.reorganize(height);
    if (is_null_round) report.node.null_rounds.insert(height);
    report.node.mine();
    report.node.use_nonce(0);
    report.node.mine();
    report.sender.run(8);
    BOOST_TEST(report.sender.is_over(report.deal, TransactionStage::dropped));
  }
}

BOOST_AUTO_TEST_SUITE_END()
