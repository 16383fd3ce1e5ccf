#include "adapters/host/abi_host_deals.h"

#include "adapters/host/abi_page.h"
#include "adapters/host/abi_values.h"
#include "adapters/host/host_call.h"
#include "adapters/host/translate.h"

namespace raas {
namespace {

constexpr std::size_t label_bytes_max = 256;

std::string_view name_of(Reason reason) {
  switch (reason) {
    case Reason::replication: return "replication";
    case Reason::renewal: return "renewal";
    case Reason::repair: return "repair";
  }
  return "";
}

/// The request as the ABI wants it, with the text that it points to.
class RequestView {
 public:
  explicit RequestView(const DealRequest& request) {
    texts_.push_back(request.piece.cid.empty() ? "" : request.piece.cid.text());
    texts_.push_back(request.provider == no_provider ? "" : provider_text(request.provider));
    texts_.push_back(request.price_max ? request.price_max->text() : "");
    texts_.push_back(printable(request.label, label_bytes_max));
    for (const ActorId provider : request.providers_excluded) {
      texts_.push_back(provider_text(provider));
    }
    for (std::size_t i = excluded_from; i < texts_.size(); ++i) {
      excluded_.push_back(view_of(texts_[i]));
    }
    fill(request);
  }
  RequestView(const RequestView&) = delete;
  RequestView& operator=(const RequestView&) = delete;

  [[nodiscard]] const raas_deal_request* get() const { return &view_; }

 private:
  static constexpr std::size_t excluded_from = 4;

  void fill(const DealRequest& request) {
    const bool host_chooses = request.provider == no_provider;
    view_.struct_size = sizeof(view_);
    view_.flags = (request.verified ? static_cast<std::uint32_t>(RAAS_DEAL_VERIFIED) : 0U) |
                  (host_chooses ? static_cast<std::uint32_t>(RAAS_DEAL_HOST_CHOOSES) : 0U);
    view_.idempotency_key = view_of(request.key);
    view_.payload_cid = view_of(request.payload_text);
    view_.piece_cid = view_of(texts_[0]);
    view_.piece_size = request.piece.cid.empty() ? 0 : request.piece.padded_size;
    view_.provider = view_of(texts_[1]);
    if (host_chooses && !excluded_.empty()) {
      view_.providers_excluded = excluded_.data();
      view_.providers_excluded_count = excluded_.size();
    }
    view_.data_handle = request.data_handle;
    view_.duration_epochs = request.duration_epochs;
    view_.start_epoch_max = request.start_epoch_max;
    view_.price_max = view_of(texts_[2]);
    view_.label = view_of(texts_[3]);
    view_.reason = view_of(name_of(request.reason));
  }

  std::vector<std::string> texts_;
  std::vector<raas_str> excluded_;
  raas_deal_request view_{};
};

raas_deal empty_deal() {
  raas_deal deal{};
  deal.struct_size = sizeof(deal);
  deal.start_epoch = RAAS_EPOCH_NONE;
  deal.end_epoch = RAAS_EPOCH_NONE;
  return deal;
}

}  // namespace

boost::system::result<std::uint64_t, HostRefusal> AbiHostDeals::make_deal(
    const DealRequest& request) {
  const RequestView view(request);
  std::uint64_t id = 0;
  std::uint32_t flags = 0;
  const auto answer = ask_host("make_deal", [&](raas_error* error) {
    return table_.make_deal(table_.ctx, view.get(), &id, &flags, error);
  });
  if (answer.is_ok() && id != 0) return id;
  if (!answer.is_ok() && answer.error.code() != Code::not_found) return answer.refusal();
  // The deal may have been made all the same: only the same key again is safe.
  const std::string what = answer.is_ok() ? "make_deal: request id 0 with OK" : answer.error.text();
  return HostRefusal{.error = Error(Code::unavailable, what)};
}

Result<HostDeal> AbiHostDeals::find_request(std::string_view key) {
  raas_deal found = empty_deal();
  const auto answer = ask_host("find_request", [&](raas_error* error) {
    return table_.find_request(table_.ctx, view_of(key), &found, error);
  });
  if (!answer.is_ok()) return answer.error;
  auto deal = host_deal_of(found);
  if (!deal) return deal.error().within("find_request");
  if (deal->request_id == 0 || deal->key != key) {
    return Error(Code::corrupt, "find_request: the request \"" + deal->key + "\", expected \"" +
                                    std::string(key) + "\"");
  }
  return deal;
}

Status AbiHostDeals::cancel(std::uint64_t request_id) {
  const auto answer = ask_host(
      "cancel", [&](raas_error* error) { return table_.cancel(table_.ctx, request_id, error); });
  if (!answer.is_ok()) return answer.error;
  return {};
}

Result<std::vector<HostDeal>> AbiHostDeals::list_deals(std::string_view payload_text,
                                                       std::size_t limit) {
  std::vector<HostDeal> deals;
  std::uint64_t cursor = 0;
  for (std::size_t pages = 0; deals.size() < limit; ++pages) {
    if (pages == pages_max) return Error(Code::corrupt, "list_deals: pages without end");
    raas_deal_page page{};
    page.struct_size = sizeof(page);
    const auto answer = ask_host("list_deals", [&](raas_error* error) {
      return table_.list_deals(table_.ctx, view_of(payload_text), cursor, &page, error);
    });
    if (!answer.is_ok()) return answer.error;
    const auto items = page_items(page.deals, page.count);
    if (!items) return items.error().within("list_deals");
    for (std::size_t i = 0; i < items->size() && deals.size() < limit; ++i) {
      auto deal = host_deal_of((*items)[i]);
      if (!deal) return deal.error().within("list_deals: deal " + std::to_string(deals.size()));
      deals.push_back(*std::move(deal));
    }
    cursor = page.next_cursor;
    if (cursor == 0) break;
  }
  return deals;
}

Status check_table(const raas_host_deals& table) {
  const bool is_complete = table.make_deal != nullptr && table.find_request != nullptr &&
                           table.get_request != nullptr && table.cancel != nullptr &&
                           table.list_deals != nullptr;
  if (is_complete) return {};
  return Error(Code::rejected, RAAS_HOST_DEALS_ID ": a function is NULL");
}

}  // namespace raas
