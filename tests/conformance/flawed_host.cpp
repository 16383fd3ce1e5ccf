#include "conformance/flawed_host.h"

#include <algorithm>
#include <cstring>
#include <thread>

namespace raas_test {
namespace {

bool is_prefixed(const char* id, const char* known) {
  return std::strncmp(id, known, std::strlen(known)) == 0;
}

}  // namespace

FlawedHost::FlawedHost(const raas_host_table& good, Flaw flaw) : good_(good), flaw_(flaw) {
  table_.ctx = this;
  table_.log = [](void* ctx, raas_log_level level, raas_str event, raas_str message) {
    const auto& host = static_cast<FlawedHost*>(ctx)->good_;
    host.log(host.ctx, level, event, message);
  };
  table_.get_extension = [](void* ctx, const char* id) -> const void* {
    auto& self = *static_cast<FlawedHost*>(ctx);
    const bool is_prefix_enough = self.flaw_ == Flaw::matches_ids_by_prefix;
    const auto is = [&](const char* known) {
      return is_prefix_enough ? is_prefixed(id, known) : std::strcmp(id, known) == 0;
    };
    if (is(RAAS_HOST_DEALS_ID)) {
      self.deals_ = static_cast<const raas_host_deals*>(
          self.good_.get_extension(self.good_.ctx, RAAS_HOST_DEALS_ID));
      self.spoil_deals();
      return &self.own_deals_;
    }
    if (is(RAAS_HOST_DATA_ID)) {
      self.data_ = static_cast<const raas_host_data*>(
          self.good_.get_extension(self.good_.ctx, RAAS_HOST_DATA_ID));
      self.spoil_data();
      return &self.own_data_;
    }
    return nullptr;
  };
}

raas_str FlawedHost::lent(raas_str text) {
  if (flaw_ != Flaw::lends_one_buffer || text.len == 0) return text;
  buffer_.resize(256);
  std::memcpy(buffer_.data(), text.ptr, std::min<std::size_t>(text.len, buffer_.size()));
  return {buffer_.data(), text.len};
}

raas_status FlawedHost::make_deal(const raas_deal_request& asked, std::uint64_t* id,
                                  std::uint32_t* flags, raas_error* err) {
  raas_deal_request request = asked;
  const std::string key(asked.idempotency_key.ptr == nullptr ? "" : asked.idempotency_key.ptr,
                        asked.idempotency_key.len);
  const bool is_long = asked.struct_size > sizeof request;
  if (is_long && flaw_ == Flaw::takes_unknown_fields) request.struct_size = sizeof request;
  if (is_long && flaw_ != Flaw::takes_unknown_fields) {
    return deals_->make_deal(deals_->ctx, &asked, id, flags, err);
  }
  if (request.providers_excluded_count > 0) {
    excluded_.assign(request.providers_excluded->ptr, request.providers_excluded->len);
  }
  if (flaw_ == Flaw::takes_unknown_flags) request.flags &= 3U;
  if (flaw_ == Flaw::nests && call_plugin) call_plugin();
  if (flaw_ == Flaw::overlaps && call_plugin) std::thread(call_plugin).join();
  raas_status status = deals_->make_deal(deals_->ctx, &request, id, flags, err);
  if (flaw_ == Flaw::takes_bad_keys && key == "a b") status = RAAS_OK;
  if (flaw_ == Flaw::has_no_conflict && status == RAAS_E_CONFLICT) status = RAAS_OK;
  if (flaw_ == Flaw::knows_every_key && status == RAAS_OK) *flags |= RAAS_REQUEST_EXISTING;
  if (flaw_ == Flaw::gives_new_ids && status == RAAS_OK) *id = 1000 + ++ids_given_;
  if (flaw_ == Flaw::writes_behind_the_error && status != RAAS_OK && err != nullptr) {
    err->text[err->text_capacity] = '\0';
  }
  return status;
}

raas_status FlawedHost::find_request(raas_str key, raas_deal* deal, raas_error* err) {
  raas_status status = deals_->find_request(deals_->ctx, key, deal, err);
  if (flaw_ == Flaw::forgets_requests && is_second_life) status = RAAS_E_NOT_FOUND;
  if (flaw_ == Flaw::finds_everything) status = RAAS_OK;
  if (status == RAAS_OK) deal->idempotency_key = lent(deal->idempotency_key);
  if (flaw_ == Flaw::tells_no_state) deal->state = 0;
  return status;
}

raas_status FlawedHost::get_request(std::uint64_t id, raas_deal* deal, raas_error* err) {
  const raas_status status = deals_->get_request(deals_->ctx, id, deal, err);
  if (flaw_ == Flaw::ignores_exclusions && !excluded_.empty()) {
    deal->provider = {excluded_.data(), excluded_.size()};
  }
  return status;
}

void FlawedHost::spoil_deals() {
  own_deals_ = *deals_;
  own_deals_.ctx = this;
  own_deals_.make_deal = [](void* ctx, const raas_deal_request* request, std::uint64_t* id,
                            std::uint32_t* flags, raas_error* err) {
    return static_cast<FlawedHost*>(ctx)->make_deal(*request, id, flags, err);
  };
  own_deals_.find_request = [](void* ctx, raas_str key, raas_deal* deal, raas_error* err) {
    return static_cast<FlawedHost*>(ctx)->find_request(key, deal, err);
  };
  own_deals_.get_request = [](void* ctx, std::uint64_t id, raas_deal* deal, raas_error* err) {
    return static_cast<FlawedHost*>(ctx)->get_request(id, deal, err);
  };
  own_deals_.cancel = [](void* ctx, std::uint64_t id, raas_error* err) {
    const auto& deals = *static_cast<FlawedHost*>(ctx)->deals_;
    return deals.cancel(deals.ctx, id, err);
  };
  own_deals_.list_deals = [](void* ctx, raas_str cid, std::uint64_t cursor, raas_deal_page* page,
                             raas_error* err) {
    auto& self = *static_cast<FlawedHost*>(ctx);
    const auto status = self.deals_->list_deals(self.deals_->ctx, cid, cursor, page, err);
    static_cast<void>(self.lent({"something else", 14}));
    return status;
  };
}

void FlawedHost::spoil_data() {
  own_data_.ctx = this;
  own_data_.fetch = [](void* ctx, raas_str cid, const raas_fetch_source* sources, std::size_t count,
                       std::uint64_t* id, raas_error* err) {
    const auto& data = *static_cast<FlawedHost*>(ctx)->data_;
    return data.fetch(data.ctx, cid, sources, count, id, err);
  };
  own_data_.get_fetch = [](void* ctx, std::uint64_t id, raas_fetch* fetch, raas_error* err) {
    const auto& self = *static_cast<FlawedHost*>(ctx);
    const auto status = self.data_->get_fetch(self.data_->ctx, id, fetch, err);
    if (self.flaw_ == Flaw::tells_a_wrong_size) fetch->size += 1;
    return status;
  };
  own_data_.read = [](void* ctx, std::uint64_t handle, std::uint64_t offset, char* buffer,
                      std::size_t capacity, std::size_t* length, raas_error* err) {
    const auto& data = *static_cast<FlawedHost*>(ctx)->data_;
    return data.read(data.ctx, handle, offset, buffer, capacity, length, err);
  };
  own_data_.release = [](void* ctx, std::uint64_t handle) {
    const auto& self = *static_cast<FlawedHost*>(ctx);
    if (self.flaw_ != Flaw::keeps_released_data) self.data_->release(self.data_->ctx, handle);
  };
  if (flaw_ == Flaw::lacks_a_function) own_deals_.cancel = nullptr;
}

}  // namespace raas_test
