#include "aggregator/tables/providers_table.h"

#include <algorithm>

#include "aggregator/tables/abi_values.h"

namespace mock {
namespace {

constexpr std::size_t texts_each = 3;

}  // namespace

ProvidersTable::ProvidersTable(const Providers& providers, CallScope& scope)
    : providers_(providers), scope_(scope) {
  table_.ctx = this;
  table_.list = [](void* ctx, std::uint64_t cursor, raas_provider_page* ret_page, raas_error* err) {
    auto& self = *static_cast<ProvidersTable*>(ctx);
    return guarded(err, self.scope_, "list_providers", [&] { return self.list(cursor, ret_page); });
  };
}

void ProvidersTable::refresh() {
  if (version_ == providers_.version()) return;
  version_ = providers_.version();
  entries_.clear();
  texts_.clear();
  texts_.reserve(providers_.all().size() * texts_each);
  const auto kept = [&](std::string text) {
    texts_.push_back(std::move(text));
    return str_of(texts_.back());
  };
  for (const auto& profile : providers_.all()) {
    raas_provider entry{};
    entry.struct_size = sizeof entry;
    entry.flags = RAAS_PROVIDER_HAS_REPUTATION | RAAS_PROVIDER_HAS_ASN;
    if (profile.accepts_deals) entry.flags |= RAAS_PROVIDER_ACCEPTS_DEALS;
    entry.provider = kept(provider_text(profile.id));
    entry.organisation = str_of(profile.organisation);
    entry.country = str_of(profile.country);
    entry.asn = profile.asn;
    entry.reputation_ppm = profile.reputation_ppm;
    entry.price = kept(std::to_string(profile.price_now(false)));
    entry.price_verified = kept(std::to_string(profile.price_now(true)));
    entry.piece_size_min = profile.piece_size_min;
    entry.piece_size_max = profile.piece_size_max;
    entries_.push_back(entry);
  }
}

Outcome<void> ProvidersTable::list(std::uint64_t cursor, raas_provider_page* ret_page) {
  refresh();
  const auto first = std::min<std::size_t>(cursor, entries_.size());
  raas_provider_page page{};
  page.struct_size = sizeof page;
  page.providers = entries_.data() + first;
  page.count = std::min(page_size, entries_.size() - first);
  page.next_cursor = first + page.count < entries_.size() ? first + page.count : 0;
  page.version = version_;
  if (!give(ret_page, page)) {
    return Refusal{RAAS_E_INVALID, "list: no place for the answer"};
  }
  return {};
}

}  // namespace mock
