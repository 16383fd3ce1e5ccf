#pragma once

#include <string>
#include <string_view>

#include "aggregator/deal.h"
#include "aggregator/providers.h"
#include "aggregator/refusal.h"
#include "aggregator/staging.h"
#include "aggregator/tables/call_scope.h"
#include "raas/cpp/structs.h"
#include "raas/raas.h"

namespace mock {

using raas::abi::give;
using raas::abi::str_of;
using raas::abi::view_of;

/// Entries of one page of a list.
inline constexpr std::size_t page_size = 256;

/// Reads a struct of the plugin that may be older or newer than ours. A newer one must be zero
/// where we do not know it.
template <class T>
[[nodiscard]] Outcome<T> taken(const T* given, std::string_view where) {
  const auto answer = raas::abi::checked(given, where);
  if (!answer.is_ok()) return refusal_of(answer);
  return raas::abi::taken(*given);
}

/// An empty place for an error of the plugin, and what it says.
class ErrorText {
 public:
  [[nodiscard]] raas_error* get() { return room_.get(); }
  [[nodiscard]] Refusal refusal(raas_status status) const {
    return refusal_of(room_.answer(status));
  }

 private:
  raas::abi::ErrorRoom room_;
};

/// A deal in the plugin's terms; its strings live as long as @p record and the call.
[[nodiscard]] raas_deal abi_deal(const DealRecord& record, CallScope& scope);
/// A fetch in the plugin's terms; its strings live as long as @p record.
[[nodiscard]] raas_fetch abi_fetch(const FetchRecord& record);

/// Runs the body of a host function: no exception gets out.
template <class Body>
raas_status guarded(raas_error* error, CallScope& scope, std::string_view function, Body&& body) {
  return raas::abi::guarded(error, [&]() -> raas::abi::Answer {
    if (const auto refusal = scope.admit(function, LifeStage::running)) return answer_of(*refusal);
    const Outcome<void> outcome = body();
    return outcome ? raas::abi::Answer() : answer_of(outcome.error());
  });
}

}  // namespace mock
