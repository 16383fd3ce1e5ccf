#include "adapters/evm/node_wallet.h"

#include <boost/test/unit_test.hpp>

#include "wallet_sender.h"

using namespace raas::evm;
using raas::TransactionStage;
using Deal = WalletNode::Deal;

BOOST_AUTO_TEST_SUITE(node_wallet)

BOOST_AUTO_TEST_CASE(a_report_is_mined_once_and_told_when_it_is_final) {
  Report report;
  report.sender.run(1);
  BOOST_TEST(report.node.effects(report.deal) == 1U);
  BOOST_TEST(!report.sender.outcome(report.deal).has_value());

  report.sender.run(8);
  BOOST_TEST(report.sender.is_over(report.deal, TransactionStage::final));
  BOOST_TEST(report.sender.outcome(report.deal)->hash.size() == 32U);
  BOOST_TEST(report.sender.outcome(report.deal)->height == 20);
  BOOST_TEST(report.node.accepted == 1U);
  for (const auto& [name, value] : report.sender.notes()) BOOST_TEST(value == "");
}

BOOST_AUTO_TEST_CASE(a_transaction_that_nobody_told_us_was_taken_is_not_sent_again) {
  Report report;
  while (report.asked("eth_estimateGas") == 0) report.sender.step();
  report.sender.step();
  report.node.loses_answers = true;
  report.sender.poll(10);
  report.node.loses_answers = false;
  report.sender.restart();
  report.sender.run(8);

  BOOST_TEST(report.node.mined().size() == report.node.effects(report.deal));
  BOOST_TEST(report.node.effects(report.deal) == 1U);
  BOOST_TEST(report.sender.is_over(report.deal, TransactionStage::final));
}

BOOST_AUTO_TEST_CASE(what_the_node_forgot_is_sent_again_under_the_same_nonce) {
  Report report;
  report.send();
  report.node.forget_pool();
  report.sender.run(8);

  BOOST_TEST(report.node.accepted == 2U);
  BOOST_TEST(report.node.mined().size() == 1U);
  BOOST_TEST(report.sender.is_over(report.deal, TransactionStage::final));
}

BOOST_AUTO_TEST_CASE(what_a_reorganization_took_back_is_sent_again) {
  Report report;
  report.sender.run(2);
  BOOST_REQUIRE(report.node.effects(report.deal) == 1U);
  report.node.tells_old_receipts = true;
  report.node.reorganize(report.node.height() - 1);
  BOOST_REQUIRE(report.node.effects(report.deal) == 0U);
  report.sender.run(8);

  BOOST_TEST(report.node.effects(report.deal) == 1U);
  BOOST_TEST(report.sender.is_over(report.deal, TransactionStage::final));
}

BOOST_AUTO_TEST_CASE(a_nonce_that_somebody_else_used_is_given_up_once_that_is_final) {
  Report report;
  report.send();
  report.node.forget_pool();
  report.node.use_nonce(0);
  report.node.mine();
  report.sender.poll();
  BOOST_TEST(!report.sender.outcome(report.deal).has_value());

  report.sender.run(6);
  BOOST_TEST(report.sender.is_over(report.deal, TransactionStage::dropped));
  BOOST_TEST(report.node.effects(report.deal) == 0U);
}

BOOST_AUTO_TEST_CASE(a_transaction_that_was_replaced_by_the_same_call_is_found_by_its_event) {
  Report report;
  report.send();
  report.node.forget_pool();
  report.node.use_nonce(0, report.deal);  // at another price, so with another hash
  report.sender.run(8);
  BOOST_TEST(report.sender.is_over(report.deal, TransactionStage::final));
  BOOST_TEST(report.node.effects(report.deal) == 1U);
}

BOOST_AUTO_TEST_CASE(what_would_be_reverted_is_not_sent_and_the_reason_is_told) {
  Report report;
  report.node.reverting_calls.insert(report.deal);
  report.sender.poll();
  BOOST_TEST(report.sender.is_over(report.deal, TransactionStage::reverted));
  BOOST_TEST(report.sender.outcome(report.deal)->revert_data == "\xde\xad\xbe\xef");
  BOOST_TEST(report.node.accepted == 0U);
}

BOOST_AUTO_TEST_CASE(what_was_reverted_when_it_was_mined_is_told_with_the_reason) {
  Report report;
  report.send();
  report.node.reverting.insert(report.deal);
  report.sender.run(8);
  BOOST_TEST(report.sender.is_over(report.deal, TransactionStage::reverted));
  BOOST_TEST(report.sender.outcome(report.deal)->revert_data == "\xde\xad\xbe\xef");
}

BOOST_AUTO_TEST_CASE(a_deal_that_is_reported_already_costs_no_transaction) {
  Report report;
  report.node.use_nonce(0, report.deal);
  report.node.mine();
  report.sender.poll();
  BOOST_TEST(!report.sender.outcome(report.deal).has_value());

  report.sender.run(6);
  BOOST_TEST(report.sender.is_over(report.deal, TransactionStage::final));
  BOOST_TEST(report.node.accepted == 0U);
}

BOOST_AUTO_TEST_CASE(contracts_that_cannot_tell_what_is_completed_are_reported_to_all_the_same) {
  Report report;
  report.node.has_is_completed = false;
  report.sender.run(8);
  BOOST_TEST(report.sender.is_over(report.deal, TransactionStage::final));
  BOOST_TEST(report.node.effects(report.deal) == 1U);
}

