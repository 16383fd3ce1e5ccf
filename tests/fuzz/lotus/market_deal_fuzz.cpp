#include "adapters/lotus/decode.h"
#include "base/check.h"
#include "fuzz/support/json_input.h"

// StateMarketStorageDeal, and the text of its error.

namespace {

constexpr raas::DealId deal_told = 1000000;

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static_cast<void>(raas::lotus::says_not_found(raas::fuzz::text_of(bytes, size), deal_told));
  const auto value = raas::fuzz::json_of(bytes, size);
  if (!value) return 0;
  const auto deal = raas::lotus::decode_market_deal(*value);
  if (!deal) return 0;
  // What was taken is there, and is what is written there.
  const auto& proposal = value->at("Proposal");
  RAAS_CHECK(!deal->piece.empty());
  RAAS_CHECK(deal->padded_size == proposal.at("PieceSize").to_number<std::uint64_t>());
  RAAS_CHECK(deal->end_epoch == proposal.at("EndEpoch").as_int64());
  RAAS_CHECK(deal->start_epoch >= raas::no_epoch && deal->end_epoch >= raas::no_epoch);
  RAAS_CHECK(deal->slash_epoch >= raas::no_epoch && deal->sector_start_epoch >= raas::no_epoch);
  // A sector is told of activated deals only.
  RAAS_CHECK(!deal->sector || deal->sector_start_epoch != raas::no_epoch);
  return 0;
}
