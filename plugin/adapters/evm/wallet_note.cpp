#include "adapters/evm/wallet_note.h"

#include <charconv>
#include <optional>

#include "adapters/evm/word.h"

namespace raas::evm {
namespace {

constexpr std::string_view note_version = "1";
constexpr std::string_view no_hash = "-";
constexpr std::size_t note_address_length = 42;
constexpr std::size_t note_hash_length = 66;

std::string_view take_part(std::string_view& text) {
  const auto end = text.find(' ');
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return part;
}

template <class Number>
std::optional<Number> decimal_in(std::string_view text) {
  Number number{};
  const char* const end = text.data() + text.size();
  const auto [stop, failed] = std::from_chars(text.data(), end, number);
  if (failed != std::errc() || stop != end || text.empty()) return std::nullopt;
  return number;
}

}  // namespace

std::string WalletNote::text() const {
  return std::string(note_version) + ' ' + key + ' ' + contract + ' ' + std::to_string(nonce) +
         ' ' + std::to_string(gas) + ' ' + std::to_string(since) + ' ' +
         (hash.empty() ? std::string(no_hash) : hash) + ' ' + hex_of(calldata);
}

Result<WalletNote> WalletNote::parse(std::string_view text) {
  const std::string_view whole = text;
  WalletNote note;
  const bool is_known = take_part(text) == note_version;
  note.key = take_part(text);
  note.contract = take_part(text);
  const auto nonce = decimal_in<std::uint64_t>(take_part(text));
  const auto gas = decimal_in<std::uint64_t>(take_part(text));
  const auto since = decimal_in<Epoch>(take_part(text));
  const std::string_view hash = take_part(text);
  auto calldata = unhex(text);
  const bool is_hash = hash == no_hash || hash.size() == note_hash_length;
  if (!is_known || note.key.empty() || note.contract.size() != note_address_length || !nonce ||
      !gas || !since || !is_hash || !calldata) {
    return Error(Code::corrupt, "wallet note: found \"" + std::string(whole.substr(0, 60)) + "\"");
  }
  note.nonce = *nonce;
  note.gas = *gas;
  note.since = *since;
  if (hash != no_hash) note.hash = hash;
  note.calldata = *std::move(calldata);
  return note;
}

}  // namespace raas::evm
