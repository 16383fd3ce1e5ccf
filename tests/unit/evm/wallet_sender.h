#pragma once

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "adapters/evm/node_wallet.h"
#include "wallet_node.h"

/// What a service does with a wallet: each deal is wished for until it is over, and notes are
/// durable when they are committed.
class Sender {
 public:
  static constexpr raas::Millis poll_ms = 30000;
  static constexpr raas::Millis step_ms = 1000;
  using Deal = WalletNode::Deal;

  explicit Sender(WalletNode& node) : node_(node) { restart(); }

  /// kill -9, and a start with what is durable.
  void restart() {
    staged_.clear();
    raas::evm::NodeWalletOptions options;
    options.account = WalletNode::account;
    options.poll_ms = poll_ms;
    wallet_.emplace(node_, options);
    for (const auto& [name, value] : notes_) BOOST_REQUIRE(wallet_->resume({name, value}));
  }
  void wish(const Deal& deal) { wishes_.push_back(deal); }

  /// One pump of the service, or what there is of it before the process ends.
  void step(bool can_commit = true, bool can_ask = true) {
    const raas::WalletNews news = wallet_->advance({.unix_ms = 0, .monotonic_ms = now_ms_});
    for (const auto& note : news.notes) staged_.push_back(note);
    now_ms_ += step_ms;
    if (!can_commit) return;
    for (const auto& note : staged_) notes_[note.name] = note.value;
    staged_.clear();
    wallet_->notes_are_durable();
    if (!can_ask) return;
    for (const Deal& deal : wishes_) ask_about(deal);
  }
  void poll(unsigned steps = 40) {
    now_ms_ += poll_ms;
    for (unsigned i = 0; i < steps; ++i) step();
  }
  /// Blocks come while it runs.
  void run(unsigned blocks, unsigned steps = 40) {
    for (; blocks > 0; --blocks) {
      poll(steps);
      node_.mine();
    }
    poll(steps);
  }

  /// Asks the wallet for a report, whether it was asked before or not.
  boost::system::result<std::uint64_t, raas::HostRefusal> send(const Deal& deal) {
    return wallet_->send({.key = key(deal),
                          .contract = std::string(WalletNode::contract),
                          .calldata = calldata(deal)});
  }

  [[nodiscard]] std::optional<raas::TransactionStatus> outcome(const Deal& deal) const {
    const auto found = outcomes_.find(deal);
    return found == outcomes_.end() ? std::nullopt : std::optional(found->second);
  }
  [[nodiscard]] bool is_over(const Deal& deal, raas::TransactionStage stage) const {
    const auto found = outcome(deal);
    return found && found->stage == stage;
  }
  [[nodiscard]] raas::evm::NodeWallet& wallet() { return *wallet_; }
  [[nodiscard]] const std::map<std::string, std::string>& notes() const { return notes_; }

  std::size_t refused = 0;
  bool lacks_funds = false;
  /// Under which a report is sent.
  [[nodiscard]] static std::string key(const Deal& deal) {
    return "raas/complete/" + std::to_string(deal.first) + "/" + std::to_string(deal.second);
  }
  /// The calldata of a report.
  [[nodiscard]] static std::string calldata(const Deal& deal) {
    raas::evm::Completion completion;
    completion.request = deal.first;
    completion.reported = {deal.second, 1000};
    completion.segment = {.cid = raas::Cid(), .padded_size = 1024};
    return raas::evm::call_complete(completion);
  }

 private:
  void ask_about(const Deal& deal) {
    if (outcomes_.count(deal) != 0) return;
    const auto found = wallet_->find(key(deal));
    if (found) {
      if (found->stage != raas::TransactionStage::under_way) outcomes_[deal] = *found;
      return;
    }
    BOOST_REQUIRE((found.error().code() == raas::Code::not_found));
    const auto sent = send(deal);
    if (sent) return;
    ++refused;
    lacks_funds = sent.error().no_funds;
  }

  WalletNode& node_;
  std::optional<raas::evm::NodeWallet> wallet_;
  std::map<std::string, std::string> notes_;
  std::vector<raas::Cursor> staged_;
  std::vector<Deal> wishes_;
  std::map<Deal, raas::TransactionStatus> outcomes_;
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

  const WalletNode::Deal deal{3, 77};
  WalletNode node;
  Sender sender{node};
};
