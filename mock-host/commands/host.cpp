#include "commands/host.h"

#include <algorithm>
#include <set>

#include "loader.h"
#include "plugin_api.h"

namespace mock {
namespace {

constexpr std::string_view rpc_url_mark = "${RPC_URL}";
constexpr std::size_t header_value_max = 8192;

std::string with_rpc_url(std::string config, const std::string& url) {
  for (std::size_t at = 0; (at = config.find(rpc_url_mark, at)) != std::string::npos;
       at += url.size()) {
    config.replace(at, rpc_url_mark.size(), url);
  }
  return config;
}

/// Whether a field of the plugin's answer may be passed on: what frames the answer is the server's.
bool may_pass(const std::string& name, const std::string& value) {
  static const std::set<std::string, std::less<>> framing = {
      "connection", "content-length", "keep-alive", "transfer-encoding", "upgrade"};
  std::string folded = name;
  std::transform(folded.begin(), folded.end(), folded.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  const auto has_control = [](const std::string& text) {
    return std::any_of(text.begin(), text.end(),
                       [](unsigned char c) { return c < 0x20 && c != '\t'; });
  };
  return !name.empty() && name.size() + value.size() <= header_value_max &&
         !framing.contains(folded) && name.find_first_of(": \t") == std::string::npos &&
         !has_control(name) && !has_control(value);
}

/// A network and its EVM have one chain id. An EVM that does not answer is refused later on.
std::uint64_t chain_id_of(const AggregatorConfig& config) {
  if (config.evm.url.empty()) return config.aggregator.chain.eip155_chain_id;
  const auto found = EvmNode(config.evm.url).number("eth_chainId", {});
  return found ? *found : config.aggregator.chain.eip155_chain_id;
}

}  // namespace

Host::Host(AggregatorConfig config, Outside outside, FolderLock lock, PayloadStore store)
    : config_(std::move(config)),
      outside_(std::move(outside)),
      lock_(std::move(lock)),
      disk_(config_.data_dir, config_.disk_reserve_bytes),
      store_(std::move(store)) {}

Outcome<std::unique_ptr<Host>> Host::open(const AggregatorConfig& config, Outside outside) {
  auto lock = FolderLock::take(config.data_dir);
  if (!lock) return lock.error();
  auto store = PayloadStore::open(config.data_dir / "payloads", config.payload_bytes_max);
  if (!store) return store.error();
  std::unique_ptr<Host> host(
      new Host(config, std::move(outside), std::move(*lock), std::move(*store)));
  try {
    host->config_.aggregator.chain.eip155_chain_id = chain_id_of(config);
    host->open_books();
    if (auto opened = host->open_evm(); !opened) return opened.error();
  } catch (const DatabaseFailure& failure) {
    return Refusal{RAAS_E_INTERNAL, config.aggregator.database + ": " + failure.what(), 0};
  }
  if (auto loaded = host->registrations_->load(); !loaded) return loaded.error();
  for (const PluginConfig& plugin : config.plugins) {
    if (!plugin.enabled) continue;
    if (auto loaded = host->load_plugin_of(plugin); !loaded) return loaded.error();
  }
  return host;
}

void Host::open_books() {
  aggregator_ = std::make_unique<Aggregator>(config_.aggregator, store_);
  const Chain& chain = aggregator_->chain();
  rpc_ = std::make_unique<LotusRpc>(chain, node_options(config_.profile));
  node_ = std::make_unique<TroubledNode>(*rpc_, chain,
                                         troubles_of(config_.profile, chain.options().seed));
  judge_ = std::make_unique<Judge>(*aggregator_);
  registrations_.emplace(config_.data_dir / "registrations.jsonl", *judge_);
  routes_.emplace(*aggregator_, store_);
  scope_ = std::make_unique<CallScope>(outside_.log);
}

Outcome<void> Host::open_evm() {
  if (!config_.evm.url.empty()) {
    auto evm = EvmLink::open(config_.evm, *aggregator_);
    if (!evm) return Refusal{evm.error().status, "--evm: " + evm.error().text, 0};
    evm_ = std::move(*evm);
    endpoint_ = std::make_unique<OneEndpoint>(*node_, *evm_);
  }
  HostOffer offer;
  if (evm_) offer.transactions = &evm_->transactions();
  tables_ = std::make_unique<HostTables>(*aggregator_, *node_, *scope_, offer);
  return {};
}

void Host::settle() {
  if (evm_) tell_of_evm(evm_->step());
}

void Host::take_in_blocks() {
  if (evm_) tell_of_evm(evm_->follow());
}

void Host::tell_of_evm(const Outcome<void>& done) {
  const std::string trouble = done ? std::string() : done.error().text;
  if (!trouble.empty() && trouble != evm_trouble_) {
    outside_.log(RAAS_LOG_WARN, "evm_step_failed", trouble);
  }
  evm_trouble_ = trouble;
}

void Host::commit() {
  aggregator_->commit();
  if (evm_) evm_->commit();
}

bool Host::has_disk_room() {
  const auto shortage = disk_.shortage();
  if (shortage && !is_disk_full_) outside_.log(RAAS_LOG_ERROR, "disk_full", *shortage);
  if (!shortage && is_disk_full_)
    outside_.log(RAAS_LOG_INFO, "disk_has_room", "chain time goes on");
  is_disk_full_ = shortage.has_value();
  return !shortage;
}

Outcome<void> Host::load_plugin_of(const PluginConfig& choice) {
  const auto loaded = load_plugin({.name = choice.name,
                                   .file = config_.plugins_dir / choice.file,
                                   .directory = config_.plugins_dir,
                                   .sha256 = choice.sha256,
                                   .enabled = choice.enabled},
                                  tables_->extension_ids());
  if (!loaded) return loaded.error();
  loaded_ = *loaded;
  std::error_code failure;
  std::filesystem::create_directories(choice.state_dir, failure);
  if (failure)
    return Refusal{RAAS_E_INTERNAL, choice.state_dir.string() + ": " + failure.message(), 0};
  PluginInstance::Options options;
  options.config = with_rpc_url(choice.config, outside_.rpc_url);
  options.state_dir = choice.state_dir.string();
  plugin_ = std::make_unique<PluginInstance>(
      PluginInstance::Parts{loaded_, *tables_, *scope_, aggregator_->outbox()}, options,
      outside_.on_wake);
  return {};
}

Outcome<void> Host::start_plugin(const HostClock& now) {
  if (!plugin_) return {};
  auto started = plugin_->start(now);
  commit();
  return started;
}

HttpAnswer Host::answer(const HttpRequest& request, const HostClock& now) {
  if (auto own = routes_->answer(request)) return std::move(*own);
  return ask_plugin(request, now);
}

HttpAnswer Host::ask_plugin(const HttpRequest& request, const HostClock& now) {
  if (!plugin_)
    return error_answer(503, "no plugin is enabled: see \"plugins\" in aggregator.json");
  const bool is_head = request.method == "HEAD";
  ApiRequest asked{.method = is_head ? "GET" : request.method,
                   .target = request.target,
                   .headers = {},
                   .body = request.body};
  for (const HttpField& field : request.fields) asked.headers.emplace_back(field.name, field.value);
  const auto answered = plugin_->handle(asked, now);
  commit();
  if (!answered) return refusal_answer(answered.error());
  if (auto noted = registrations_->note(request, *answered, *plugin_, now); !noted) {
    return refusal_answer(noted.error());
  }
  const bool is_status = answered->status >= 200 && answered->status <= 599;
  HttpAnswer answer{
      .status = is_status ? answered->status : 502, .body = answered->body, .fields = {}};
  for (const auto& [name, value] : answered->headers) {
    if (may_pass(name, value)) answer.fields.push_back({name, value});
  }
  return answer;
}

HttpAnswer Host::answer_rpc(const HttpRequest& request) {
  if (request.path() != "/rpc/v1") return error_answer(404, "path: expected /rpc/v1");
  if (request.method != "POST") return wrong_method_answer("POST");
  RpcNode& node = endpoint_ ? static_cast<RpcNode&>(*endpoint_) : *node_;
  RpcAnswer answer = node.answer(request.body);
  // Nobody waits here for an answer that does not come: a proxy has given up.
  if (answer.http_status == no_answer) return error_answer(504, "no answer in time");
  return {.status = static_cast<unsigned>(answer.http_status), .body = std::move(answer.body)};
}

std::string Host::report(const HostClock& now) {
  JudgeNotes notes;
  notes.seed = config_.aggregator.chain.seed;
  notes.epochs = aggregator_->now() - config_.aggregator.chain.start_epoch;
  notes.rpc_calls = rpc_->calls();
  notes.host_calls = scope_->calls();
  notes.misuses = scope_->misuses();
  notes.wall_seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - opened_).count();
  if (plugin_) {
    if (auto jobs = list_jobs(*plugin_, now)) {
      notes.jobs_by_state = jobs->by_state;
      notes.payloads_known_to_plugin = jobs->payloads;
      // What cannot be noted now is by the next report.
      (void)registrations_->note_enrolled(jobs->enrolled, *plugin_, now);
    }
  }
  return judge_->report(notes);
}

}  // namespace mock
