#include "commands/service.h"

#include "content/durable_file.h"

namespace mock {
namespace {

constexpr std::string_view scheme = "Bearer ";

/// Takes the same time wherever two texts of one length differ.
bool same_secret(std::string_view a, std::string_view b) {
  unsigned difference = a.size() == b.size() ? 0 : 1;
  for (std::size_t at = 0; at < a.size() && at < b.size(); ++at) {
    difference |= static_cast<unsigned char>(a[at]) ^ static_cast<unsigned char>(b[at]);
  }
  return difference == 0;
}

Outcome<std::string> read_token(const std::filesystem::path& file) {
  auto text = read_file(file);
  if (!text) return text.error();
  const std::size_t end = text->find_last_not_of(" \t\r\n");
  text->erase(end == std::string::npos ? 0 : end + 1);
  if (text->empty()) return Refusal{RAAS_E_INVALID, file.string() + ": empty, expected a token", 0};
  return text;
}

}  // namespace

Outcome<std::unique_ptr<Service>> Service::open(const AggregatorConfig& config,
                                                const HostLoop::Options& options, LogSink log) {
  std::unique_ptr<Service> service(new Service);
  if (auto opened = service->open_parts(config, options, std::move(log)); !opened)
    return opened.error();
  return service;
}

Outcome<void> Service::open_parts(const AggregatorConfig& config, const HostLoop::Options& options,
                                  LogSink log) {
  if (!config.token_file.empty()) {
    auto token = read_token(config.token_file);
    if (!token) return token.error();
    token_ = std::move(*token);
  }
  if (auto listening = listen(config); !listening) return listening;
  auto host = Host::open(
      config, {.rpc_url = rpc_url(), .on_wake = [this] { inbox_.nudge(); }, .log = std::move(log)});
  if (!host) return host.error();
  host_ = std::move(*host);
  loop_ = std::make_unique<HostLoop>(*host_, inbox_, options);
  return host_->start_plugin(loop_->time().clock());
}

Outcome<void> Service::listen(const AggregatorConfig& config) {
  auto rpc = HttpServer::listen(config.rpc_listen.ip, config.rpc_listen.port, config.limits,
                                [this](HttpRequest request, Respond respond) {
                                  take_rpc(std::move(request), std::move(respond));
                                });
  if (!rpc) return rpc.error();
  rpc_.emplace(std::move(*rpc));
  auto front = HttpServer::listen(config.listen.ip, config.listen.port, config.limits,
                                  [this](HttpRequest request, Respond respond) {
                                    take(std::move(request), std::move(respond));
                                  });
  if (!front) return front.error();
  front_.emplace(std::move(*front));
  return {};
}

Service::~Service() {
  // The plugin may be asking the chain: it goes before the servers, and these before what they post
  // to.
  if (host_ && host_->plugin() != nullptr) host_->plugin()->destroy(1000);
  front_.reset();
  rpc_.reset();
}

std::string Service::rpc_url() const {
  return rpc_->url() + "/rpc/v1";
}

bool Service::may_enter(const HttpRequest& request) const {
  if (token_.empty()) return true;
  const std::string_view given = request.field("Authorization");
  return given.starts_with(scheme) && same_secret(given.substr(scheme.size()), token_);
}

void Service::take(HttpRequest request, Respond respond) {
  if (!may_enter(request)) {
    HttpAnswer answer =
        error_answer(401, "authorization: expected the bearer token of this aggregator");
    answer.fields.push_back({"WWW-Authenticate", "Bearer"});
    return respond(std::move(answer));
  }
  inbox_.post([this, request = std::move(request), respond = std::move(respond)] {
    loop_->serve(request, respond);
  });
}

void Service::take_rpc(HttpRequest request, Respond respond) {
  inbox_.post([this, request = std::move(request), respond = std::move(respond)] {
    respond(host_->answer_rpc(request));
  });
}

void Service::run() {
  loop_->run();
  report_ = host_->report(loop_->time().clock());
  is_plugin_gone_ = loop_->drain();
  front_->stop();
  rpc_->stop();
}

}  // namespace mock
