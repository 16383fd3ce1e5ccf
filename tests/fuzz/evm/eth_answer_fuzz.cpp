#include <boost/json/value.hpp>

#include "adapters/evm/eth_rpc.h"
#include "base/check.h"
#include "fuzz/support/json_input.h"

// The body of a reply to one eth_ call. Texts of a node get into logs: short and printable.

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  constexpr std::size_t text_max = 400;
  constexpr std::uint64_t call_id = 7;
  for (const int status : {200, 429, 500}) {
    const auto answer = raas::evm::eth_answer(status, raas::fuzz::text_of(bytes, size), call_id);
    if (answer) {
      RAAS_CHECK(status != 429);
      continue;
    }
    RAAS_CHECK(answer.error().text.size() <= text_max);
    for (const char c : answer.error().text) RAAS_CHECK(c >= ' ' && c < '\x7f');
    RAAS_CHECK(answer.error().revert_data.size() * 2 <= size);
  }
  return 0;
}
