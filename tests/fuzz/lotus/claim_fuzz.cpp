#include "adapters/lotus/decode_records.h"
#include "base/check.h"
#include "fuzz/support/json_input.h"

// StateGetClaim.

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const auto value = raas::fuzz::json_of(bytes, size);
  if (!value) return 0;
  const auto claim = raas::lotus::decode_claim(*value);
  if (!claim) return 0;
  RAAS_CHECK(claim->has_value() != value->is_null());
  if (!*claim) return 0;
  RAAS_CHECK(!(*claim)->data.empty());
  RAAS_CHECK((*claim)->term_start >= 0 && (*claim)->term_end >= (*claim)->term_start);
  RAAS_CHECK((*claim)->sector == value->at("Sector").to_number<std::uint64_t>());
  return 0;
}
