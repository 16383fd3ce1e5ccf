#include "adapters/evm/request_log.h"

#include <algorithm>

#include "base/check.h"
#include "fuzz/evm/allocations.h"
#include "fuzz/support/json_input.h"

// The reply to eth_getLogs, taken whole. Each id comes once, rising, and either means something or
// has a reason why not; and the room that is asked for follows the reply's size.

namespace {

constexpr std::string_view contract = "0x4015c3e5453d38df71539c0f7440603c69784d7a";
constexpr raas::evm::HeightRange range{1, 5'000'000};
constexpr std::size_t small = 512;  ///< The texts of errors.

void check(const raas::evm::RequestLogs& logs) {
  std::uint64_t last = 0;
  for (const raas::Registration& each : logs.registrations) {
    RAAS_CHECK(each.request_id > last);
    last = each.request_id;
    RAAS_CHECK(each.payload.empty() <= !each.refusal.empty());
    RAAS_CHECK(each.height >= range.from && each.height <= range.to);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const auto reply = raas::fuzz::json_of(bytes, size);
  if (!reply) return 0;
  std::size_t largest = 0;
  {
    const raas::fuzz::Allocations allocations;
    const auto logs = raas::evm::read_request_logs(*reply, contract, range);
    largest = allocations.largest();
    if (logs) check(*logs);
  }
  RAAS_CHECK(largest <= std::max(size, small));
  return 0;
}
