#include "adapters/evm/node_wallet.h"

#include <boost/test/unit_test.hpp>
#include <functional>

#include "wallet_node.h"

using namespace raas::evm;
using raas::TransactionStage;
using raas::TransactionStatus;
using Deal = WalletNode::Deal;

namespace {

constexpr raas::Millis poll_ms = 30000;

std::string key_of(const Deal& deal) {
  return "raas/complete/" + std::to_string(deal.first) + "/" + std::to_string(deal.second);
}

/// What a service does with a wallet: each deal is wished for until it is over, and notes are
/// durable when they are committed.
class Sender {
 public:
  explicit Sender(WalletNode& node) : node_(node) { restart(); }

  /// kill -9, and a start with what is durable.
  void restart() {
    NodeWalletOptions options;
    options.account = WalletNode::account;
    options.poll_ms = poll_ms;
    wallet_.emplace(node_, options);
    for (const auto& [name, value] : notes_) BOOST_REQUIRE(wallet_->resume({name, value}));
  }
  void wish(const Deal& deal) { wishes_.push_back(deal); }

  /// One pump of the service.
  void step(bool can_commit = true) {
    const raas::WalletNews news = wallet_->advance({.unix_ms = 0, .monotonic_ms = now_ms_});
    for (const auto& note : news.notes) staged_.push_back(note);
    now_ms_ += 1000;
    if (!can_commit) return;
    for (const auto& note : staged_) notes_[note.name] = note.value;
    staged_.clear();
    wallet_->notes_are_durable();
    for (const Deal& deal : wishes_) ask_about(deal);
  }
  void poll(unsigned steps = 40) {
    now_ms_ += poll_ms;
    for (unsigned i = 0; i < steps; ++i) step();
  }
  /// Blocks come while it runs.
  void run(unsigned blocks) {
    for (; blocks > 0; --blocks) {
      poll();
      node_.mine();
    }
    poll();
  }

  [[nodiscard]] std::optional<TransactionStatus> outcome(const Deal& deal) const {
    const auto found = outcomes_.find(deal);
    return found == outcomes_.end() ? std::nullopt : std::optional(found->second);
  }
  [[nodiscard]] bool is_over(const Deal& deal, TransactionStage stage) const {
    const auto found = outcome(deal);
    return found && found->stage == stage;
  }
  [[nodiscard]] NodeWallet& wallet() { return *wallet_; }
  [[nodiscard]] const std::map<std::string, std::string>& notes() const { return notes_; }

  std::size_t refused = 0;
  bool lacks_funds = false;
  /// The calldata of a report.
  [[nodiscard]] static std::string calldata(const Deal& deal) {
    Completion completion;
    completion.request = deal.first;
    completion.reported = {deal.second, 1000};
    completion.segment = {.cid = raas::Cid(), .padded_size = 1024};
    return call_complete(completion);
  }

 private:
  void ask_about(const Deal& deal) {
    if (outcomes_.count(deal) != 0) return;
    const auto found = wallet_->find(key_of(deal));
    if (found) {
      if (found->stage != TransactionStage::under_way) outcomes_[deal] = *found;
      return;
    }
    BOOST_REQUIRE((found.error().code() == raas::Code::not_found));
    const auto sent = wallet_->send({.key = key_of(deal),
                                     .contract = std::string(WalletNode::contract),
                                     .calldata = calldata(deal)});
    if (sent) return;
    ++refused;
    lacks_funds = sent.error().no_funds;
  }

  WalletNode& node_;
  std::optional<NodeWallet> wallet_;
  std::map<std::string, std::string> notes_;
  std::vector<raas::Cursor> staged_;
  std::vector<Deal> wishes_;
  std::map<Deal, TransactionStatus> outcomes_;
  raas::Millis now_ms_ = 1000;
};

/// One deal is to be reported.
struct Report {
  Report() { sender.wish(deal); }
  /// Sent, and known to the sender, but not mined.
  void send() {
    sender.poll();
    BOOST_REQUIRE(node.waiting() == 1U);
  }
  [[nodiscard]] std::size_t asked(std::string_view method) const {
    return static_cast<std::size_t>(std::count(node.methods.begin(), node.methods.end(), method));
  }

  const Deal deal{3, 77};
  WalletNode node;
  Sender sender{node};
};

}  // namespace

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

BOOST_AUTO_TEST_CASE(nothing_is_sent_before_its_nonce_is_durable) {
  Report report;
  report.sender.step();
  for (int i = 0; i < 200; ++i) report.sender.step(false);
  BOOST_TEST(report.asked("eth_estimateGas") == 1U);
  BOOST_TEST(report.node.accepted == 0U);

  report.sender.poll();
  BOOST_TEST(report.node.accepted == 1U);
}

// The process ends at every step in turn, also where its last question was answered to nobody; and
// a reorganization takes the first blocks back.
BOOST_AUTO_TEST_CASE(each_report_is_mined_once_wherever_the_sender_is_stopped) {
  constexpr unsigned stops = 120;
  const std::vector<Deal> deals = {{1, 10}, {1, 11}, {2, 10}, {5, 900}};
  for (unsigned stop = 0; stop < stops; ++stop) {
    BOOST_TEST_CONTEXT("stopped at step " << stop) {
      WalletNode node;
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
      sender.run(2);
      node.reorganize(node.height());
      sender.run(12);

      for (const Deal& deal : deals) {
        BOOST_TEST(node.effects(deal) == 1U);
        BOOST_TEST(sender.is_over(deal, TransactionStage::final));
      }
      BOOST_TEST(node.mined().size() == deals.size());
    }
  }
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

BOOST_AUTO_TEST_CASE(receipts_of_blocks_that_were_taken_back_are_not_believed) {
  Report report;
  report.sender.run(2);
  report.node.tells_old_receipts = true;
  report.node.reorganize(report.node.height() - 1);
  report.node.use_nonce(0);
  report.node.mine();
  report.sender.run(8);
  BOOST_TEST(report.sender.is_over(report.deal, TransactionStage::dropped));
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
  report.node.use_nonce(0, report.deal);
  report.node.mine(9000);
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
