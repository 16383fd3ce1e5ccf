#include "entry/parts.h"

#include <unistd.h>

#include <optional>
#include <utility>

#include "adapters/host/abi_values.h"
#include "adapters/logging/rotating_file.h"
#include "adapters/store/open_store.h"

namespace raas::entry {
namespace {

constexpr std::size_t path_bytes_shown = 256;

std::string text_of(raas_str text) {
  return text.len == 0 ? std::string() : std::string(text.ptr, text.len);
}

// What the host's table holds under an id, by the type that goes with it.
template <class Table>
const Table* table_of(const raas_host_table& host, const char* id) {
  return static_cast<const Table*>(host.get_extension(host.ctx, id));
}

Answer missing(const char* id) {
  return {RAAS_E_UNSUPPORTED, std::string("init: the host has no ") + id + ", which is required",
          0};
}

Status check_tables(const HostExtensions& extensions) {
  if (auto deals = check_table(*extensions.deals); !deals) return deals;
  if (auto data = check_table(*extensions.data); !data) return data;
  const raas_host_rpc* const rpc = extensions.rpc;
  if (rpc != nullptr && (rpc->send == nullptr || rpc->take == nullptr)) {
    return Error(Code::rejected, RAAS_HOST_RPC_ID ": a function is NULL");
  }
  if (extensions.tx != nullptr) {
    if (auto tx = check_table(*extensions.tx); !tx) return tx;
  }
  if (extensions.providers != nullptr) return check_table(*extensions.providers);
  return {};
}

// A NUL would cut the path short, and a relative one depends on who started the host.
bool is_absolute_path(const std::string& path) {
  return path.starts_with('/') && path.find('\0') == std::string::npos;
}

LotusOptions lotus_options(const Config& config, std::uint64_t jitter_seed) {
  LotusOptions options;
  options.seed = jitter_seed;
  options.network = config.chain.time;
  options.look_epochs = config.chain.look_epochs;
  options.reading.rule =
      config.chain.rule == ProvingRule::market ? lotus::Rule::market : lotus::Rule::proving;
  options.reading.confirm_after_epochs = config.chain.confirm_after_epochs;
  options.reading.market_poll_epochs = config.chain.market_poll_epochs;
  options.calls.calls_per_request_max = config.chain.calls_per_request_max;
  options.calls.requests_in_flight_max = config.chain.requests_in_flight_max;
  options.calls.timeout_ms = config.chain.timeout_ms;
  options.health.head_age_max_ms = config.chain.head_age_max_ms;
  options.health.finality_lag_max_epochs = config.chain.finality_lag_max_epochs;
  return options;
}

ServiceOptions service_options(const Config& config) {
  ServiceOptions options;
  options.policy = config.policy;
  options.default_terms = config.terms;
  options.enrolment =
      config.enrolment == EnrolmentMode::all ? Enrolment::every_deal : Enrolment::registered_only;
  options.key_namespace = config.key_namespace;
  options.jobs_per_slice = config.service.jobs_per_slice;
  options.hook_queue_max = config.service.hook_queue_max;
  options.fetches_max = config.service.fetch_in_flight_max;
  options.deals_listed_max = config.service.deals_listed_max;
  options.audit_epochs = config.contract.audit_epochs;
  options.contract_label = config.contract.label;
  return options;
}

std::function<void()> wake_of(const raas_init& params) {
  if (params.wake != nullptr) {
    return [wake = params.wake, ctx = params.wake_ctx] { wake(ctx); };
  }
  if (params.wake_fd < 0) return [] {};
  return [fd = params.wake_fd] {
    const char byte = 1;
    // A full pipe is a wake that is under way already.
    [[maybe_unused]] const auto written = ::write(fd, &byte, 1);
  };
}

std::vector<Transport*> pointers_to(const Transports& transports) {
  std::vector<Transport*> pointers;
  for (const auto& transport : transports) pointers.push_back(transport.get());
  return pointers;
}

std::vector<Registrations*> pointers_to(const FollowedContracts& contracts) {
  std::vector<Registrations*> pointers;
  for (const auto& contract : contracts) pointers.push_back(contract.registrations.get());
  return pointers;
}

std::optional<AbiHostTx> wallet_of(const raas_host_tx* tx, const Config& config) {
  if (tx == nullptr || !config.contract.report || config.contract.addresses.empty()) return {};
  return AbiHostTx(*tx);
}

// A node that holds the key is asked before the host is.
Transactions* sender_in(const Wires& wires, std::optional<AbiHostTx>& host_wallet) {
  if (wires.wallet) return wires.wallet.get();
  return host_wallet ? &*host_wallet : nullptr;
}

// What opening a store tells the host: another instance there is BUSY, a newer schema UNSUPPORTED.
Answer store_answer(const Error& error) {
  Answer answer = answer_of(error);
  if (error.code() == Code::unavailable) answer.status = RAAS_E_BUSY;
  if (error.code() == Code::rejected) answer.status = RAAS_E_UNSUPPORTED;
  if (error.code() == Code::invalid_input) answer.status = RAAS_E_INTERNAL;
  return answer;
}

}  // namespace

Parts::Parts(const raas_host_table& host, const HostExtensions& extensions, Config read_config,
             std::unique_ptr<Store> opened_store, Wires opened_wires)
    : config(std::move(read_config)),
      events(host, config.log.level),
      store(std::move(opened_store)),
      wires(std::move(opened_wires)),
      deals(*extensions.deals),
      data(*extensions.data),
      directory(extensions.providers),
      wallet(wallet_of(extensions.tx, config)),
      chain(lotus_options(config, wires.jitter_seed), pointers_to(wires.nodes), events),
      service(Ports{.chain = chain,
                    .deals = deals,
                    .data = data,
                    .directory = directory,
                    .store = *store,
                    .events = events,
                    .registrations = pointers_to(wires.contracts),
                    .contract_deals = wires.audits.get(),
                    .transactions = sender_in(wires, wallet),
                    .calls = &calls,
                    .wallet = wires.wallet.get()},
              service_options(config)),
      api(service, ApiLimits{.page_max = config.api.page_max,
                             .body_bytes_max = config.api.body_bytes_max,
                             .orders_max = config.api.orders_max}) {}

Answer Parts::build(const raas_host_table& host, const raas_init& params,
                    std::unique_ptr<Parts>& ret) {
  HostExtensions extensions{
      .deals = table_of<raas_host_deals>(host, RAAS_HOST_DEALS_ID),
      .data = table_of<raas_host_data>(host, RAAS_HOST_DATA_ID),
      .providers = table_of<raas_host_providers>(host, RAAS_HOST_PROVIDERS_ID),
      .rpc = table_of<raas_host_rpc>(host, RAAS_HOST_RPC_ID),
      .tx = table_of<raas_host_tx>(host, RAAS_HOST_TX_ID)};
  if (extensions.deals == nullptr) return missing(RAAS_HOST_DEALS_ID);
  if (extensions.data == nullptr) return missing(RAAS_HOST_DATA_ID);
  if (auto complete = check_tables(extensions); !complete) return answer_of(complete.error());

  const std::string state_dir = text_of(params.state_dir);
  if (!is_absolute_path(state_dir)) {
    return {RAAS_E_INTERNAL,
            "init: state_dir: found \"" + printable(state_dir, path_bytes_shown) +
                "\", expected an absolute path",
            0};
  }
  auto config = parse_config(std::string_view(params.config.ptr, params.config.len));
  if (!config) return answer_of(config.error());
  if (!config->log.file.empty() && config->log.file.front() != '/') {
    config->log.file = state_dir + "/" + config->log.file;
  }
  auto store = open_store(state_dir, config->store);
  if (!store) return store_answer(store.error());
  auto wires = open_wires(*config, extensions.rpc, wake_of(params));
  if (!wires) return answer_of(wires.error());

  std::optional<RotatingFile> log_file;
  if (const LogConfig& log = config->log; !log.file.empty()) {
    auto opened =
        RotatingFile::open(log.file, {.bytes_max = log.file_bytes_max, .files_max = log.files_max});
    if (!opened) return answer_of(opened.error().within("config: /log/file"));
    log_file = std::move(*opened);
  }
  const Now now{.unix_ms = params.now.unix_ms, .monotonic_ms = params.now.monotonic_ms};
  wires->jitter_seed = lotus::jitter_seed(config->key_namespace, now.unix_ms);
  auto parts = std::make_unique<Parts>(host, extensions, std::move(*config), std::move(*store),
                                       std::move(*wires));
  if (log_file) parts->events.write_to(std::move(*log_file));
  parts->events.set_now(now.unix_ms);
  parts->events.enter_call();
  const Status opened = parts->service.open(now);
  if (!opened) return store_answer(opened.error());
  ret = std::move(parts);  // the call that is under way is left by Instance::Call
  return {};
}

void Parts::set_now(Now now) {
  events.set_now(now.unix_ms);
  service.set_now(now);
}

}  // namespace raas::entry
