#include "adapters/lotus/base64.h"
#include "adapters/lotus/sector_call.h"
#include "base/check.h"
#include "core/epoch.h"
#include "fuzz/support/json_input.h"

// StateCall of GenerateSectorLocation and ValidateSectorStatus (FIP-0112): JSON, in it base64, in
// that CBOR.

namespace lotus = raas::lotus;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text = raas::fuzz::text_of(bytes, size);
  RAAS_CHECK(lotus::decode_base64(lotus::encode_base64(text)) == text);
  const auto value = raas::fuzz::json_of(bytes, size);
  if (!value) return 0;
  const auto outcome = lotus::decode_state_call(*value);
  if (!outcome) return 0;
  const auto located = lotus::decode_location(outcome->returned);
  const auto is_so = lotus::decode_validation(outcome->returned);
  RAAS_CHECK(!(located && is_so));
  if (!located) return 0;
  RAAS_CHECK(located->status == lotus::SectorStatus::dead || located->location.has_value());
  RAAS_CHECK(!located->location || located->location->deadline < raas::deadlines_per_day);
  return 0;
}
