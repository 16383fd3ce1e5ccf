#include "aggregator/tables/data_table.h"

#include "aggregator/canonical_cid.h"
#include "aggregator/tables/abi_values.h"

namespace mock {

DataTable::DataTable(Aggregator& aggregator, CallScope& scope)
    : aggregator_(aggregator), scope_(scope) {
  table_.ctx = this;
  table_.fetch = [](void* ctx, raas_str payload_cid, const raas_fetch_source* sources,
                    std::size_t source_count, std::uint64_t* ret_fetch_id, raas_error* err) {
    auto& self = *static_cast<DataTable*>(ctx);
    return guarded(err, self.scope_, "fetch",
                   [&] { return self.fetch(payload_cid, sources, source_count, ret_fetch_id); });
  };
  table_.get_fetch = [](void* ctx, std::uint64_t id, raas_fetch* ret_fetch, raas_error* err) {
    auto& self = *static_cast<DataTable*>(ctx);
    return guarded(err, self.scope_, "get_fetch", [&] { return self.get_fetch(id, ret_fetch); });
  };
  table_.read = [](void* ctx, std::uint64_t handle, std::uint64_t offset, char* buffer,
                   std::size_t capacity, std::size_t* ret_len, raas_error* err) {
    auto& self = *static_cast<DataTable*>(ctx);
    return guarded(err, self.scope_, "read", [&]() -> Outcome<void> {
      const auto* payload = self.aggregator_.staging().staged(handle);
      if (payload == nullptr) return Refusal{RAAS_E_NOT_FOUND, "read: no such handle"};
      if ((buffer == nullptr && capacity != 0) || ret_len == nullptr) {
        return Refusal{RAAS_E_INVALID, "read: no buffer"};
      }
      *ret_len = self.aggregator_.store().read(payload->cid, offset, buffer, capacity);
      return {};
    });
  };
  table_.release = [](void* ctx, std::uint64_t handle) {
    auto& self = *static_cast<DataTable*>(ctx);
    (void)guarded(nullptr, self.scope_, "release", [&]() -> Outcome<void> {
      self.aggregator_.staging().release(handle);
      return {};
    });
  };
}

Outcome<void> DataTable::fetch(raas_str payload_cid, const raas_fetch_source* sources,
                               std::size_t source_count, std::uint64_t* ret_fetch_id) {
  if (ret_fetch_id == nullptr) return Refusal{RAAS_E_INVALID, "fetch: no place for the answer"};
  const auto cid = canonical_cid(view_of(payload_cid));
  if (!cid) return Refusal{RAAS_E_INVALID, "fetch: payload_cid: not a CID"};
  if (sources == nullptr && source_count != 0) {
    return Refusal{RAAS_E_INVALID, "fetch: sources: NULL, expected an array"};
  }
  std::vector<ActorId> providers;
  // The elements lie one of the plugin's struct sizes apart, which the first one tells.
  const auto* at = reinterpret_cast<const char*>(sources);
  for (std::size_t index = 0; index < source_count; ++index) {
    const auto* element = reinterpret_cast<const raas_fetch_source*>(at);
    const auto source = taken(element, "fetch: source");
    if (!source) return source.error();
    const auto provider = parse_provider(view_of(source->provider));
    if (!provider) return Refusal{RAAS_E_INVALID, "fetch: source: not an id address (f0...)"};
    providers.push_back(*provider);
    at += element->struct_size;
  }
  const auto id = aggregator_.staging().fetch(*cid, std::move(providers));
  if (!id) return id.error();
  *ret_fetch_id = *id;
  return {};
}

Outcome<void> DataTable::get_fetch(std::uint64_t fetch_id, raas_fetch* ret_fetch) const {
  const auto* record = aggregator_.staging().find(fetch_id);
  if (record == nullptr) return Refusal{RAAS_E_NOT_FOUND, "no fetch " + std::to_string(fetch_id)};
  if (!give(ret_fetch, abi_fetch(*record))) {
    return Refusal{RAAS_E_INVALID, "get_fetch: no place for the answer"};
  }
  return {};
}

}  // namespace mock
