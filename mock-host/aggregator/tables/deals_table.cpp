#include "aggregator/tables/deals_table.h"

#include "aggregator/canonical_cid.h"
#include "aggregator/tables/abi_values.h"
#include "aggregator/tables/deal_order.h"

namespace mock {
namespace {

Refusal no_place(std::string_view function) {
  return {RAAS_E_INVALID, std::string(function) + ": no place for the answer"};
}

}  // namespace

DealsTable::DealsTable(Aggregator& aggregator, CallScope& scope)
    : aggregator_(aggregator), scope_(scope) {
  table_.ctx = this;
  table_.make_deal = [](void* ctx, const raas_deal_request* request, std::uint64_t* ret_request_id,
                        std::uint32_t* ret_flags, raas_error* err) -> raas_status {
    auto& self = *static_cast<DealsTable*>(ctx);
    return guarded(err, self.scope_, "make_deal",
                   [&] { return self.make_deal(request, ret_request_id, ret_flags); });
  };
  table_.find_request = [](void* ctx, raas_str key, raas_deal* ret_deal, raas_error* err) {
    auto& self = *static_cast<DealsTable*>(ctx);
    return guarded(err, self.scope_, "find_request", [&] {
      return self.give_deal(self.aggregator_.book().find_key(view_of(key)), ret_deal);
    });
  };
  table_.get_request = [](void* ctx, std::uint64_t id, raas_deal* ret_deal, raas_error* err) {
    auto& self = *static_cast<DealsTable*>(ctx);
    return guarded(err, self.scope_, "get_request", [&] {
      const auto* record = self.aggregator_.book().find(id);
      return self.give_deal(record != nullptr && record->requested() ? record : nullptr, ret_deal);
    });
  };
  table_.cancel = [](void* ctx, std::uint64_t id, raas_error* err) {
    auto& self = *static_cast<DealsTable*>(ctx);
    return guarded(err, self.scope_, "cancel", [&] { return self.aggregator_.book().cancel(id); });
  };
  table_.list_deals = [](void* ctx, raas_str payload_cid, std::uint64_t cursor,
                         raas_deal_page* ret_page, raas_error* err) {
    auto& self = *static_cast<DealsTable*>(ctx);
    return guarded(err, self.scope_, "list_deals",
                   [&] { return self.list(payload_cid, cursor, ret_page); });
  };
}

Outcome<void> DealsTable::make_deal(const raas_deal_request* request, std::uint64_t* ret_request_id,
                                    std::uint32_t* ret_flags) {
  auto terms = terms_of(request);
  if (!terms) return terms.error();
  if (ret_request_id == nullptr || ret_flags == nullptr) return no_place("make_deal");
  const auto* known = aggregator_.book().find_key(terms->key);
  if (known != nullptr && terms->piece_cid.empty()) {
    // The host computed it then; the request did not say it, and does not now.
    terms->piece_cid = known->terms.piece_cid;
    terms->piece_size = known->terms.piece_size;
  }
  if (known == nullptr) {
    if (auto done = complete(*terms, request->data_handle); !done) return done;
  }
  const auto receipt = aggregator_.book().request(*terms);
  if (!receipt) return receipt.error();
  *ret_request_id = receipt->id;
  *ret_flags = receipt->existing ? RAAS_REQUEST_EXISTING : 0;
  return {};
}

Outcome<void> DealsTable::complete(DealTerms& terms, std::uint64_t data_handle) const {
  const Payload* staged = nullptr;
  if (data_handle != 0) {
    staged = aggregator_.staging().staged(data_handle);
    if (staged == nullptr || staged->cid != terms.payload_cid) {
      return Refusal{RAAS_E_INVALID, "make_deal: data_handle: " + std::to_string(data_handle) +
                                         " does not hold " + terms.payload_cid};
    }
  } else if (!aggregator_.store().holds(terms.payload_cid)) {
    return Refusal{RAAS_E_DENIED, "make_deal: payload_cid: the store does not hold " +
                                      terms.payload_cid + ": fetch it first"};
  }
  if (!terms.piece_cid.empty()) return {};
  const auto payload = aggregator_.store().find(terms.payload_cid);
  if (!payload) return Refusal{RAAS_E_INTERNAL, "make_deal: no piece for " + terms.payload_cid};
  terms.piece_cid = payload->piece_cid;
  terms.piece_size = payload->piece_size;
  return {};
}

Outcome<void> DealsTable::give_deal(const DealRecord* record, raas_deal* ret_deal) {
  if (record == nullptr) return Refusal{RAAS_E_NOT_FOUND, "no such request"};
  if (!give(ret_deal, abi_deal(*record, scope_))) return no_place("deal");
  return {};
}

Outcome<void> DealsTable::list(raas_str payload_cid, std::uint64_t cursor,
                               raas_deal_page* ret_page) {
  std::vector<raas_deal> deals;
  const auto& book = aggregator_.book();
  std::uint64_t last = 0;
  const auto take = [&](const DealRecord& record) {
    if (deals.size() == page_size) return false;
    deals.push_back(abi_deal(record, scope_));
    last = record.id;
    return true;
  };
  bool complete = true;
  if (payload_cid.len == 0) {
    for (auto at = book.all().upper_bound(cursor); complete && at != book.all().end(); ++at) {
      complete = take(at->second);
    }
  } else {
    const auto cid = canonical_cid(view_of(payload_cid));
    if (!cid) return Refusal{RAAS_E_INVALID, "list_deals: payload_cid: not a CID"};
    for (const RecordId id : book.of_payload(*cid)) {
      if (id > cursor && complete) complete = take(*book.find(id));
    }
  }
  raas_deal_page page{};
  page.struct_size = sizeof page;
  page.count = deals.size();
  page.deals = scope_.lend_array(std::move(deals));
  page.next_cursor = complete ? 0 : last;
  if (!give(ret_page, page)) return no_place("list_deals");
  return {};
}

}  // namespace mock
