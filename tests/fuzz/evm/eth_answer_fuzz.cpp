#include <boost/json.hpp>

#include "adapters/evm/eth_rpc.h"
#include "base/check.h"
#include "fuzz/support/json_input.h"

// The body of a reply to one eth_ call. Texts of a node get into logs: short and printable.

namespace {

constexpr std::uint64_t call_id = 7;

/// Whether a body says so itself: this call's, without an error.
bool answers(std::string_view body, const boost::json::value& result) {
  const auto reply = boost::json::parse(body);
  const auto& members = reply.as_object();
  const auto* const error = members.if_contains("error");
  const bool is_well = error == nullptr || error->is_null();
  return is_well && members.at("id").to_number<double>() == double{call_id} &&
         members.at("result") == result;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  constexpr std::size_t text_max = 400;
  const std::string_view body = raas::fuzz::text_of(bytes, size);
  for (const int status : {200, 429, 500}) {
    const auto answer = raas::evm::eth_answer(status, body, call_id);
    if (answer) {
      RAAS_CHECK(status != 429 && answers(body, *answer));
      continue;
    }
    RAAS_CHECK(answer.error().text.size() <= text_max);
    for (const char c : answer.error().text) RAAS_CHECK(c >= ' ' && c < '\x7f');
    RAAS_CHECK(answer.error().revert_data.size() * 2 <= size);
  }
  return 0;
}
