#include <raas/raas.h>

#include <cstring>
#include <string_view>

#include "adapters/config/schema.h"
#include "entry/instance.h"
#include "entry/known_part.h"

// The C face: one exported function, static tables, and nothing that could throw past them.

struct raas_instance {
  explicit raas_instance(const raas_host_table* host) : instance(host) {}
  raas::entry::Instance instance;
};

namespace {

using raas::entry::all_known;
using raas::entry::Answer;
using raas::entry::guarded;
using raas::entry::Instance;
using raas::entry::write_error;

constexpr raas_str str(std::string_view text) {
  return {text.data(), text.size()};
}

// Runs a call on an instance: refuses NULL, overlap and nesting, and lets no exception out.
template <class Work>
raas_status call(raas_instance* self, bool arguments_given, raas_error* err, Work&& work) noexcept {
  if (self == nullptr || !arguments_given) {
    return write_error(RAAS_E_INVALID, "an argument is NULL", 0, err);
  }
  return guarded(err, [&]() -> Answer {
    const Instance::Call entered(self->instance);
    if (!entered.entered()) {
      return self->instance.misused("calls on one instance overlap or nest");
    }
    return work(self->instance);
  });
}

bool is_tick(const raas_tick* tick) {
  return tick != nullptr && tick->struct_size >= sizeof(raas_tick);
}

// The same for a call that brings the time.
template <class Work>
raas_status timed_call(raas_instance* self, const raas_tick* now, bool arguments_given,
                       raas_error* err, Work&& work) noexcept {
  return call(self, is_tick(now) && arguments_given, err, [&](Instance& i) {
    Answer answer = all_known(*now, "now");
    return answer.status == RAAS_OK ? work(i) : answer;
  });
}

raas_status create(const raas_host_table* host, raas_instance** ret_instance, raas_error* err) {
  if (host == nullptr || ret_instance == nullptr) {
    return write_error(RAAS_E_INVALID, "an argument is NULL", 0, err);
  }
  return guarded(err, [&]() -> Answer {
    *ret_instance = new raas_instance(host);
    return {};
  });
}

raas_status init(raas_instance* self, const raas_init* params, raas_error* err) {
  return call(self, params != nullptr, err, [&](Instance& i) { return i.init(*params); });
}

raas_status start(raas_instance* self, const raas_tick* now, raas_error* err) {
  return timed_call(self, now, true, err, [&](Instance& i) { return i.start(*now); });
}

raas_status pump(raas_instance* self, const raas_tick* now, raas_pump_result* ret,
                 raas_error* err) {
  const bool given = ret != nullptr && ret->struct_size >= sizeof(raas_pump_result);
  return timed_call(self, now, given, err, [&](Instance& i) { return i.pump(*now, *ret); });
}

raas_status stop(raas_instance* self, const raas_tick* now, int64_t, raas_error* err) {
  return timed_call(self, now, true, err, [&](Instance& i) { return i.stop(*now); });
}

void destroy(raas_instance* self, uint32_t) {
  const raas_status may_go = call(self, true, nullptr, [](Instance&) { return Answer{}; });
  // From inside of a call of its own, the instance would be pulled from under that call's feet.
  if (may_go == RAAS_OK) delete self;
}

raas_status on_deals(raas_instance* self, const raas_deal_event* const* events, size_t count,
                     raas_error* err) {
  return call(self, events != nullptr || count == 0, err, [&](Instance& i) {
    return i.on_deals({events, count});
  });
}

raas_status on_fetches(raas_instance* self, const raas_fetch_event* const* events, size_t count,
                       raas_error* err) {
  return call(self, events != nullptr || count == 0, err, [&](Instance& i) {
    return i.on_fetches({events, count});
  });
}

raas_status handle(raas_instance* self, const raas_api_request* request, raas_api_response* ret,
                   raas_error* err) {
  const bool given = request != nullptr && ret != nullptr && ret->struct_size >= sizeof(*ret);
  return call(self, given, err, [&](Instance& i) { return i.handle(*request, *ret); });
}

constexpr raas_plugin_hooks hooks{on_deals, on_deals, on_fetches};
constexpr raas_plugin_api api{handle};

const void* get_extension(raas_instance*, const char* id) {
  if (id == nullptr) return nullptr;
  if (std::strcmp(id, RAAS_PLUGIN_HOOKS_ID) == 0) return &hooks;
  if (std::strcmp(id, RAAS_PLUGIN_API_ID) == 0) return &api;
  return nullptr;
}

constexpr raas_plugin_table table{create, init, start, pump, stop, destroy, get_extension};

constexpr const char* extensions_required[] = {RAAS_HOST_DEALS_ID, RAAS_HOST_DATA_ID, nullptr};
constexpr const char* extensions_optional[] = {RAAS_HOST_PROVIDERS_ID, RAAS_HOST_RPC_ID,
                                               RAAS_HOST_TX_ID, nullptr};

const raas_plugin_descriptor& descriptor() {
  static const raas_plugin_descriptor described{sizeof(raas_plugin_descriptor),
                                                0,
                                                str("io.raas.plugin"),
                                                str("Replication, renewal and repair as a service"),
                                                str(RAAS_VERSION),
                                                str(raas::config_schema()),
                                                extensions_required,
                                                extensions_optional};
  return described;
}

constexpr uint32_t host_minor_min = 0;

}  // namespace

extern "C" __attribute__((visibility("default"))) raas_status raas_plugin_entry_v1(
    const raas_host_info* host, const raas_plugin_entry** ret_entry, raas_error* err) {
  if (host == nullptr || ret_entry == nullptr || host->struct_size < sizeof(raas_host_info)) {
    return write_error(RAAS_E_INVALID, "entry: host or ret_entry is NULL, or host is too small", 0,
                       err);
  }
  return guarded(err, [&]() -> Answer {
    if (Answer answer = all_known(*host, "entry: host"); answer.status != RAAS_OK) return answer;
    if (host->abi_major != RAAS_ABI_MAJOR) {
      return {RAAS_E_UNSUPPORTED,
              "entry: the host speaks ABI " + std::to_string(host->abi_major) + ".x, this plugin " +
                  std::to_string(RAAS_ABI_MAJOR) + ".x",
              0};
    }
    static const raas_plugin_entry entry{RAAS_MAGIC,     sizeof(raas_plugin_entry),
                                         RAAS_ABI_MAJOR, RAAS_ABI_MINOR,
                                         host_minor_min, 0,
                                         &descriptor(),  &table};
    *ret_entry = &entry;
    return {};
  });
}
