#include <algorithm>
#include <cstring>

#include "aggregator/tables/abi_values.h"
#include "validate/check.h"
#include "validate/config_schema.h"
#include "validate/trial.h"

namespace mock {
namespace {

constexpr std::size_t future_tail_bytes = 64;

bool is_reverse_dns(std::string_view id) {
  const auto is_part = [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '.' ||
           letter == '-' || letter == '_';
  };
  return id.find('.') != std::string_view::npos && id.front() != '.' && id.back() != '.' &&
         std::all_of(id.begin(), id.end(), is_part);
}

bool is_semantic_version(std::string_view version) {
  const auto core = version.substr(0, version.find_first_of("-+"));
  return std::count(core.begin(), core.end(), '.') == 2 &&
         core.find_first_not_of("0123456789.") == std::string_view::npos;
}

/// Whether a table of functions has a NULL in its first @p bytes.
bool has_null(const void* table, std::size_t bytes) {
  for (std::size_t at = 0; at < bytes; at += sizeof(void*)) {
    const void* member = nullptr;
    std::memcpy(&member, static_cast<const char*>(table) + at, sizeof member);
    if (member == nullptr) return true;
  }
  return false;
}

void describes_itself(Subject& subject, Findings& findings) {
  const raas_plugin_entry& entry = subject.entry();
  findings.expect(entry.magic == static_cast<std::uint32_t>(RAAS_MAGIC),
                  "magic: is not RAAS_MAGIC");
  findings.expect(entry.struct_size >= sizeof entry, "struct_size: is too small");
  findings.expect(entry.abi_major == RAAS_ABI_MAJOR,
                  "abi_major: " + std::to_string(entry.abi_major) + ", expected 1");
  findings.expect(entry.host_minor_min <= entry.abi_minor, "host_minor_min: is above abi_minor");
  if (!findings.expect(entry.descriptor != nullptr, "descriptor: is NULL")) return;
  if (!findings.expect(entry.table != nullptr, "table: is NULL")) return;
  findings.expect(!has_null(entry.table, sizeof *entry.table), "table: a function is NULL");
  const raas_plugin_descriptor& told = *entry.descriptor;
  findings.expect(told.struct_size >= sizeof told, "descriptor: struct_size: is too small");
  findings.expect(is_reverse_dns(view_of(told.id)),
                  "id: \"" + std::string(view_of(told.id)) + "\", expected reverse DNS");
  findings.expect(is_semantic_version(view_of(told.version)),
                  "version: \"" + std::string(view_of(told.version)) + "\", expected 1.2.3");
  findings.expect(told.name.len > 0, "name: is empty");
}

void schema_is_valid(Subject& subject, Findings& findings) {
  const std::string text(view_of(subject.entry().descriptor->config_schema));
  for (const std::string& complaint : schema_complaints(text)) findings.add(complaint);
}

void unknown_extensions_are_null(Subject& subject, Findings& findings) {
  TrialHost host;
  Trial trial(subject, host);
  trial.begin();
  const auto* hooks = trial.extension(RAAS_PLUGIN_HOOKS_ID);
  const auto* api = trial.extension(RAAS_PLUGIN_API_ID);
  findings.expect(!has_null(hooks, sizeof(raas_plugin_hooks)),
                  RAAS_PLUGIN_HOOKS_ID ": a function is NULL");
  findings.expect(!has_null(api, sizeof(raas_plugin_api)),
                  RAAS_PLUGIN_API_ID ": a function is NULL");
  for (const char* id :
       {"", "raas", "raas.plugin.hooks", "raas.plugin.hooks/", "raas.plugin.hooks/2",
        "raas.plugin.hooks/10", "raas.plugin.hooks/1 ", "raas.plugin.hooks/1x",
        " raas.plugin.hooks/1", "RAAS.PLUGIN.HOOKS/1", "raas.plugin.api/1/"}) {
    findings.expect(trial.extension(id) == nullptr,
                    "get_extension(\"" + std::string(id) + "\"): expected NULL");
  }
}

void refused_host_is_told_why(Subject& subject, const raas_host_info& host, const char* which,
                              Findings& findings) {
  const raas_plugin_entry* entry = nullptr;
  ErrorText error;
  const raas_status status = subject.entry_function()(&host, &entry, error.get());
  findings.expect(
      status == RAAS_E_UNSUPPORTED,
      std::string(which) + ": status " + std::to_string(status) + ", expected RAAS_E_UNSUPPORTED");
  findings.expect(error.get()->text_len > 0, std::string(which) + ": refused without a reason");
  findings.expect(entry == nullptr,
                  std::string(which) + ": ret_entry is set although it is refused");
}

void host_that_does_not_fit_is_refused(Subject& subject, Findings& findings) {
  raas_host_info host = this_host();
  for (const unsigned major : {0, RAAS_ABI_MAJOR + 1}) {
    host.abi_major = major;
    refused_host_is_told_why(subject, host, "a host of another major version", findings);
  }
  host = this_host();
  const std::uint32_t oldest = subject.entry().host_minor_min;
  if (oldest > 0) {
    host.abi_minor = oldest - 1;
    refused_host_is_told_why(subject, host, "a host that is too old", findings);
  }
}

void wrong_entry_arguments_are_refused(Subject& subject, Findings& findings) {
  const raas_plugin_entry_fn function = subject.entry_function();
  const raas_plugin_entry* entry = nullptr;
  raas_host_info host = this_host();
  findings.expect(function(nullptr, &entry, nullptr) == RAAS_E_INVALID,
                  "entry: host is NULL, expected RAAS_E_INVALID");
  findings.expect(function(&host, nullptr, nullptr) == RAAS_E_INVALID,
                  "entry: ret_entry is NULL, expected RAAS_E_INVALID");
  host.struct_size = 4;
  findings.expect(function(&host, &entry, nullptr) == RAAS_E_INVALID,
                  "entry: struct_size is 4, expected RAAS_E_INVALID");
}

/// A host of a later version: all of its structs are longer, and what is new in them is zero.
void future_host_works(Subject& subject, Findings& findings) {
  CallMemory memory;
  memory.set_tail(future_tail_bytes);
  raas_host_info info = this_host();
  info.abi_minor = 99;
  const raas_plugin_entry* entry = nullptr;
  const auto status = subject.entry_function()(memory.put(info), &entry, nullptr);
  findings.expect(status == RAAS_OK, "entry: status " + std::to_string(status));

  TrialHost host({.rpc = true, .lacking = {}, .tail_bytes = future_tail_bytes});
  Trial trial(subject, host);
  trial.begin();
  for (const Payload& payload : host.store.payloads()) {
    static_cast<void>(host.aggregator.make_first_deal(payload));
  }
  findings.expect(trial.run(2 * epochs_per_day, 60), "it does not come to rest");
  const TrialAnswer answer = trial.ask("GET", "/healthz");
  findings.expect(answer.status == RAAS_OK, "handle: status " + std::to_string(answer.status));
  host.judge(findings);
}

/// A struct of a later version, with a field that is not known here.
template <class Struct>
struct Later {
  Struct known;
  std::uint64_t unknown = 1;
};

template <class Struct>
Later<Struct> later(Struct known) {
  known.struct_size = sizeof(Later<Struct>);
  return {known};
}

void expect_unsupported(raas_status status, const char* function, Findings& findings) {
  findings.expect(status == RAAS_E_UNSUPPORTED,
                  std::string(function) + ": an unknown field is set: status " +
                      std::to_string(status) + ", expected RAAS_E_UNSUPPORTED");
}

/// What cannot be understood must not be ignored.
void unknown_fields_are_refused(Subject& subject, Findings& findings) {
  const auto info = later(this_host());
  const raas_plugin_entry* entry = nullptr;
  expect_unsupported(subject.entry_function()(&info.known, &entry, nullptr), "entry", findings);

  TrialHost host;
  Trial refused(subject, host);
  refused.create();
  const std::string state = host.scratch.folder("other");
  raas_init params{};
  params.wake_fd = -1;
  params.state_dir = str_of(state);
  params.now = host.tick();
  const auto long_params = later(params);
  const auto init = refused.call("init", [&](raas_error* err) {
    return refused.table().init(refused.self(), &long_params.known, err);
  });
  expect_unsupported(init.status, "init", findings);

  Trial trial(subject, host);
  trial.begin();
  const auto tick = later(host.tick());
  const auto pump = trial.call("pump", [&](raas_error* err) {
    raas_pump_result result{};
    result.struct_size = sizeof result;
    return trial.table().pump(trial.self(), &tick.known, &result, err);
  });
  expect_unsupported(pump.status, "pump", findings);
  raas_api_request request{};
  request.method = str_of("GET");
  request.target = str_of("/healthz");
  request.now = host.tick();
  const auto long_request = later(request);
  const auto* const api = static_cast<const raas_plugin_api*>(trial.extension(RAAS_PLUGIN_API_ID));
  const auto handle = trial.call("handle", [&](raas_error* err) {
    raas_api_response response{};
    response.struct_size = sizeof response;
    return api->handle(trial.self(), &long_request.known, &response, err);
  });
  expect_unsupported(handle.status, "handle", findings);
}

}  // namespace

Checks entry_checks() {
  return {{"entry/describes_itself", describes_itself},
          {"entry/schema_is_valid", schema_is_valid},
          {"entry/unknown_extensions_are_null", unknown_extensions_are_null},
          {"entry/host_that_does_not_fit_is_refused", host_that_does_not_fit_is_refused},
          {"entry/wrong_arguments_are_refused", wrong_entry_arguments_are_refused},
          {"entry/future_host_works", future_host_works},
          {"entry/unknown_fields_are_refused", unknown_fields_are_refused}};
}

}  // namespace mock
