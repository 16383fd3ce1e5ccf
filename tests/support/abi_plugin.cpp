#include "support/abi_plugin.h"

#include <dlfcn.h>

#include <cstdlib>
#include <cstring>
#include <stdexcept>

namespace raas_test {
namespace {

constexpr std::uint32_t destroy_ms = 10'000;
constexpr int settle_pumps_max = 500;

raas_plugin_entry_fn load() {
  const char* const path = std::getenv("RAAS_PLUGIN");
  if (path == nullptr) throw std::runtime_error("RAAS_PLUGIN: not set, expected a path");
  void* const library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) throw std::runtime_error(dlerror());
  void* const symbol = dlsym(library, RAAS_PLUGIN_ENTRY_SYMBOL);
  if (symbol == nullptr) throw std::runtime_error(std::string(path) + ": no entry symbol");
  raas_plugin_entry_fn function = nullptr;
  std::memcpy(&function, &symbol, sizeof function);
  return function;
}

}  // namespace

raas_plugin_entry_fn plugin_entry_fn() {
  static const raas_plugin_entry_fn function = load();
  return function;
}

const raas_plugin_entry& plugin_entry() {
  const raas_host_info info{sizeof(raas_host_info), RAAS_ABI_MAJOR, RAAS_ABI_MINOR, 0,
                            str("abi-host"),        str("1.0.0")};
  const raas_plugin_entry* entry = nullptr;
  if (plugin_entry_fn()(&info, &entry, nullptr) != RAAS_OK) throw std::runtime_error("no entry");
  return *entry;
}

AbiPlugin::AbiPlugin(AbiHost& host, std::string state_dir, std::string config)
    : host_(host),
      state_dir_(std::move(state_dir)),
      config_(std::move(config)),
      table_(*plugin_entry().table) {}

raas_status AbiPlugin::done(raas_status status, const ErrorText& said) {
  error_ = status == RAAS_OK ? "" : said.text();
  return status;
}

raas_status AbiPlugin::create() {
  ErrorText said;
  return done(table_.create(host_.table(), &self_, &said.error), said);
}

raas_init AbiPlugin::params() const {
  raas_init params{};
  params.struct_size = sizeof params;
  params.wake_fd = -1;
  params.config = str(config_);
  params.state_dir = str(state_dir_);
  params.now = host_.now();
  return params;
}

raas_status AbiPlugin::init() {
  ErrorText said;
  return done(init(params(), &said.error), said);
}

raas_status AbiPlugin::init(const raas_init& params, raas_error* err) {
  host_.next_call();
  const raas_status status = table_.init(self_, &params, err);
  hooks_ = static_cast<const raas_plugin_hooks*>(table_.get_extension(self_, RAAS_PLUGIN_HOOKS_ID));
  api_ = static_cast<const raas_plugin_api*>(table_.get_extension(self_, RAAS_PLUGIN_API_ID));
  return status;
}

raas_status AbiPlugin::start() {
  ErrorText said;
  host_.next_call();
  const raas_tick now = host_.now();
  return done(table_.start(self_, &now, &said.error), said);
}

raas_status AbiPlugin::pump() {
  ErrorText said;
  host_.next_call();
  const raas_tick now = host_.now();
  pumped_ = {};
  pumped_.struct_size = sizeof pumped_;
  return done(table_.pump(self_, &now, &pumped_, &said.error), said);
}

raas_status AbiPlugin::stop() {
  ErrorText said;
  host_.next_call();
  const raas_tick now = host_.now();
  return done(table_.stop(self_, &now, now.monotonic_ms + destroy_ms, &said.error), said);
}

void AbiPlugin::destroy() {
  if (self_ != nullptr) table_.destroy(self_, destroy_ms);
  self_ = nullptr;
}

AbiPlugin& AbiPlugin::begin() {
  if (create() != RAAS_OK || init() != RAAS_OK || start() != RAAS_OK) {
    throw std::runtime_error("begin: " + error_);
  }
  return *this;
}

raas_status AbiPlugin::on_deals(const std::vector<const raas_deal_event*>& events) {
  ErrorText said;
  host_.next_call();
  return done(hooks_->on_deal_created(self_, events.data(), events.size(), &said.error), said);
}

raas_status AbiPlugin::on_updates(const std::vector<const raas_deal_event*>& events) {
  ErrorText said;
  host_.next_call();
  return done(hooks_->on_request_update(self_, events.data(), events.size(), &said.error), said);
}

raas_status AbiPlugin::on_fetches(const std::vector<const raas_fetch_event*>& events) {
  ErrorText said;
  host_.next_call();
  return done(hooks_->on_data_update(self_, events.data(), events.size(), &said.error), said);
}

raas_status AbiPlugin::handle(const raas_api_request& request, raas_api_response& response) {
  ErrorText said;
  host_.next_call();
  response.struct_size = sizeof response;
  return done(api_->handle(self_, &request, &response, &said.error), said);
}

ApiAnswer AbiPlugin::ask(std::string_view method, std::string_view target, std::string_view body,
                         std::string_view type) {
  const raas_header header{str("Content-Type"), str(type)};
  raas_api_request request{};
  request.struct_size = sizeof request;
  request.method = str(method);
  request.target = str(target);
  request.headers = &header;
  request.header_count = 1;
  request.body = str(body);
  request.now = host_.now();
  raas_api_response response{};
  ApiAnswer answer;
  answer.returned = handle(request, response);
  if (answer.returned != RAAS_OK) return answer;
  answer.status = response.status;
  answer.body = text_of(response.body);
  for (std::size_t i = 0; i < response.header_count; ++i) {
    const raas_header& field = response.headers[i];
    answer.headers.emplace_back(text_of(field.name), text_of(field.value));
  }
  return answer;
}

void AbiPlugin::settle() {
  for (int pumps = 0; pumps < settle_pumps_max; ++pumps) {
    if (pump() != RAAS_OK) return;
    if ((pumped_.flags & (RAAS_PUMP_MORE | RAAS_PUMP_WAITING)) == 0) return;
  }
}

void AbiPlugin::deliver() {
  std::vector<raas_deal> deals;
  deals.reserve(host_.updates.size());
  std::vector<raas_deal_event> events;
  events.reserve(host_.updates.size());
  std::vector<const raas_deal_event*> pointers;
  for (const PendingEvent& update : host_.updates) {
    const raas_deal& deal = deals.emplace_back(update.deal.view());
    pointers.push_back(
        &events.emplace_back(raas_deal_event{sizeof(raas_deal_event), 0, update.seq, &deal}));
  }
  if (!pointers.empty() && on_updates(pointers) != RAAS_E_RETRY) host_.updates.clear();
}

void AbiPlugin::run(mock::Epochs epochs, mock::Epochs step) {
  for (mock::Epochs passed = 0; passed < epochs; passed += step) {
    host_.advance(step);
    deliver();
    settle();
  }
}

}  // namespace raas_test
