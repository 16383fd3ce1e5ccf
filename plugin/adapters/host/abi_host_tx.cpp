#include "adapters/host/abi_host_tx.h"

#include <cstddef>
#include <optional>

#include "adapters/host/abi_values.h"
#include "adapters/host/host_call.h"

namespace raas {
namespace {

constexpr std::size_t address_bytes = 20;
constexpr std::size_t hash_bytes = 32;
constexpr std::size_t revert_bytes_max = 1024;
constexpr std::size_t key_bytes_max = 128;
constexpr std::size_t tx_size_min = offsetof(raas_tx, hash);

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/// The 20 bytes of "0x" and 40 digits in lower case.
std::optional<std::string> address_of(std::string_view text) {
  if (text.size() != 2 + 2 * address_bytes || !text.starts_with("0x")) return std::nullopt;
  std::string bytes;
  for (std::size_t at = 2; at < text.size(); at += 2) {
    const int high = digit_of(text[at]);
    const int low = digit_of(text[at + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes += static_cast<char>(16 * high + low);
  }
  return bytes;
}

/// A state of a newer host is taken by its terminal bit; what ended in a way that we do not know is
/// not believed to be on chain.
TransactionStage stage_of(raas_tx_state state) {
  if (state == RAAS_TX_FINAL) return TransactionStage::final;
  if (state == RAAS_TX_REVERTED) return TransactionStage::reverted;
  const bool is_terminal = (state & RAAS_TX_TERMINAL) != 0;
  return is_terminal ? TransactionStage::dropped : TransactionStage::under_way;
}

/// Bytes of the host, not text.
std::string bytes_of(AbiReader& reader, std::string_view field, raas_str given, std::size_t max) {
  if (given.ptr == nullptr && given.len != 0) {
    reader.refuse(Code::corrupt, field, "NULL with a length");
  }
  if (!reader.is_good() || given.len == 0) return {};
  return {given.ptr, std::min(given.len, max)};
}

Result<TransactionStatus> status_of(const raas_tx& given, std::string_view key) {
  raas_tx initial{};
  initial.epoch = RAAS_EPOCH_NONE;
  AbiReader reader;
  const raas_tx from = reader.take(given, initial, tx_size_min);
  if (!reader.is_good()) return reader.done(TransactionStatus{});
  if (from.state == 0) reader.refuse(Code::corrupt, "state", "0, expected a state");
  const std::string found =
      reader.exact_text("idempotency_key", from.idempotency_key, key_bytes_max);
  if (found != key) {
    reader.refuse(Code::corrupt, "idempotency_key",
                  "\"" + found + "\", expected \"" + std::string(key) + "\"");
  }
  TransactionStatus status;
  status.stage = stage_of(from.state);
  status.hash = bytes_of(reader, "hash", from.hash, hash_bytes);
  status.height = reader.epoch("epoch", from.epoch);
  status.revert_data = bytes_of(reader, "return_data", from.return_data, revert_bytes_max);
  return reader.done(std::move(status));
}

}  // namespace

boost::system::result<std::uint64_t, HostRefusal> AbiHostTx::send(
    const TransactionRequest& request) {
  const auto to = address_of(request.contract);
  if (!to) {
    return HostRefusal{.error = Error(Code::invalid_input, "send: to: found \"" + request.contract +
                                                               "\", expected an "
                                                               "address")};
  }
  raas_tx_request view{};
  view.struct_size = sizeof(view);
  view.idempotency_key = view_of(request.key);
  view.to = view_of(*to);
  view.calldata = view_of(request.calldata);
  std::uint64_t id = 0;
  const auto answer = ask_host(
      "send", [&](raas_error* error) { return table_.send(table_.ctx, &view, &id, error); });
  if (answer.is_ok() && id != 0) return id;
  if (!answer.is_ok() && answer.error.code() != Code::not_found) return answer.refusal();
  // It may have been sent all the same: only the same key again is safe.
  const std::string what = answer.is_ok() ? "send: transaction id 0 with OK" : answer.error.text();
  return HostRefusal{.error = Error(Code::unavailable, what)};
}

Result<TransactionStatus> AbiHostTx::find(std::string_view key) {
  raas_tx found{};
  found.struct_size = sizeof(found);
  found.epoch = RAAS_EPOCH_NONE;
  const auto answer = ask_host("find", [&](raas_error* error) {
    return table_.find(table_.ctx, view_of(key), &found, error);
  });
  if (!answer.is_ok()) return answer.error;
  auto status = status_of(filled(found), key);
  if (!status) return status.error().within("find");
  return status;
}

Status check_table(const raas_host_tx& table) {
  if (table.send != nullptr && table.find != nullptr) return {};
  return Error(Code::rejected, RAAS_HOST_TX_ID ": a function is NULL");
}

}  // namespace raas
