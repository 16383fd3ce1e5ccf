#include "adapters/lotus/decode.h"
#include "adapters/lotus/decode_records.h"
#include "base/check.h"
#include "core/epoch.h"
#include "fuzz/support/json_input.h"

// Replies of which one or two numbers are taken: StateGetNetworkParams, StateMinerProvingDeadline,
// StateMinerSectorCount, StateSectorGetInfo and StateReadState of the market.

namespace lotus = raas::lotus;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static_cast<void>(lotus::says_no_deadline(raas::fuzz::text_of(bytes, size)));
  const auto value = raas::fuzz::json_of(bytes, size);
  if (!value) return 0;
  if (const auto params = lotus::decode_network_params(*value)) {
    RAAS_CHECK(params->genesis_unix_ms.value_or(1) > 0 && params->epoch_ms.value_or(1) > 0);
  }
  if (const auto offset = lotus::decode_period_offset(*value)) {
    RAAS_CHECK(*offset >= 0 && *offset < raas::epochs_per_day);
    RAAS_CHECK((value->at("PeriodStart").as_int64() - *offset) % raas::epochs_per_day == 0);
  }
  if (const auto count = lotus::decode_sector_count(*value)) {
    RAAS_CHECK(count->live == value->at("Live").to_number<std::uint64_t>());
  }
  if (const auto expiration = lotus::decode_expiration(*value)) {
    RAAS_CHECK(expiration->has_value() != value->is_null() && expiration->value_or(0) >= 0);
  }
  if (const auto next = lotus::decode_next_deal(*value)) {
    RAAS_CHECK(*next == value->at("State").at("NextID").to_number<std::uint64_t>());
  }
  return 0;
}
