#include "adapters/evm/eth_rpc.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "adapters/evm/word.h"

namespace raas::evm {
namespace json = boost::json;
namespace {

constexpr std::size_t text_length_max = 300;

/// What the texts of nodes mean; the codes are the same for most of them. Lotus, its gateway,
/// anvil.
struct Phrase {
  std::string_view text;
  EthTrouble trouble;
};
constexpr std::array<Phrase, 15> phrases = {{
    {"block range exceeds maximum", EthTrouble::too_much},
    {"is too large (maximum", EthTrouble::too_much},
    {"too many matches", EthTrouble::too_much},
    {"filter matches too many events", EthTrouble::too_much},
    {"query returned more than", EthTrouble::too_much},
    {"response is too big", EthTrouble::too_much},
    {"not yet available", EthTrouble::not_yet},
    {"in the future", EthTrouble::not_yet},
    {"requested a future epoch", EthTrouble::not_yet},
    {"lookbacks of more than", EthTrouble::out_of_reach},
    {"requires backfill", EthTrouble::out_of_reach},
    {"not found in index", EthTrouble::out_of_reach},
    {"bad tipset height", EthTrouble::out_of_reach},
    {"server busy", EthTrouble::no_answer},
    {"connection limited", EthTrouble::no_answer},
}};

std::string printable(std::string_view text) {
  std::string quoted(text.substr(0, text_length_max));
  std::replace_if(
      quoted.begin(), quoted.end(), [](unsigned char c) { return c < 0x20 || c >= 0x7f; }, ' ');
  return quoted;
}

EthTrouble trouble_of(std::int64_t code, std::string_view text) {
  constexpr std::int64_t code_reverted = 3;
  constexpr std::int64_t code_null_round = 12;
  constexpr std::int64_t code_limit = -32005;
  if (code == code_reverted) return EthTrouble::reverted;
  if (code == code_null_round) return EthTrouble::null_round;
  if (code == code_limit) return EthTrouble::too_much;
  const auto* const found = std::find_if(
      phrases.begin(), phrases.end(),
      [text](const Phrase& phrase) { return text.find(phrase.text) != std::string_view::npos; });
  return found == phrases.end() ? EthTrouble::refused : found->trouble;
}

EthError broken(int http_status, std::string_view what) {
  return {EthTrouble::no_answer, fmt::format("http status {}: {}", http_status, what)};
}

EthError error_of(int http_status, const json::value& error) {
  const json::object* const object = error.if_object();
  const json::value* const code = object ? object->if_contains("code") : nullptr;
  const json::value* const message = object ? object->if_contains("message") : nullptr;
  if (!code || !code->is_int64() || !message || !message->is_string()) {
    return broken(http_status, "found an error without code and message");
  }
  EthError found{trouble_of(code->get_int64(), message->get_string()),
                 printable(message->get_string())};
  const json::value* const data = object->if_contains("data");
  if (found.trouble == EthTrouble::reverted && data && data->is_string()) {
    found.revert_data = unhex(data->get_string()).value_or("");
  }
  return found;
}

}  // namespace

std::string eth_request(std::string_view method, std::string_view params, std::uint64_t id) {
  return fmt::format(R"({{"jsonrpc":"2.0","id":{},"method":"{}","params":{}}})", id, method,
                     params);
}

EthAnswer eth_answer(int http_status, std::string_view body, std::uint64_t id) {
  json::error_code failed;
  json::value reply = json::parse(body, failed);
  const json::object* const object = failed ? nullptr : reply.if_object();
  if (object == nullptr || http_status == 429) {
    return broken(http_status, "found no json-rpc response");
  }
  if (const auto* error = object->if_contains("error"); error != nullptr && !error->is_null()) {
    return error_of(http_status, *error);
  }
  const json::value* const found_id = object->if_contains("id");
  const json::value* const result = object->if_contains("result");
  const bool is_answer = found_id != nullptr && found_id->is_number() && result != nullptr &&
                         found_id->to_number<double>() == static_cast<double>(id);
  if (!is_answer) return broken(http_status, "found a response to something else");
  return std::move(reply.get_object()["result"]);
}

}  // namespace raas::evm