BOOST_AUTO_TEST_CASE(an_account_that_cannot_pay_is_told_and_waited_for) {
  Report report;
  report.node.has_funds = false;
  report.sender.poll();
  report.sender.wish({4, 78});
  report.sender.poll();
  BOOST_TEST(report.sender.lacks_funds);
  BOOST_TEST(report.sender.wallet().trouble() ==
             "eth_estimateGas: Insufficient funds for gas * price + value");

  report.node.has_funds = true;
  report.sender.run(10);
  BOOST_TEST(report.sender.is_over(report.deal, TransactionStage::final));
  BOOST_TEST(report.sender.is_over({4, 78}, TransactionStage::final));
  BOOST_TEST(report.sender.wallet().trouble() == "");
}

BOOST_AUTO_TEST_CASE(a_node_that_does_not_sign_is_told_and_asked_again) {
  Report report;
  report.node.refuses_with = "No Signer available";
  report.sender.run(3);
  BOOST_TEST(report.sender.wallet().trouble() == "eth_sendTransaction: No Signer available");

  report.node.refuses_with.clear();
  report.sender.run(8);
  BOOST_TEST(report.sender.is_over(report.deal, TransactionStage::final));
}

BOOST_AUTO_TEST_CASE(a_node_that_was_down_for_long_tells_by_events_what_was_mined_meanwhile) {
  Report report;
  report.send();
  report.node.forget_pool();
  report.node.mine(3000);
  report.node.use_nonce(0, report.deal);
  report.node.mine(6000);
  report.node.range_max = 500;
  report.sender.restart();
  report.sender.poll(200);
  BOOST_TEST(report.sender.is_over(report.deal, TransactionStage::final));
  BOOST_TEST(report.asked("eth_getLogs") >= 2U);
}

BOOST_AUTO_TEST_CASE(what_waits_for_long_is_offered_again_at_the_price_of_the_day) {
  Report report;
  report.send();
  report.sender.run(0);
  BOOST_TEST(report.asked("eth_sendTransaction") == 1U);
  for (int i = 0; i < 10; ++i) report.sender.poll();
  BOOST_TEST(report.asked("eth_sendTransaction") >= 2U);
  BOOST_TEST(report.node.accepted == 1U);
}

BOOST_AUTO_TEST_CASE(few_are_under_way_at_a_time_and_all_are_mined_in_the_end) {
  WalletNode node;
  Sender sender(node);
  for (std::uint64_t id = 1; id <= 25; ++id) sender.wish({id, 500 + id});
  sender.poll(200);
  BOOST_TEST(node.waiting() == 10U);
  BOOST_TEST(sender.refused > 0U);

  for (int i = 0; i < 30; ++i) sender.run(1);
  for (std::uint64_t id = 1; id <= 25; ++id) {
    BOOST_TEST(node.effects({id, 500 + id}) == 1U);
    BOOST_TEST(sender.is_over({id, 500 + id}, TransactionStage::final));
  }
  BOOST_TEST(node.mined().size() == 25U);
}

BOOST_AUTO_TEST_CASE(receipts_suffice_where_the_index_has_no_events) {
  for (const bool restarts : {false, true}) {
    Report report;
    report.node.is_without_events = true;
    report.send();
    report.sender.step();
    if (restarts) report.sender.restart();
    report.sender.run(8);
    BOOST_TEST(report.sender.is_over(report.deal, TransactionStage::final));
  }
}

BOOST_AUTO_TEST_CASE(a_node_is_left_alone_between_two_polls) {
  Report report;
  report.send();
  const std::size_t attempts = report.node.attempts;
  constexpr int steps = Sender::poll_ms / Sender::step_ms / 2;
  for (int i = 0; i < steps; ++i) report.sender.step();
  BOOST_TEST(report.node.attempts - attempts <= 5U);  // one pass over the one that waits
}

BOOST_AUTO_TEST_CASE(a_node_that_cannot_be_reached_is_asked_less_and_less_often) {
  Report report;
  report.node.is_down = true;
  for (const std::size_t most : {7U, 3U, 2U, 2U}) {
    const std::size_t before = report.node.attempts;
    for (int second = 0; second < 64; ++second) report.sender.step();
    BOOST_TEST(report.node.attempts - before >= 1U);
    BOOST_TEST(report.node.attempts - before <= most);
  }
}

BOOST_AUTO_TEST_CASE(a_node_that_cannot_be_reached_is_asked_again) {
  Report report;
  report.node.is_down = true;
  report.sender.run(2);
  BOOST_TEST(report.sender.wallet().trouble() == "no route");

  report.node.is_down = false;
  report.sender.run(8);
  BOOST_TEST(report.sender.is_over(report.deal, TransactionStage::final));
}

BOOST_AUTO_TEST_CASE(notes_are_read_back_and_broken_ones_are_refused) {
  WalletNote note;
  note.key = "raas/complete/3/77";
  note.contract = WalletNode::contract;
  note.calldata = Sender::calldata({3, 77});
  note.nonce = 12;
  note.gas = 400000;
  note.since = 4000000;
  BOOST_TEST((WalletNote::parse(note.text()).value() == note));
  note.hash = "0x" + std::string(64, 'a');
  BOOST_TEST((WalletNote::parse(note.text()).value() == note));

  const std::string text = note.text();
  for (const std::string& broken :
       {std::string(), "2" + text.substr(1), text + "z", text.substr(0, 40),
        "1 k " + std::string(WalletNode::contract) + " x 1 1 - 0x"}) {
    BOOST_TEST(!WalletNote::parse(broken).has_value());
  }
}

BOOST_AUTO_TEST_SUITE_END()
