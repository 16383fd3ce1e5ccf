#include "hook_delivery.h"

#include "aggregator/tables/abi_values.h"

namespace mock {
namespace {

using Batch = std::vector<const HostEvent*>;

/// Events in the plugin's terms, with the pointers to them that the ABI passes.
struct DealEvents {
  DealEvents(const Batch& batch, CallScope& scope) {
    deals.reserve(batch.size());
    events.reserve(batch.size());
    for (const auto* event : batch) {
      deals.push_back(abi_deal(std::get<DealRecord>(event->subject), scope));
      events.push_back({sizeof(raas_deal_event), 0, event->seq, &deals.back()});
      pointers.push_back(&events.back());
    }
  }
  std::vector<raas_deal> deals;
  std::vector<raas_deal_event> events;
  std::vector<const raas_deal_event*> pointers;
};

struct FetchEvents {
  explicit FetchEvents(const Batch& batch) {
    fetches.reserve(batch.size());
    events.reserve(batch.size());
    for (const auto* event : batch) {
      fetches.push_back(abi_fetch(std::get<FetchRecord>(event->subject)));
      events.push_back({sizeof(raas_fetch_event), 0, event->seq, &fetches.back()});
      pointers.push_back(&events.back());
    }
  }
  std::vector<raas_fetch> fetches;
  std::vector<raas_fetch_event> events;
  std::vector<const raas_fetch_event*> pointers;
};

}  // namespace

raas_status call_hook(const raas_plugin_hooks& hooks, raas_instance* instance, const Batch& batch,
                      CallScope& scope, raas_error* error) {
  switch (batch.front()->kind) {
    case HookKind::deal_created: {
      const DealEvents told(batch, scope);
      return hooks.on_deal_created(instance, told.pointers.data(), told.pointers.size(), error);
    }
    case HookKind::request_update: {
      const DealEvents told(batch, scope);
      return hooks.on_request_update(instance, told.pointers.data(), told.pointers.size(), error);
    }
    case HookKind::data_update: {
      const FetchEvents told(batch);
      return hooks.on_data_update(instance, told.pointers.data(), told.pointers.size(), error);
    }
  }
  return RAAS_E_INTERNAL;
}

}  // namespace mock
