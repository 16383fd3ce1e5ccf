// The C face of the conformance plugin: libraas_conformance_plugin.so, which looks at the host that
// loads it. Any aggregator loads it as it loads any other plugin.
#include <algorithm>
#include <cstring>
#include <exception>
#include <vector>

#include "conformance/examiner.h"

struct raas_instance {
  explicit raas_instance(const raas_host_table* host) : examiner(host) {}
  conformance::Examiner examiner;
};

namespace {

using conformance::Examiner;
using conformance::Hook;
using conformance::str;
using conformance::text_of;
using conformance::Told;

raas_status refuse(raas_error* err, raas_status status, std::string_view why) {
  if (status == RAAS_OK || err == nullptr) return status;
  err->code = status;
  err->text_len = std::min(why.size(), err->text_capacity);
  if (err->text_len > 0) std::memcpy(err->text, why.data(), err->text_len);
  return status;
}

/// Runs a call and lets no exception out.
template <class Work>
raas_status call(raas_instance* self, raas_error* err, Work&& work) noexcept {
  try {
    const Examiner::Call entered(self->examiner);
    return refuse(err, work(self->examiner), "refused on purpose, to see what happens");
  } catch (const std::exception& failure) {
    return refuse(err, RAAS_E_INTERNAL, failure.what());
  }
}

raas_status create(const raas_host_table* host, raas_instance** ret, raas_error* err) {
  try {
    *ret = new raas_instance(host);
    return RAAS_OK;
  } catch (const std::exception& failure) {
    return refuse(err, RAAS_E_INTERNAL, failure.what());
  }
}

raas_status init(raas_instance* self, const raas_init* params, raas_error* err) {
  std::string why;
  const raas_status status =
      call(self, nullptr, [&](Examiner& examiner) { return examiner.init(*params, why); });
  return refuse(err, status, why);
}

raas_status start(raas_instance* self, const raas_tick* now, raas_error* err) {
  return call(self, err, [&](Examiner& examiner) { return examiner.start(*now); });
}

raas_status pump(raas_instance* self, const raas_tick* now, raas_pump_result* ret,
                 raas_error* err) {
  return call(self, err, [&](Examiner& examiner) { return examiner.pump(*now, *ret); });
}

raas_status stop(raas_instance* self, const raas_tick* now, std::int64_t, raas_error* err) {
  return call(self, err, [&](Examiner& examiner) { return examiner.stop(*now); });
}

void destroy(raas_instance* self, std::uint32_t) {
  delete self;
}

template <Hook hook>
raas_status on_deals(raas_instance* self, const raas_deal_event* const* events, std::size_t count,
                     raas_error* err) {
  Told told{.hook = hook};
  for (std::size_t at = 0; at < count; ++at) {
    const raas_deal& deal = *events[at]->deal;
    told.seqs.push_back(events[at]->seq);
    told.ids.push_back(deal.request_id);
    if (told.payload_cid.empty()) told.payload_cid = text_of(deal.payload_cid);
  }
  return call(self, err, [&](Examiner& examiner) { return examiner.on_events(told); });
}

raas_status on_fetches(raas_instance* self, const raas_fetch_event* const* events,
                       std::size_t count, raas_error* err) {
  Told told{.hook = Hook::data_update};
  for (std::size_t at = 0; at < count; ++at) {
    told.seqs.push_back(events[at]->seq);
    told.ids.push_back(events[at]->fetch->fetch_id);
  }
  return call(self, err, [&](Examiner& examiner) { return examiner.on_events(told); });
}

raas_status handle(raas_instance* self, const raas_api_request* request, raas_api_response* ret,
                   raas_error* err) {
  return call(self, err, [&](Examiner& examiner) { return examiner.handle(request->now, *ret); });
}

constexpr raas_plugin_hooks hooks{on_deals<Hook::deal_created>, on_deals<Hook::request_update>,
                                  on_fetches};
constexpr raas_plugin_api api{handle};

const void* get_extension(raas_instance*, const char* id) {
  if (std::strcmp(id, RAAS_PLUGIN_HOOKS_ID) == 0) return &hooks;
  if (std::strcmp(id, RAAS_PLUGIN_API_ID) == 0) return &api;
  return nullptr;
}

constexpr raas_plugin_table table{create, init, start, pump, stop, destroy, get_extension};
constexpr const char* required[] = {RAAS_HOST_DEALS_ID, RAAS_HOST_DATA_ID, nullptr};
constexpr const char* optional[] = {nullptr};
constexpr std::string_view schema = R"({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "properties": {
    "payload_cid": {
      "type": "string",
      "description": "Data that the host has; without it, the data of its first deal"
    },
    "genesis_unix": {
      "type": "integer", "description": "Of the chain, seconds since 1970", "default": 1598306400
    }
  }
})";

}  // namespace

extern "C" __attribute__((visibility("default"))) raas_status raas_plugin_entry_v1(
    const raas_host_info* host, const raas_plugin_entry** ret, raas_error* err) {
  static const raas_plugin_descriptor descriptor{sizeof(raas_plugin_descriptor),
                                                 0,
                                                 str("io.raas.conformance"),
                                                 str("Conformance of a host to the RaaS host ABI"),
                                                 str("1.0.0"),
                                                 str(schema),
                                                 required,
                                                 optional};
  static const raas_plugin_entry entry{
      RAAS_MAGIC, sizeof(raas_plugin_entry), RAAS_ABI_MAJOR, RAAS_ABI_MINOR, 0, 0, &descriptor,
      &table};
  if (host == nullptr || ret == nullptr || host->struct_size < sizeof *host) {
    return refuse(err, RAAS_E_INVALID, "entry: an argument is missing or too small");
  }
  if (host->abi_major != RAAS_ABI_MAJOR) {
    return refuse(err, RAAS_E_UNSUPPORTED, "entry: the host speaks another ABI, this is for 1.x");
  }
  *ret = &entry;
  return RAAS_OK;
}
