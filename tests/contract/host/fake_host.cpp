#include "fake_host.h"

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace raas {
namespace {

FakeHost& self(void* ctx) {
  return *static_cast<FakeHost*>(ctx);
}

raas_status answer(const FakeHost& host, raas_error* error) {
  if (host.throws == FakeHost::Throws::exception) throw std::runtime_error("bad\nhost");
  if (host.throws == FakeHost::Throws::number) throw 42;
  if (host.status != RAAS_OK && error != nullptr) {
    error->code = host.status;
    error->retry_after_ms = host.retry_after_ms;
    error->text_len = std::min(host.error_text.size(), error->text_capacity);
    std::memcpy(error->text, host.error_text.data(), error->text_len);
  }
  return host.status;
}

raas_status make_deal(void* ctx, const raas_deal_request* request, std::uint64_t* ret_id,
                      std::uint32_t* ret_flags, raas_error* error) {
  FakeHost& host = self(ctx);
  host.asked_deal = *request;
  host.asked_key = text_of(request->idempotency_key);
  host.asked_payload = text_of(request->payload_cid);
  host.asked_piece = text_of(request->piece_cid);
  host.asked_provider = text_of(request->provider);
  host.asked_price = text_of(request->price_max);
  host.asked_label = text_of(request->label);
  host.asked_reason = text_of(request->reason);
  for (std::size_t i = 0; i < request->providers_excluded_count; ++i) {
    host.asked_excluded.push_back(text_of(request->providers_excluded[i]));
  }
  *ret_id = host.id;
  *ret_flags = RAAS_REQUEST_EXISTING;
  return answer(host, error);
}

raas_status find_request(void* ctx, raas_str key, raas_deal* ret_deal, raas_error* error) {
  FakeHost& host = self(ctx);
  host.asked_key = text_of(key);
  if (host.status == RAAS_OK) *ret_deal = host.deal;
  return answer(host, error);
}

raas_status get_request(void* ctx, std::uint64_t, raas_deal* ret_deal, raas_error* error) {
  *ret_deal = self(ctx).deal;
  return answer(self(ctx), error);
}

raas_status cancel(void* ctx, std::uint64_t id, raas_error* error) {
  self(ctx).asked_ids.push_back(id);
  return answer(self(ctx), error);
}

template <class Page>
void give_page(std::deque<Page>& pages, Page* ret_page) {
  if (pages.empty()) return;
  *ret_page = pages.front();
  if (pages.size() > 1) pages.pop_front();
}

raas_status list_deals(void* ctx, raas_str payload, std::uint64_t cursor, raas_deal_page* ret_page,
                       raas_error* error) {
  FakeHost& host = self(ctx);
  host.asked_payload = text_of(payload);
  host.asked_cursors.push_back(cursor);
  give_page(host.deal_pages, ret_page);
  return answer(host, error);
}

raas_status fetch(void* ctx, raas_str payload, const raas_fetch_source* sources, std::size_t count,
                  std::uint64_t* ret_id, raas_error* error) {
  FakeHost& host = self(ctx);
  host.asked_payload = text_of(payload);
  for (std::size_t i = 0; i < count; ++i) {
    host.asked_sources.push_back(text_of(sources[i].provider) + " " +
                                 text_of(sources[i].piece_cid) + " " +
                                 std::to_string(sources[i].deal_id));
  }
  *ret_id = host.id;
  return answer(host, error);
}

raas_status get_fetch(void* ctx, std::uint64_t id, raas_fetch* ret_fetch, raas_error* error) {
  FakeHost& host = self(ctx);
  host.asked_ids.push_back(id);
  if (host.status == RAAS_OK) *ret_fetch = host.fetch;
  return answer(host, error);
}

raas_status read(void*, std::uint64_t, std::uint64_t, char*, std::size_t, std::size_t*,
                 raas_error*) {
  return RAAS_E_UNSUPPORTED;
}

void release(void* ctx, std::uint64_t handle) {
  self(ctx).asked_ids.push_back(handle);
  static_cast<void>(answer(self(ctx), nullptr));
}

raas_status list(void* ctx, std::uint64_t cursor, raas_provider_page* ret_page, raas_error* error) {
  FakeHost& host = self(ctx);
  host.asked_cursors.push_back(cursor);
  give_page(host.provider_pages, ret_page);
  return answer(host, error);
}

}  // namespace

FakeHost::FakeHost()
    : deal(sound_deal()),
      fetch(sound_fetch()),
      deals{this,          &raas::make_deal, &raas::find_request, &raas::get_request,
            &raas::cancel, &raas::list_deals},
      data{this, &raas::fetch, &raas::get_fetch, &raas::read, &raas::release},
      providers{this, &raas::list} {}

raas_str str(const char* text) {
  return {text, std::strlen(text)};
}

std::string text_of(raas_str text) {
  return text.len == 0 ? std::string() : std::string(text.ptr, text.len);
}

raas_deal sound_deal() {
  raas_deal deal{};
  deal.struct_size = sizeof(deal);
  deal.flags = RAAS_DEAL_HAS_DEAL_ID;
  deal.request_id = 17;
  deal.idempotency_key = str("raas/1/2/3");
  deal.state = RAAS_DEAL_PUBLISHED;
  deal.payload_cid = str(payload_text);
  deal.piece_cid = str(piece_text);
  deal.piece_size = 1024;
  deal.provider = str("t01000");
  deal.deal_id = 90;
  deal.claim_id = 91;
  deal.sector = 92;
  deal.start_epoch = 4'000'000;
  deal.end_epoch = 5'000'000;
  deal.message = str("all is well");
  return deal;
}

raas_fetch sound_fetch() {
  raas_fetch fetch{};
  fetch.struct_size = sizeof(fetch);
  fetch.state = RAAS_FETCH_READY;
  fetch.fetch_id = 17;
  fetch.data_handle = 5;
  fetch.size = 1000;
  fetch.piece_cid = str(piece_text);
  fetch.piece_size = 1024;
  return fetch;
}

raas_provider sound_provider(const char* address) {
  raas_provider provider{};
  provider.struct_size = sizeof(provider);
  provider.flags =
      RAAS_PROVIDER_ACCEPTS_DEALS | RAAS_PROVIDER_HAS_REPUTATION | RAAS_PROVIDER_HAS_ASN;
  provider.provider = str(address);
  provider.organisation = str("Org");
  provider.country = str("DE");
  provider.asn = 64500;
  provider.reputation_ppm = 900'000;
  provider.price = str("100");
  provider.piece_size_min = 256;
  provider.piece_size_max = 1 << 20;
  return provider;
}

}  // namespace raas
