#include "aggregator/tx_book.h"

#include <boost/test/unit_test.hpp>
#include <string>

#include "aggregator/tables/abi_values.h"
#include "aggregator/tables/tx_table.h"
#include "support/temporary_folder.h"

using namespace mock;

namespace {

/// A running plugin's view of a wallet.
struct Wallet {
  explicit Wallet(const std::string& path = ":memory:")
      : database(path), book(database), scope({}), table(book, scope) {
    scope.set_stage(LifeStage::running);
    request.struct_size = sizeof request;
    request.idempotency_key = str_of("ns/complete/1/77");
    request.to = str_of(receiver);
    request.calldata = str_of(calldata);
  }

  raas_status send() {
    const CallScope::Entry entry(scope);
    return table.table()->send(table.table()->ctx, &request, &id, nullptr);
  }
  raas_tx found(std::string_view key) {
    const CallScope::Entry entry(scope);
    raas_tx tx{};
    tx.struct_size = sizeof tx;
    status = table.table()->find(table.table()->ctx, str_of(key), &tx, nullptr);
    return tx;
  }
  void commit() {
    book.write();
    database.commit();
  }
  void put(TxState state, Epoch epoch) {
    TxRecord record = book.at(1);
    record.state = state;
    record.nonce = 5;
    record.hash = std::string(32, 'h');
    record.epoch = epoch;
    book.put(record);
  }

  std::string receiver = std::string(20, '\xab');
  std::string calldata = std::string("\x60\xb9\0\x84", 4);
  Database database;
  TxBook book;
  CallScope scope;
  TxTable table;
  raas_tx_request request{};
  std::uint64_t id = 0;
  raas_status status = RAAS_OK;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(tx_book)

BOOST_AUTO_TEST_CASE(same_key_and_call_are_one_transaction_also_after_a_restart) {
  const raas_test::TemporaryFolder folder;
  const auto path = (folder.path() / "evm.db").string();
  std::uint64_t first = 0;
  {
    Wallet wallet(path);
    BOOST_REQUIRE(wallet.send() == RAAS_OK);
    first = wallet.id;
    BOOST_TEST(first != 0U);
    wallet.commit();
  }
  Wallet again(path);
  BOOST_TEST(again.send() == RAAS_OK);
  BOOST_TEST(again.id == first);
  BOOST_TEST(again.book.all().size() == 1U);
  BOOST_TEST((again.book.at(first).order.calldata == again.calldata));
}

BOOST_AUTO_TEST_CASE(same_key_with_another_call_is_a_conflict) {
  const auto changes = {
      +[](Wallet& wallet) { wallet.request.to = str_of("another 20 byte text"); },
      +[](Wallet& wallet) { wallet.request.calldata = {}; },
      +[](Wallet& wallet) { wallet.request.value = str_of("1"); },
  };
  for (const auto& change : changes) {
    Wallet wallet;
    BOOST_REQUIRE(wallet.send() == RAAS_OK);
    change(wallet);
    BOOST_TEST(wallet.send() == RAAS_E_CONFLICT);
  }
}

BOOST_AUTO_TEST_CASE(what_was_not_committed_is_forgotten_by_a_crash) {
  const raas_test::TemporaryFolder folder;
  const auto path = (folder.path() / "evm.db").string();
  {
    Wallet wallet(path);
    BOOST_REQUIRE(wallet.send() == RAAS_OK);
  }
  Wallet again(path);
  static_cast<void>(again.found("ns/complete/1/77"));
  BOOST_TEST(again.status == RAAS_E_NOT_FOUND);
}

BOOST_AUTO_TEST_CASE(malformed_calls_are_refused) {
  const std::string long_value(40, '9');
  const std::string large(128 * 1024 + 1, 'c');
  const auto refused = [](auto spoil) {
    Wallet wallet;
    spoil(wallet.request);
    return wallet.send() == RAAS_E_INVALID && wallet.book.all().empty();
  };
  BOOST_TEST(refused([](auto& request) { request.to = str_of("short"); }));
  BOOST_TEST(refused([](auto& request) { request.idempotency_key = str_of("a b"); }));
  BOOST_TEST(refused([](auto& request) { request.idempotency_key = {}; }));
  BOOST_TEST(refused([](auto& request) { request.value = str_of("-1"); }));
  BOOST_TEST(refused([&](auto& request) { request.value = str_of(long_value); }));
  BOOST_TEST(refused([&](auto& request) { request.calldata = str_of(large); }));
  BOOST_TEST(refused([](auto& request) { request.calldata = {nullptr, 3}; }));
}

BOOST_AUTO_TEST_CASE(empty_wallet_takes_no_orders_but_knows_the_old_ones) {
  Wallet wallet;
  BOOST_REQUIRE(wallet.send() == RAAS_OK);
  wallet.book.set_funded(false);
  BOOST_TEST(wallet.send() == RAAS_OK);
  wallet.request.idempotency_key = str_of("other");
  BOOST_TEST(wallet.send() == RAAS_E_NO_FUNDS);
}

BOOST_AUTO_TEST_CASE(plugin_finds_how_far_its_transaction_is) {
  Wallet wallet;
  BOOST_REQUIRE(wallet.send() == RAAS_OK);
  const std::string_view key = "ns/complete/1/77";
  BOOST_TEST(wallet.found(key).state == static_cast<raas_tx_state>(RAAS_TX_RECORDED));
  BOOST_TEST(wallet.found(key).hash.len == 0U);

  wallet.put(TxState::sent, no_epoch);
  BOOST_TEST(wallet.found(key).hash.len == 32U);
  BOOST_TEST(wallet.found(key).epoch == RAAS_EPOCH_NONE);
  wallet.put(TxState::mined, 5000001);
  BOOST_TEST(wallet.found(key).state == static_cast<raas_tx_state>(RAAS_TX_MINED));
  BOOST_TEST(wallet.found(key).epoch == 5000001);
  wallet.put(TxState::final, 5000001);
  BOOST_TEST(wallet.found(key).state == RAAS_TX_FINAL);
  BOOST_TEST(wallet.book.open().empty());
}

BOOST_AUTO_TEST_CASE(no_nonce_is_given_twice) {
  const raas_test::TemporaryFolder folder;
  const auto path = (folder.path() / "evm.db").string();
  {
    Wallet wallet(path);
    BOOST_REQUIRE(wallet.send() == RAAS_OK);
    wallet.put(TxState::final, 5000001);
    wallet.commit();
  }
  BOOST_TEST(Wallet(path).book.next_nonce() == 6U);
}

BOOST_AUTO_TEST_SUITE_END()
