#include "validate/watched_host.h"

#include <algorithm>

#include "aggregator/tables/abi_values.h"

namespace mock {
namespace {

constexpr std::size_t event_name_max = 64;
constexpr std::size_t complaints_max = 20;

WatchedHost& self_of(void* ctx) {
  return *static_cast<WatchedHost*>(ctx);
}

bool is_event_name(std::string_view name) {
  return !name.empty() && name.size() <= event_name_max &&
         std::all_of(name.begin(), name.end(), [](char letter) {
           return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') ||
                  letter == '_';
         });
}

/// Elements of a page, as far apart as each says that it is long.
template <class T>
std::vector<T> elements(const T* first, std::size_t count) {
  return std::vector<T>(first, first + count);
}

}  // namespace

WatchedHost::WatchedHost(const Parts& parts) : parts_(parts) {
  const HostTables& tables = parts_.tables;
  deals_ = static_cast<const raas_host_deals*>(tables.extension(RAAS_HOST_DEALS_ID));
  data_ = static_cast<const raas_host_data*>(tables.extension(RAAS_HOST_DATA_ID));
  providers_ = static_cast<const raas_host_providers*>(tables.extension(RAAS_HOST_PROVIDERS_ID));
  rpc_ = static_cast<const raas_host_rpc*>(tables.extension(RAAS_HOST_RPC_ID));
  fill();
  fill_deals();
  fill_data();
  fill_others();
}

std::size_t WatchedHost::answers(const std::string& function, raas_status status) const {
  const auto found = answers_.find(function);
  if (found == answers_.end()) return 0;
  const auto count = found->second.find(status);
  return count == found->second.end() ? 0 : count->second;
}

raas_status WatchedHost::noted(const char* function, raas_status status) {
  if (parts_.scope.is_inside()) ++answers_[function][status];
  return status;
}

void WatchedHost::take_log(raas_log_level level, raas_str event, raas_str message) {
  parts_.tables.host()->log(parts_.tables.host()->ctx, level, event, message);
  if (!parts_.scope.is_inside() || complaints_.size() == complaints_max) return;
  if (!is_event_name(view_of(event))) {
    complaints_.push_back("log: event: \"" + std::string(view_of(event)) +
                          "\", expected 1 to 64 of a-z 0-9 _");
  }
  if (view_of(message).find('\n') != std::string_view::npos) {
    complaints_.push_back("log: " + std::string(view_of(event)) + ": the message has a line break");
  }
}

const void* WatchedHost::extension(const char* id) {
  if (lacking_.contains(id)) return nullptr;
  const void* const inner = parts_.tables.host()->get_extension(parts_.tables.host()->ctx, id);
  if (inner == nullptr) return nullptr;
  if (inner == deals_) return &own_deals_;
  if (inner == data_) return &own_data_;
  if (inner == providers_) return &own_providers_;
  return inner == rpc_ ? static_cast<const void*>(&own_rpc_) : nullptr;
}

void WatchedHost::fill() {
  table_.ctx = this;
  table_.log = [](void* ctx, raas_log_level level, raas_str event, raas_str message) {
    self_of(ctx).take_log(level, event, message);
  };
  table_.get_extension = [](void* ctx, const char* id) -> const void* {
    return self_of(ctx).extension(id);
  };
}

raas_status WatchedHost::deal_with_texts(const char* function, raas_status status,
                                         raas_deal* deal) {
  if (status == RAAS_OK && deal->struct_size >= sizeof(raas_deal)) {
    *deal = parts_.memory.with_texts(*deal);
  }
  return noted(function, status);
}

raas_status WatchedHost::list_deals(raas_str cid, std::uint64_t cursor, raas_deal_page* page,
                                    raas_error* err) {
  const raas_status status = deals_->list_deals(deals_->ctx, cid, cursor, page, err);
  if (status == RAAS_OK) {
    auto deals = elements(page->deals, page->count);
    for (raas_deal& deal : deals) deal = parts_.memory.with_texts(deal);
    page->deals = parts_.memory.put_all(deals);
  }
  return noted("list_deals", status);
}

raas_status WatchedHost::list_providers(std::uint64_t cursor, raas_provider_page* page,
                                        raas_error* err) {
  const raas_status status = providers_->list(providers_->ctx, cursor, page, err);
  if (status == RAAS_OK) {
    auto providers = elements(page->providers, page->count);
    for (raas_provider& provider : providers) provider = parts_.memory.with_texts(provider);
    page->providers = parts_.memory.put_all(providers);
  }
  return noted("list", status);
}

void WatchedHost::fill_deals() {
  own_deals_.ctx = this;
  own_deals_.make_deal = [](void* ctx, const raas_deal_request* request, std::uint64_t* id,
                            std::uint32_t* flags, raas_error* err) {
    auto& self = self_of(ctx);
    return self.noted("make_deal",
                      self.deals_->make_deal(self.deals_->ctx, request, id, flags, err));
  };
  own_deals_.find_request = [](void* ctx, raas_str key, raas_deal* deal, raas_error* err) {
    auto& self = self_of(ctx);
    const auto status = self.deals_->find_request(self.deals_->ctx, key, deal, err);
    return self.deal_with_texts("find_request", status, deal);
  };
  own_deals_.get_request = [](void* ctx, std::uint64_t id, raas_deal* deal, raas_error* err) {
    auto& self = self_of(ctx);
    const auto status = self.deals_->get_request(self.deals_->ctx, id, deal, err);
    return self.deal_with_texts("get_request", status, deal);
  };
  own_deals_.cancel = [](void* ctx, std::uint64_t id, raas_error* err) {
    auto& self = self_of(ctx);
    return self.noted("cancel", self.deals_->cancel(self.deals_->ctx, id, err));
  };
  own_deals_.list_deals = [](void* ctx, raas_str cid, std::uint64_t cursor, raas_deal_page* page,
                             raas_error* err) {
    return self_of(ctx).list_deals(cid, cursor, page, err);
  };
}

void WatchedHost::fill_data() {
  own_data_.ctx = this;
  own_data_.fetch = [](void* ctx, raas_str cid, const raas_fetch_source* sources, std::size_t count,
                       std::uint64_t* id, raas_error* err) {
    auto& self = self_of(ctx);
    return self.noted("fetch", self.data_->fetch(self.data_->ctx, cid, sources, count, id, err));
  };
  own_data_.get_fetch = [](void* ctx, std::uint64_t id, raas_fetch* fetch, raas_error* err) {
    auto& self = self_of(ctx);
    const auto status = self.data_->get_fetch(self.data_->ctx, id, fetch, err);
    if (status == RAAS_OK && fetch->struct_size >= sizeof(raas_fetch)) {
      *fetch = self.parts_.memory.with_texts(*fetch);
    }
    return self.noted("get_fetch", status);
  };
  own_data_.read = [](void* ctx, std::uint64_t handle, std::uint64_t offset, char* buffer,
                      std::size_t capacity, std::size_t* length, raas_error* err) {
    auto& self = self_of(ctx);
    return self.noted(
        "read", self.data_->read(self.data_->ctx, handle, offset, buffer, capacity, length, err));
  };
  own_data_.release = [](void* ctx, std::uint64_t handle) {
    auto& self = self_of(ctx);
    self.data_->release(self.data_->ctx, handle);
  };
}

void WatchedHost::fill_others() {
  own_providers_.ctx = this;
  own_providers_.list = [](void* ctx, std::uint64_t cursor, raas_provider_page* page,
                           raas_error* err) {
    return self_of(ctx).list_providers(cursor, page, err);
  };
  own_rpc_.ctx = this;
  own_rpc_.send = [](void* ctx, raas_str body, std::uint32_t timeout_ms, std::uint64_t* id,
                     raas_error* err) {
    auto& self = self_of(ctx);
    return self.noted("send", self.rpc_->send(self.rpc_->ctx, body, timeout_ms, id, err));
  };
  own_rpc_.take = [](void* ctx, std::uint64_t id, raas_rpc_reply* reply, raas_error* err) {
    auto& self = self_of(ctx);
    const auto status = self.rpc_->take(self.rpc_->ctx, id, reply, err);
    if (status == RAAS_OK) reply->body = self.parts_.memory.text(reply->body);
    return self.noted("take", status);
  };
}

}  // namespace mock
