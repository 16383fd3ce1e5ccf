#pragma once

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>

#include "aggregator/deal.h"
#include "aggregator/providers.h"
#include "aggregator/refusal.h"
#include "aggregator/staging.h"
#include "aggregator/tables/call_scope.h"
#include "raas/raas.h"

namespace mock {

[[nodiscard]] inline raas_str str_of(std::string_view text) {
  return {text.data(), text.size()};
}
[[nodiscard]] inline std::string_view view_of(raas_str text) {
  return text.len == 0 ? std::string_view() : std::string_view(text.ptr, text.len);
}

/// Entries of one page of a list.
inline constexpr std::size_t page_size = 256;

/// Reads a struct of the plugin that may be older or newer than ours. A newer one must be zero
/// where we do not know it.
template <class T>
[[nodiscard]] Outcome<T> taken(const T* given, std::string_view where) {
  if (given == nullptr || given->struct_size < sizeof given->struct_size) {
    return Refusal{RAAS_E_INVALID, std::string(where) + ": no struct with a struct_size"};
  }
  const auto* bytes = reinterpret_cast<const char*>(given);
  for (std::size_t at = sizeof(T); at < given->struct_size; ++at) {
    if (bytes[at] == 0) continue;
    return Refusal{RAAS_E_UNSUPPORTED, std::string(where) + ": byte " + std::to_string(at) +
                                           " is set, this host knows " + std::to_string(sizeof(T))};
  }
  T value{};
  std::memcpy(&value, bytes, std::min<std::size_t>(sizeof(T), given->struct_size));
  value.struct_size = sizeof(T);
  return value;
}

/// Fills a struct of the plugin that may be older or newer than ours; its size stays.
template <class T>
[[nodiscard]] bool give(T* ret, const T& value) {
  if (ret == nullptr || ret->struct_size < sizeof ret->struct_size) return false;
  const auto size = ret->struct_size;
  auto* bytes = reinterpret_cast<char*>(ret);
  std::memcpy(bytes, &value, std::min<std::size_t>(sizeof(T), size));
  if (size > sizeof(T)) std::memset(bytes + sizeof(T), 0, size - sizeof(T));
  ret->struct_size = size;
  return true;
}

/// Writes a refusal where the plugin wants to read it; returns its status.
raas_status refused(raas_error* error, const Refusal& refusal);

/// An empty place for an error of the plugin, and what it says.
struct ErrorText {
  ErrorText();
  [[nodiscard]] raas_error* get() { return &error; }
  [[nodiscard]] Refusal refusal(raas_status status) const;

  char text[512] = {};
  raas_error error{};
};

/// A deal in the plugin's terms; its strings live as long as @p record and the call.
[[nodiscard]] raas_deal abi_deal(const DealRecord& record, CallScope& scope);
/// A fetch in the plugin's terms; its strings live as long as @p record.
[[nodiscard]] raas_fetch abi_fetch(const FetchRecord& record);

/// Runs the body of a host function: no exception gets out.
template <class Body>
raas_status guarded(raas_error* error, CallScope& scope, std::string_view function, Body&& body) {
  try {
    if (const auto refusal = scope.admit(function, LifeStage::running)) {
      return refused(error, *refusal);
    }
    const Outcome<void> outcome = body();
    return outcome ? RAAS_OK : refused(error, outcome.error());
  } catch (const std::exception& failure) {
    return refused(error, {RAAS_E_INTERNAL, failure.what()});
  }
}

}  // namespace mock
