#include "support/abi_host.h"

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace raas_test {
namespace {

constexpr mock::ActorId first_miner = 1000;
constexpr mock::ActorId miner_count = 8;
constexpr mock::Epochs seal_after = 60;
constexpr std::string_view staged_piece =
    "baga6ea4seaqew6jb5cfsaszdeooqobd7v6gstl2xux3tnuw7neld63esgjge4ny";
constexpr std::uint64_t staged_piece_size = 128;

std::string terms_of(const raas_deal_request& request) {
  std::string terms;
  for (const raas_str part :
       {request.payload_cid, request.piece_cid, request.provider, request.price_max}) {
    terms += text_of(part) + "|";
  }
  for (const std::int64_t part :
       {static_cast<std::int64_t>(request.flags), static_cast<std::int64_t>(request.piece_size),
        request.duration_epochs, request.start_epoch_max}) {
    terms += std::to_string(part) + "|";
  }
  for (std::size_t i = 0; i < request.providers_excluded_count; ++i) {
    terms += text_of(request.providers_excluded[i]) + ",";
  }
  return terms;
}

}  // namespace

ErrorText::ErrorText(std::size_t capacity) : text_(capacity, '#') {
  error.struct_size = sizeof error;
  error.text = text_.data();
  error.text_capacity = text_.size();
}

raas_deal AskedDeal::view() const {
  raas_deal deal{};
  deal.struct_size = sizeof deal;
  deal.request_id = request_id;
  deal.idempotency_key = str(key);
  deal.state = state;
  deal.payload_cid = str(payload_cid);
  deal.piece_cid = str(piece_cid);
  deal.piece_size = piece_size;
  deal.provider = str(provider);
  deal.deal_id = deal_id;
  deal.sector = sector;
  if (deal_id != 0) deal.flags |= RAAS_DEAL_HAS_DEAL_ID;
  if (state == RAAS_DEAL_ACTIVE) deal.flags |= RAAS_DEAL_HAS_SECTOR;
  deal.start_epoch = start_epoch;
  deal.end_epoch = end_epoch;
  return deal;
}

AbiHost::AbiHost() : chain_(mock::ChainOptions{}), rpc_(chain_) {
  for (mock::ActorId i = 0; i < miner_count; ++i) chain_.add_miner(first_miner + i);
  chain_.advance_to(chain_.options().start_epoch + 100);
  fill_tables();
}

raas_tick AbiHost::now() const {
  constexpr std::int64_t epoch_ms = 30'000;
  const std::int64_t since_start = chain_.now() - chain_.options().start_epoch;
  const std::int64_t shown = chain_.now() + clock_off_epochs;
  return {sizeof(raas_tick), 0, chain_.options().genesis_unix * 1000 + shown * epoch_ms,
          since_start * epoch_ms};
}

void AbiHost::advance(mock::Epochs epochs) {
  chain_.advance_to(chain_.now() + epochs);
  for (auto& [key, deal] : asked) {
    for (PendingEvent& update : move_on(deal)) updates.push_back(std::move(update));
  }
  for (AskedDeal& deal : forgotten_) static_cast<void>(move_on(deal));
}

void AbiHost::forget(const std::string& key) {
  const auto lost = asked.extract(key);
  if (!lost.empty()) forgotten_.push_back(lost.mapped());
}

std::vector<PendingEvent> AbiHost::move_on(AskedDeal& deal) {
  const mock::Epoch now = chain_.now();
  std::vector<PendingEvent> news;
  const auto tell = [&](raas_deal_state state) {
    deal.state = state;
    news.push_back({next_seq(), deal});
  };
  if (deal.state == RAAS_DEAL_RECORDED && now >= deal.asked_epoch + publish_after_epochs) {
    if (failing.contains(deal.key)) {
      tell(RAAS_DEAL_FAILED);
      return news;
    }
    deal.deal_id = chain_.publish({.piece_cid = deal.piece_cid,
                                   .piece_size = deal.piece_size,
                                   .client = 99,
                                   .provider = std::stoull(deal.provider.substr(2)),
                                   .label = deal.payload_cid,
                                   .start_epoch = deal.start_epoch,
                                   .end_epoch = deal.end_epoch});
    tell(RAAS_DEAL_PUBLISHED);
  } else if (deal.state == RAAS_DEAL_PUBLISHED && now >= deal.asked_epoch + seal_after) {
    if (const auto sector = chain_.activate(deal.deal_id, deal.end_epoch)) deal.sector = *sector;
    tell(RAAS_DEAL_ACTIVE);
  }
  return news;
}

void AbiHost::fail_at(const std::string& function, std::size_t nth, Trouble trouble) {
  troubles_at_[function][calls_[function] + nth] = trouble;
}

void AbiHost::fail_always(const std::string& function, Trouble trouble) {
  troubles_always_[function] = trouble;
}

void AbiHost::heal() {
  troubles_at_.clear();
  troubles_always_.clear();
  node_says = nullptr;
}

std::size_t AbiHost::calls(const std::string& function) const {
  const auto found = calls_.find(function);
  return found == calls_.end() ? 0 : found->second;
}

bool AbiHost::has_logged(raas_log_level level, std::string_view part) const {
  return std::any_of(log.begin(), log.end(), [&](const LogLine& line) {
    const std::string whole = line.event + " " + line.message;
    return line.level == level && whole.find(part) != std::string::npos;
  });
}

std::size_t AbiHost::deals_for(std::string_view payload_cid) const {
  return static_cast<std::size_t>(std::count_if(asked.begin(), asked.end(), [&](const auto& row) {
    return row.second.payload_cid == payload_cid;
  }));
}

template <class Work>
raas_status AbiHost::answer(const char* function, raas_error* err, Work&& work) {
  const std::size_t call = ++calls_[function];
  if (on_call) on_call(function);
  const Trouble* trouble = nullptr;
  if (const auto all = troubles_always_.find(function); all != troubles_always_.end()) {
    trouble = &all->second;
  }
  const auto& nth = troubles_at_[function];
  if (const auto one = nth.find(call); one != nth.end()) trouble = &one->second;
  if (trouble == nullptr) {
    const raas_status status = work();
    if (on_done) on_done(function);
    return status;
  }
  ++troubles_;
  if (trouble->is_done) static_cast<void>(work());
  if (trouble->is_thrown) throw std::runtime_error("thrown by the host");
  if (err != nullptr && trouble->status < 0) {
    constexpr std::string_view why = "as the test wants it";
    err->code = trouble->status;
    err->text_len = std::min(why.size(), err->text_capacity);
    std::memcpy(err->text, why.data(), err->text_len);
  }
  return trouble->status;
}

void AbiHost::fill_tables() {
  table_.ctx = this;
  table_.log = [](void* ctx, raas_log_level level, raas_str event, raas_str message) {
    auto& self = *static_cast<AbiHost*>(ctx);
    static_cast<void>(self.answer("log", nullptr, [&]() -> raas_status {
      self.log.push_back({level, text_of(event), text_of(message)});
      return RAAS_OK;
    }));
  };
  table_.get_extension = [](void* ctx, const char* id) -> const void* {
    auto& self = *static_cast<AbiHost*>(ctx);
    static_cast<void>(self.answer("get_extension", nullptr, [] { return raas_status{RAAS_OK}; }));
    const std::string_view wanted(id);
    if (self.lacking.contains(id)) return nullptr;
    if (wanted == RAAS_HOST_DEALS_ID) return &self.deals_;
    if (wanted == RAAS_HOST_DATA_ID) return &self.data_;
    if (wanted == RAAS_HOST_PROVIDERS_ID) return &self.providers_;
    if (wanted == RAAS_HOST_RPC_ID) return &self.node_;
    return nullptr;
  };
  providers_.ctx = this;
  providers_.list = [](void* ctx, std::uint64_t, raas_provider_page* page, raas_error* err) {
    auto& self = *static_cast<AbiHost*>(ctx);
    return self.answer("list", err, [&] { return self.list_providers(*page); });
  };
  node_.ctx = this;
  node_.send = [](void* ctx, raas_str body, std::uint32_t, std::uint64_t* id, raas_error* err) {
    auto& self = *static_cast<AbiHost*>(ctx);
    return self.answer("send", err, [&] { return self.send(body, *id); });
  };
  node_.take = [](void* ctx, std::uint64_t id, raas_rpc_reply* reply, raas_error* err) {
    auto& self = *static_cast<AbiHost*>(ctx);
    return self.answer("take", err, [&] { return self.take(id, *reply); });
  };
  fill_deals();
  fill_data();
}

void AbiHost::fill_deals() {
  deals_.ctx = this;
  deals_.make_deal = [](void* ctx, const raas_deal_request* request, std::uint64_t* id,
                        std::uint32_t* flags, raas_error* err) {
    auto& self = *static_cast<AbiHost*>(ctx);
    return self.answer("make_deal", err, [&] { return self.make_deal(*request, *id, *flags); });
  };
  deals_.find_request = [](void* ctx, raas_str key, raas_deal* deal, raas_error* err) {
    auto& self = *static_cast<AbiHost*>(ctx);
    return self.answer("find_request", err, [&]() -> raas_status {
      const std::string given = text_of(key);
      const auto found = self.asked.find(self.key_seen ? self.key_seen(given) : given);
      if (found == self.asked.end()) return RAAS_E_NOT_FOUND;
      *deal = found->second.view();
      return RAAS_OK;
    });
  };
  deals_.get_request = [](void* ctx, std::uint64_t id, raas_deal* deal, raas_error* err) {
    auto& self = *static_cast<AbiHost*>(ctx);
    return self.answer("get_request", err, [&]() -> raas_status {
      for (const auto& [key, known] : self.asked) {
        if (known.request_id != id) continue;
        *deal = known.view();
        return RAAS_OK;
      }
      return RAAS_E_NOT_FOUND;
    });
  };
  deals_.cancel = [](void* ctx, std::uint64_t id, raas_error* err) {
    auto& self = *static_cast<AbiHost*>(ctx);
    return self.answer("cancel", err, [&] { return self.cancel(id); });
  };
  deals_.list_deals = [](void* ctx, raas_str cid, std::uint64_t, raas_deal_page* page,
                         raas_error* err) {
    auto& self = *static_cast<AbiHost*>(ctx);
    return self.answer("list_deals", err, [&]() -> raas_status {
      self.deal_rows_.clear();
      for (const AskedDeal& deal : self.own_deals) {
        if (cid.len == 0 || deal.payload_cid == text_of(cid))
          self.deal_rows_.push_back(deal.view());
      }
      page->deals = self.deal_rows_.data();
      page->count = self.deal_rows_.size();
      page->next_cursor = 0;
      return RAAS_OK;
    });
  };
}

void AbiHost::fill_data() {
  data_.ctx = this;
  data_.fetch = [](void* ctx, raas_str, const raas_fetch_source*, std::size_t, std::uint64_t* id,
                   raas_error* err) {
    auto& self = *static_cast<AbiHost*>(ctx);
    return self.answer("fetch", err, [&]() -> raas_status {
      *id = self.fetches_.size() + 1;
      self.fetches_[*id] = self.call_number_;
      return RAAS_OK;
    });
  };
  data_.get_fetch = [](void* ctx, std::uint64_t id, raas_fetch* fetch, raas_error* err) {
    auto& self = *static_cast<AbiHost*>(ctx);
    return self.answer("get_fetch", err, [&]() -> raas_status {
      const auto found = self.fetches_.find(id);
      if (found == self.fetches_.end()) return RAAS_E_NOT_FOUND;
      fetch->struct_size = sizeof *fetch;
      fetch->fetch_id = id;
      fetch->state = RAAS_FETCH_RUNNING;
      if (found->second == self.call_number_) return RAAS_OK;
      fetch->state = RAAS_FETCH_READY;
      fetch->data_handle = id;
      fetch->size = 64;
      fetch->piece_cid = str(staged_piece);
      fetch->piece_size = staged_piece_size;
      return RAAS_OK;
    });
  };
  data_.read = [](void* ctx, std::uint64_t, std::uint64_t, char*, std::size_t, std::size_t*,
                  raas_error* err) {
    return static_cast<AbiHost*>(ctx)->answer("read", err,
                                              [] { return raas_status{RAAS_E_NOT_FOUND}; });
  };
  data_.release = [](void* ctx, std::uint64_t) {
    static_cast<void>(static_cast<AbiHost*>(ctx)->answer("release", nullptr,
                                                         [] { return raas_status{RAAS_OK}; }));
  };
}

std::string AbiHost::choose_provider(const raas_deal_request& request) const {
  if (request.provider.len != 0) return text_of(request.provider);
  for (const mock::ActorId miner : chain_.miners()) {
    const std::string text = "f0" + std::to_string(miner);
    bool is_free = std::none_of(asked.begin(), asked.end(), [&](const auto& row) {
      return row.second.provider == text && row.second.payload_cid == text_of(request.payload_cid);
    });
    for (std::size_t i = 0; i < request.providers_excluded_count; ++i) {
      if (text_of(request.providers_excluded[i]) == text) is_free = false;
    }
    if (is_free) return text;
  }
  return {};
}

raas_status AbiHost::make_deal(const raas_deal_request& request, std::uint64_t& id,
                               std::uint32_t& flags) {
  const std::string given_key = text_of(request.idempotency_key);
  const std::string key = key_seen ? key_seen(given_key) : given_key;
  flags |= ret_flags_added;
  if (const auto known = asked.find(key); known != asked.end()) {
    if (known->second.terms != terms_of(request)) {
      violations.push_back(key + ": asked for as " + known->second.terms + " and as " +
                           terms_of(request));
      return RAAS_E_CONFLICT;
    }
    id = known->second.request_id;
    flags |= RAAS_REQUEST_EXISTING;
    return RAAS_OK;
  }
  AskedDeal deal;
  deal.request_id = id = ++request_id_;
  deal.key = given_key;
  deal.terms = terms_of(request);
  deal.payload_cid = text_of(request.payload_cid);
  deal.piece_cid = request.piece_cid.len == 0 ? staged_piece : text_of(request.piece_cid);
  deal.piece_size = request.piece_cid.len == 0 ? staged_piece_size : request.piece_size;
  deal.provider = choose_provider(request);
  deal.asked_epoch = chain_.now();
  deal.start_epoch = request.start_epoch_max;
  deal.end_epoch = request.start_epoch_max + request.duration_epochs;
  asked.emplace(key, deal);
  return RAAS_OK;
}

raas_status AbiHost::cancel(std::uint64_t id) {
  for (auto& [key, deal] : asked) {
    if (deal.request_id != id || !can_cancel) continue;
    if (deal.state != RAAS_DEAL_RECORDED) return RAAS_E_DENIED;
    deal.state = RAAS_DEAL_CANCELLED;
    updates.push_back({next_seq(), deal});
    return RAAS_OK;
  }
  return RAAS_E_DENIED;
}

raas_status AbiHost::list_providers(raas_provider_page& page) {
  provider_texts_.clear();
  provider_rows_.clear();
  for (const mock::ActorId miner : chain_.miners()) {
    provider_texts_.push_back("f0" + std::to_string(miner));
  }
  for (const std::string& text : provider_texts_) {
    raas_provider row{};
    row.struct_size = sizeof row;
    row.flags = RAAS_PROVIDER_ACCEPTS_DEALS;
    row.provider = str(text);
    row.organisation = str(text);
    provider_rows_.push_back(row);
  }
  page.providers = provider_rows_.data();
  page.count = provider_rows_.size();
  page.next_cursor = 0;
  page.version = 1;
  return RAAS_OK;
}

raas_status AbiHost::send(raas_str body, std::uint64_t& id) {
  std::optional<mock::RpcAnswer> said;
  if (node_says) said = node_says({body.ptr, body.len});
  if (!said) said = rpc_.answer({body.ptr, body.len});
  id = calls_["send"];
  replies_[id] = {*said, call_number_};
  return RAAS_OK;
}

raas_status AbiHost::take(std::uint64_t id, raas_rpc_reply& reply) {
  const auto found = replies_.find(id);
  if (found == replies_.end()) return RAAS_E_NOT_FOUND;
  if (found->second.sent_in == call_number_) return RAAS_E_RETRY;
  reply_body_ = found->second.answer.body;
  reply.http_status = static_cast<std::uint32_t>(found->second.answer.http_status);
  reply.call_id = id;
  reply.body = str(reply_body_);
  replies_.erase(found);
  return RAAS_OK;
}

}  // namespace raas_test
