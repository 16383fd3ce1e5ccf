#include "aggregator/tables/deal_order.h"

#include <algorithm>

#include "aggregator/canonical_cid.h"
#include "aggregator/decimal.h"
#include "aggregator/providers.h"
#include "aggregator/tables/abi_values.h"

namespace mock {
namespace {

constexpr std::size_t label_max = 256;
constexpr std::uint64_t piece_size_min = 128;
constexpr std::uint32_t flags_known = RAAS_DEAL_VERIFIED | RAAS_DEAL_HOST_CHOOSES;

Refusal invalid(std::string_view field, std::string_view found, std::string_view expected) {
  return {RAAS_E_INVALID, "make_deal: " + std::string(field) + ": '" + std::string(found) +
                              "', expected " + std::string(expected)};
}

bool is_null_text(raas_str text) {
  return text.ptr == nullptr && text.len != 0;
}

std::optional<Refusal> read_piece(const raas_deal_request& request, DealTerms& terms) {
  terms.piece_cid = view_of(request.piece_cid);
  terms.piece_size = request.piece_size;
  if (terms.piece_cid.empty()) {
    if (terms.piece_size == 0) return std::nullopt;
    return invalid("piece_size", std::to_string(terms.piece_size), "0 without a piece_cid");
  }
  if (terms.piece_cid.size() != 64 || terms.piece_cid.rfind("baga6ea4seaq", 0) != 0) {
    return invalid("piece_cid", terms.piece_cid, "a CommP (baga6ea4seaq...)");
  }
  const bool power_of_two = (terms.piece_size & (terms.piece_size - 1)) == 0;
  if (terms.piece_size >= piece_size_min && power_of_two) return std::nullopt;
  return invalid("piece_size", std::to_string(terms.piece_size), "a power of two from 128 on");
}

std::optional<Refusal> read_provider(const raas_deal_request& request, DealTerms& terms) {
  const bool host_chooses = (request.flags & RAAS_DEAL_HOST_CHOOSES) != 0;
  const auto text = view_of(request.provider);
  if (host_chooses != text.empty()) {
    return invalid("provider", text, "a provider, or RAAS_DEAL_HOST_CHOOSES and none");
  }
  if (!host_chooses) {
    const auto provider = parse_provider(text);
    if (!provider) return invalid("provider", text, "an id address (f0...)");
    terms.provider = *provider;
  }
  if (request.providers_excluded == nullptr && request.providers_excluded_count != 0) {
    return invalid("providers_excluded", "NULL", "an array");
  }
  for (std::size_t at = 0; at < request.providers_excluded_count; ++at) {
    const auto excluded = view_of(request.providers_excluded[at]);
    const auto provider = parse_provider(excluded);
    if (!provider) return invalid("providers_excluded", excluded, "an id address (f0...)");
    terms.providers_excluded.push_back(*provider);
  }
  std::sort(terms.providers_excluded.begin(), terms.providers_excluded.end());
  return std::nullopt;
}

std::optional<Refusal> read_texts(const raas_deal_request& request, DealTerms& terms) {
  for (const auto& text : {request.idempotency_key, request.payload_cid, request.piece_cid,
                           request.provider, request.price_max, request.label, request.reason}) {
    if (is_null_text(text)) return invalid("text", "NULL", "a pointer where len is not 0");
  }
  terms.key = view_of(request.idempotency_key);
  if (!is_good_key(terms.key)) {
    return invalid("idempotency_key", terms.key, "1..128 of [A-Za-z0-9._:/-]");
  }
  const auto cid = canonical_cid(view_of(request.payload_cid));
  if (!cid) return invalid("payload_cid", view_of(request.payload_cid), "a CID");
  terms.payload_cid = *cid;
  terms.price_max = view_of(request.price_max);
  if (!terms.price_max.empty() && !is_decimal(terms.price_max)) {
    return invalid("price_max", terms.price_max, "a decimal number");
  }
  terms.label = view_of(request.label);
  if (terms.label.size() > label_max) return invalid("label", terms.label, "at most 256 bytes");
  terms.reason = view_of(request.reason);
  if (terms.reason != "replication" && terms.reason != "renewal" && terms.reason != "repair") {
    return invalid("reason", terms.reason, "replication, renewal or repair");
  }
  return std::nullopt;
}

}  // namespace

bool is_good_key(std::string_view key) {
  constexpr std::string_view others = "._:/-";
  return !key.empty() && key.size() <= 128 && std::all_of(key.begin(), key.end(), [&](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9') || others.find(letter) != std::string_view::npos;
  });
}

Outcome<DealTerms> terms_of(const raas_deal_request* request) {
  const auto known = taken(request, "make_deal: request");
  if (!known) return known.error();
  if ((known->flags & ~flags_known) != 0) {
    return Refusal{RAAS_E_UNSUPPORTED, "make_deal: flags: " + std::to_string(known->flags) +
                                           ", this host knows " + std::to_string(flags_known)};
  }
  DealTerms terms;
  terms.duration_epochs = known->duration_epochs;
  terms.start_epoch_max = known->start_epoch_max;
  terms.verified = (known->flags & RAAS_DEAL_VERIFIED) != 0;
  if (auto refusal = read_texts(*known, terms)) return *std::move(refusal);
  if (auto refusal = read_piece(*known, terms)) return *std::move(refusal);
  if (auto refusal = read_provider(*known, terms)) return *std::move(refusal);
  return terms;
}

}  // namespace mock
