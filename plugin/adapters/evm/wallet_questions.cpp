#include "adapters/evm/wallet_questions.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cctype>

#include "adapters/evm/word.h"

namespace raas::evm {
namespace {

/// What the texts of nodes mean: Lotus, geth, anvil. In lower case.
struct RefusalPhrase {
  std::string_view text;
  SendRefusal meaning;
};
constexpr std::array<RefusalPhrase, 7> refusal_phrases = {{
    {"already", SendRefusal::nonce_in_use},
    {"underpriced", SendRefusal::nonce_in_use},
    {"nonce too low", SendRefusal::nonce_in_use},
    {"insufficient funds", SendRefusal::no_funds},
    {"not enough funds", SendRefusal::no_funds},
    {"insufficient balance", SendRefusal::no_funds},
    {"balance too low", SendRefusal::no_funds},
}};

std::string height_text(Epoch height) {
  return quantity_of(static_cast<std::uint64_t>(height));
}

std::string word_text(std::uint64_t number) {
  const Word word = word_of(number);
  return hex_of({reinterpret_cast<const char*>(word.data()), word.size()});
}

std::string call_object(const WalletCall& call) {
  return fmt::format(R"({{"from":"{}","to":"{}","data":"{}"}})", call.from, call.to,
                     hex_of(call.calldata));
}

std::string member_text(const boost::json::value& value, std::string_view key) {
  const auto* const object = value.if_object();
  const auto* const member = object != nullptr ? object->if_contains(key) : nullptr;
  return member != nullptr && member->is_string() ? std::string(member->get_string())
                                                  : std::string();
}

/// Nothing if it is in no block.
std::optional<Mined> mined_in(const boost::json::value& value) {
  const auto height = number_in_quantity(member_text(value, "blockNumber"));
  if (!height) return std::nullopt;
  return Mined{.height = static_cast<Epoch>(*height),
               .block = member_text(value, "blockHash"),
               .hash = member_text(value, "transactionHash"),
               .succeeded = true};
}

bool was_taken_back(const boost::json::value& log) {
  const auto* const object = log.if_object();
  const auto* const removed = object != nullptr ? object->if_contains("removed") : nullptr;
  return removed != nullptr && removed->is_bool() && removed->get_bool();
}

}  // namespace

std::string call_params(const WalletCall& call, std::string_view block) {
  return fmt::format(R"([{},"{}"])", call_object(call), block);
}

std::string gas_params(const WalletCall& call) {
  return fmt::format("[{}]", call_object(call));
}

std::string send_params(std::string_view from, const WalletNote& note) {
  return fmt::format(R"([{{"from":"{}","to":"{}","data":"{}","nonce":"{}","gas":"{}"}}])", from,
                     note.contract, hex_of(note.calldata), quantity_of(note.nonce),
                     quantity_of(note.gas));
}

std::string completion_params(std::string_view contract, const CompletedDeal& deal, Epoch from,
                              Epoch to) {
  return fmt::format(
      R"([{{"fromBlock":"{}","toBlock":"{}","address":"{}","topics":["{}","{}","{}"]}}])",
      height_text(from), height_text(to), contract, topic_complete, word_text(deal.request),
      word_text(deal.deal));
}

std::optional<Mined> mined_in_receipt(const EthAnswer& answer) {
  if (!answer) return std::nullopt;
  auto mined = mined_in(*answer);
  if (mined) mined->succeeded = member_text(*answer, "status") == "0x1";
  return mined;
}

std::optional<std::deque<Mined>> mined_in_logs(const EthAnswer& answer) {
  std::deque<Mined> found;
  if (answer && answer->is_null()) return found;
  if (!answer || !answer->is_array()) return std::nullopt;
  for (const auto& log : answer->get_array()) {
    auto mined = was_taken_back(log) ? std::nullopt : mined_in(log);
    if (mined) found.push_back(*std::move(mined));
  }
  return found;
}

std::optional<std::uint64_t> number_in_answer(const EthAnswer& answer) {
  if (!answer || !answer->is_string()) return std::nullopt;
  return number_in_quantity(answer->get_string());
}

std::string member_in_answer(const EthAnswer& answer, std::string_view key) {
  return answer ? member_text(*answer, key) : std::string();
}

bool is_true(const EthAnswer& answer) {
  if (!answer || !answer->is_string()) return false;
  return answer->get_string() == word_text(1);
}

SendRefusal refusal_in(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const auto* const found = std::find_if(refusal_phrases.begin(), refusal_phrases.end(),
                                         [&lower](const RefusalPhrase& phrase) {
                                           return lower.find(phrase.text) != std::string::npos;
                                         });
  return found == refusal_phrases.end() ? SendRefusal::other : found->meaning;
}

}  // namespace raas::evm
