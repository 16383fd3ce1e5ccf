#include <boost/test/unit_test.hpp>

#include "support/ledger_chain.h"
#include "support/world.h"

// A wallet of our own keeps its notes with the service's state.

using namespace raas;
using namespace raas::test;

namespace {

/// Sends what it was asked for when the note of it is durable, to a ledger.
class NotingWallet : public Wallet, public ContractCalls {
 public:
  boost::system::result<std::uint64_t, HostRefusal> send(
      const TransactionRequest& request) override {
    wished_[request.key] = request;
    return wished_.size();
  }
  Result<TransactionStatus> find(std::string_view key) override {
    if (noted_.count(std::string(key)) != 0 || wished_.count(std::string(key)) != 0) {
      return TransactionStatus{};
    }
    return ledger.find(key);
  }
  std::string note_prefix() const override { return "noting "; }
  Status resume(const Cursor& note) override {
    ++resumed;
    if (note.value == "broken") return Error(Code::corrupt, "note: broken");
    return {};
  }
  WalletNews advance(Now now) override {
    WalletNews news;
    news.next_monotonic_ms = now.monotonic_ms + 30000;
    for (const auto& [key, request] : wished_) {
      news.notes.push_back({.name = note_prefix() + key, .value = note});
      noted_[key] = request;
    }
    wished_.clear();
    return news;
  }
  void notes_are_durable() override {
    for (const auto& [key, request] : noted_) {
      if (!is_stored(note_prefix() + key)) ++sent_before_stored;
      (void)ledger.send(request);
    }
    noted_.clear();
  }
  const std::string& trouble() const override { return trouble_; }

  Result<std::string> complete(const Completion& completion) const override {
    return ledger.complete(completion);
  }
  std::string reason_of(std::string_view data) const override { return ledger.reason_of(data); }

  LedgerChain ledger;
  MemoryStore* store = nullptr;
  std::string note = "nonce 1";
  std::size_t resumed = 0;
  std::size_t sent_before_stored = 0;

 private:
  [[nodiscard]] bool is_stored(const std::string& name) const {
    for (const Cursor& cursor : store->load([](StoredJob&&) {}).value().cursors) {
      if (cursor.name == name) return true;
    }
    return false;
  }

  std::map<std::string, TransactionRequest> wished_;
  std::map<std::string, TransactionRequest> noted_;
  std::string trouble_;
};

struct WalletStory {
  WalletStory() {
    wallet.store = &world.store;
    world.host.aggregates = true;
    world.follow(contract);
    world.report_to(wallet);
    contract.submit(1, cid_text(1), RegistrationThresholds{2, 2880, 86400});
  }

  MemoryContract contract;
  NotingWallet wallet;
  World world;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(wallet)

BOOST_AUTO_TEST_CASE(a_note_is_durable_before_the_wallet_hears_that_it_is) {
  WalletStory story;
  story.world.run(3 * epochs_per_day);
  BOOST_TEST(story.wallet.ledger.effects().size() == 2U);
  BOOST_TEST(story.wallet.sent_before_stored == 0U);
}

BOOST_AUTO_TEST_CASE(nothing_is_sent_while_notes_cannot_be_stored) {
  WalletStory story;
  for (int i = 0; i < 2000 && story.world.deals_proven() == 0; ++i) story.world.run(10);
  BOOST_REQUIRE(story.world.deals_proven() > 0U);
  story.world.store.is_down = true;
  story.world.run(3 * epochs_per_day);
  BOOST_TEST(story.wallet.ledger.sent() == 0U);

  story.world.store.is_down = false;
  story.world.run(3 * epochs_per_day);
  BOOST_TEST(story.wallet.ledger.effects().size() == 2U);
  BOOST_TEST(story.wallet.sent_before_stored == 0U);
}

BOOST_AUTO_TEST_CASE(notes_are_given_back_after_a_restart_and_a_broken_one_stops_the_start) {
  WalletStory story;
  story.world.run(3 * epochs_per_day);
  BOOST_TEST(story.wallet.resumed == 0U);
  story.world.restart();
  BOOST_TEST(story.wallet.resumed == 2U);

  WalletStory broken;
  broken.wallet.note = "broken";
  broken.world.run(3 * epochs_per_day);
  BOOST_CHECK_THROW(broken.world.restart(), std::exception);
}

BOOST_AUTO_TEST_SUITE_END()
