#pragma once

#include <vector>

#include "aggregator/outbox.h"
#include "aggregator/tables/call_scope.h"
#include "raas/ext/hooks.h"

namespace mock {

/// Calls the hook for a batch of events of one kind; called inside of an entry of the scope.
[[nodiscard]] raas_status call_hook(const raas_plugin_hooks& hooks, raas_instance* instance,
                                    const std::vector<const HostEvent*>& batch, CallScope& scope,
                                    raas_error* error);

}  // namespace mock
