#include "adapters/host/abi_host_tx.h"

#include <boost/test/unit_test.hpp>
#include <string>

#include "adapters/host/abi_values.h"

namespace raas {
namespace {

/// A wallet that says what a test tells it, and remembers what it was asked.
struct FakeWallet {
  static raas_status send(void* ctx, const raas_tx_request* request, uint64_t* ret_tx_id,
                          raas_error* error) {
    auto& self = *static_cast<FakeWallet*>(ctx);
    self.key = std::string(request->idempotency_key.ptr, request->idempotency_key.len);
    self.to = std::string(request->to.ptr, request->to.len);
    self.calldata = std::string(request->calldata.ptr, request->calldata.len);
    self.value_length = request->value.len;
    error->retry_after_ms = 4000;
    if (self.status == RAAS_OK) *ret_tx_id = self.tx_id;
    return self.status;
  }
  static raas_status find(void* ctx, raas_str, raas_tx* ret_tx, raas_error*) {
    auto& self = *static_cast<FakeWallet*>(ctx);
    const std::uint32_t size = ret_tx->struct_size;
    *ret_tx = self.tx;
    ret_tx->struct_size = size + self.bytes_too_many;
    return self.status;
  }

  raas_status status = RAAS_OK;
  std::uint64_t tx_id = 5;
  std::uint32_t bytes_too_many = 0;  ///< That it claims to have filled.
  raas_tx tx{};
  std::string key, to, calldata;
  std::size_t value_length = 1;
  raas_host_tx table{this, &send, &find};
  AbiHostTx wallet{table};
};

const TransactionRequest request{.key = "raas/c/4015c3e5/1/2/1",
                                 .contract = "0x4015c3e5453d38df71539c0f7440603c69784d7a",
                                 .calldata = std::string("\x60\xb9\x31\x84\0", 5)};
const std::string hash(32, '\x07');

raas_tx sound_tx(raas_tx_state state) {
  raas_tx tx{};
  tx.struct_size = sizeof(tx);
  tx.state = state;
  tx.tx_id = 5;
  tx.idempotency_key = view_of(request.key);
  tx.hash = view_of(hash);
  tx.epoch = 4'000'000;
  return tx;
}

BOOST_AUTO_TEST_SUITE(abi_host_tx)

BOOST_AUTO_TEST_CASE(transaction_goes_out_in_binary_with_its_key_and_without_value) {
  FakeWallet fake;
  BOOST_TEST(*fake.wallet.send(request) == 5U);
  BOOST_TEST(fake.key == request.key);
  BOOST_TEST(fake.to ==
             "\x40\x15\xc3\xe5\x45\x3d\x38\xdf\x71\x53\x9c\x0f\x74\x40\x60\x3c\x69\x78"
             "\x4d\x7a");
  BOOST_TEST(fake.calldata == request.calldata);
  BOOST_TEST(fake.value_length == 0U);
}

BOOST_AUTO_TEST_CASE(refusals_tell_what_can_be_done_about_them) {
  FakeWallet fake;
  fake.status = RAAS_E_NO_FUNDS;
  BOOST_TEST(fake.wallet.send(request).error().no_funds);
  BOOST_TEST(fake.wallet.send(request).error().retry_after_ms == 4000);
  BOOST_TEST((fake.wallet.send(request).error().error.code() == Code::unavailable));
  fake.status = RAAS_E_DENIED;
  BOOST_TEST((fake.wallet.send(request).error().error.code() == Code::rejected));
  // Whether it went out is not known then: the same key must be asked again.
  fake.status = RAAS_E_NOT_FOUND;
  BOOST_TEST((fake.wallet.send(request).error().error.code() == Code::unavailable));
  fake.status = RAAS_OK;
  fake.tx_id = 0;
  BOOST_TEST((fake.wallet.send(request).error().error.code() == Code::unavailable));
}

BOOST_AUTO_TEST_CASE(only_final_is_believed_to_be_on_chain) {
  FakeWallet fake;
  const auto stage = [&fake](raas_tx_state state) {
    fake.tx = sound_tx(state);
    return fake.wallet.find(request.key).value().stage;
  };
  BOOST_TEST((stage(RAAS_TX_RECORDED) == TransactionStage::under_way));
  BOOST_TEST((stage(RAAS_TX_SENT) == TransactionStage::under_way));
  BOOST_TEST((stage(RAAS_TX_MINED) == TransactionStage::under_way));
  BOOST_TEST((stage(RAAS_TX_FINAL) == TransactionStage::final));
  BOOST_TEST((stage(RAAS_TX_REVERTED) == TransactionStage::reverted));
  BOOST_TEST((stage(RAAS_TX_DROPPED) == TransactionStage::dropped));
  BOOST_TEST((stage(77) == TransactionStage::under_way));
  BOOST_TEST((stage(0x80000077U) == TransactionStage::dropped));
}

BOOST_AUTO_TEST_CASE(what_is_told_is_taken_and_nonsense_is_not) {
  FakeWallet fake;
  const std::string data(5000, 'x');
  fake.tx = sound_tx(RAAS_TX_REVERTED);
  fake.tx.return_data = view_of(data);
  const TransactionStatus told = fake.wallet.find(request.key).value();
  BOOST_TEST(told.hash == hash);
  BOOST_TEST(told.height == 4'000'000);
  BOOST_TEST(told.revert_data.size() == 1024U);

  BOOST_TEST((fake.wallet.find("another/key").error().code() == Code::corrupt));
  fake.tx.hash = {nullptr, 32};
  BOOST_TEST((fake.wallet.find(request.key).error().code() == Code::corrupt));
  fake.tx = sound_tx(0);
  BOOST_TEST((fake.wallet.find(request.key).error().code() == Code::corrupt));
  fake.status = RAAS_E_NOT_FOUND;
  BOOST_TEST((fake.wallet.find(request.key).error().code() == Code::not_found));
  fake.status = RAAS_E_RETRY;
  BOOST_TEST((fake.wallet.find(request.key).error().code() == Code::unavailable));
}

BOOST_AUTO_TEST_CASE(bytes_behind_what_the_host_was_given_to_fill_are_not_read) {
  FakeWallet fake;
  fake.tx = sound_tx(RAAS_TX_FINAL);
  fake.bytes_too_many = 512;
  BOOST_TEST(fake.wallet.find(request.key).value().hash == hash);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace raas
