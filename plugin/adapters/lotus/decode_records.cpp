#include "adapters/lotus/decode_records.h"

#include <boost/json.hpp>

#include "adapters/lotus/json_members.h"

namespace raas::lotus {
namespace {

/// Far beyond any chain's age, and far from where sums of two overflow.
constexpr std::int64_t epoch_max = std::int64_t{1} << 40;

std::optional<Epoch> epoch_in(const boost::json::value& value, std::string_view name) {
  const auto epoch = integer(member(value, name));
  return epoch && *epoch >= 0 && *epoch <= epoch_max ? epoch : std::nullopt;
}

}  // namespace

Result<SectorCount> decode_sector_count(const boost::json::value& result) {
  const auto live = natural(member(result, "Live"));
  if (!live) return wrong_member("sector count", "Live");
  const auto faulty = natural(member(result, "Faulty"));
  if (!faulty) return wrong_member("sector count", "Faulty");
  return SectorCount{*live, *faulty};
}

Result<std::optional<Epoch>> decode_expiration(const boost::json::value& result) {
  if (result.is_null()) return std::optional<Epoch>();
  const auto expiration = epoch_in(result, "Expiration");
  if (!expiration) return wrong_member("sector", "Expiration");
  return expiration;
}

Result<std::optional<Claim>> decode_claim(const boost::json::value& result) {
  if (result.is_null()) return std::optional<Claim>();
  const auto data = link(member(result, "Data"));
  if (!data) return wrong_member("claim", "Data");
  auto cid = Cid::parse(*data);
  if (!cid) return cid.error().within("claim: Data");
  const auto size = natural(member(result, "Size"));
  if (!size) return wrong_member("claim", "Size");
  const auto provider = natural(member(result, "Provider"));
  if (!provider) return wrong_member("claim", "Provider");
  const auto sector = natural(member(result, "Sector"));
  if (!sector) return wrong_member("claim", "Sector");
  const auto start = epoch_in(result, "TermStart");
  if (!start) return wrong_member("claim", "TermStart");
  const auto longest = epoch_in(result, "TermMax");
  if (!longest) return wrong_member("claim", "TermMax");
  return std::optional(Claim{.data = std::move(*cid),
                             .padded_size = *size,
                             .provider = *provider,
                             .sector = *sector,
                             .term_start = *start,
                             .term_end = *start + *longest});
}

Result<DealId> decode_next_deal(const boost::json::value& result) {
  const boost::json::value* state = member(result, "State");
  const auto next = state == nullptr ? std::nullopt : natural(member(*state, "NextID"));
  if (!next) return wrong_member("market state", "NextID");
  return *next;
}

bool says_no_deadline(std::string_view error_text) {
  return error_text.find("not due at any deadline") != std::string_view::npos;
}

}  // namespace raas::lotus
