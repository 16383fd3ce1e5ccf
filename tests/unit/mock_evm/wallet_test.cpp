#include "evm/wallet.h"

#include <algorithm>
#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include "evm/hex.h"
#include "support/tcp_server.h"

using namespace mock;

namespace json = boost::json;

namespace {

constexpr Epoch first_epoch = 5000100;
constexpr std::uint64_t mined_in = 8;
const std::string hash_of_block = "0x" + std::string(64, 'b');
const std::string hash_before = "0x" + std::string(64, 'a');

/// An EVM that has one transaction in its eighth block.
class OneTransaction {
 public:
  [[nodiscard]] std::string answer(const std::string& body) {
    const json::object call = json::parse(body).as_object();
    const json::object answer{
        {"jsonrpc", "2.0"}, {"id", call.at("id")}, {"result", result_of(call.at("method"))}};
    return json::serialize(answer);
  }

  std::string block_hash = hash_of_block;  ///< As the receipt says.
  int sent = 0;

 private:
  json::value result_of(const json::value& method) {
    if (method == "eth_getTransactionReceipt") {
      return {{"blockNumber", quantity(mined_in)}, {"blockHash", block_hash}, {"status", "0x1"}};
    }
    if (method == "eth_sendRawTransaction") ++sent;
    if (method == "eth_getBalance") return "0xde0b6b3a7640000";
    const bool is_bytes = method == "eth_sendRawTransaction" || method == "web3_sha3";
    return is_bytes ? json::value("0x" + std::string(64, '7')) : json::value("0x1");
  }
};

/// A wallet with one transaction that was asked for.
struct Account {
  Account() {
    for (std::uint64_t number = 1; number <= mined_in + 1; ++number) {
      blocks.append(number, number == mined_in ? hash_of_block : "0xcc", first_epoch);
    }
    const TxOrder order{.key = "key", .to = std::string(20, '\1'), .calldata = "x", .value = {}};
    id = *book.request(order);
  }
  TxState settled() {
    BOOST_REQUIRE(wallet.settle(first_epoch + 1000).has_value());
    return book.at(id).state;
  }

  OneTransaction evm;
  raas::test::TcpServer server{[this](const raas::test::HttpRequest& request) {
    return raas::test::TcpAnswer{raas::test::http_response(200, evm.answer(request.body))};
  }};
  Database database{":memory:"};
  Heights heights{ChainOptions{}};
  BlockEpochs blocks{database, heights};
  TxBook book{database};
  EvmNode node{server.url()};
  Wallet wallet{{node, book, blocks, [] {}}, "0xaccount"};
  TxId id = 0;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(wallet)

BOOST_AUTO_TEST_CASE(a_transaction_in_a_block_that_is_final_is_final) {
  Account account;
  BOOST_TEST((account.settled() == TxState::final));
  BOOST_TEST(account.book.at(account.id).epoch == account.blocks.of_number(mined_in)->epoch);
  BOOST_TEST(account.evm.sent == 0);
}

BOOST_AUTO_TEST_CASE(a_receipt_of_a_block_that_was_taken_back_is_not_believed) {
  Account account;
  account.evm.block_hash = hash_before;
  BOOST_TEST((account.settled() == TxState::sent));
  BOOST_TEST(account.evm.sent == 1);

  account.evm.block_hash = hash_of_block;
  BOOST_TEST((account.settled() == TxState::final));
}

BOOST_AUTO_TEST_SUITE_END()
