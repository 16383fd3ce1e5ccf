#pragma once

#include <memory>
#include <optional>
#include <string>

#include "commands/config.h"
#include "commands/host.h"
#include "commands/host_loop.h"
#include "commands/inbox.h"
#include "front/http_server.h"

namespace mock {

/// A host with its two HTTP servers: the clients' front and the simulated Lotus endpoint.
class Service {
 public:
  /// Opens everything and starts the plugin; from then on requests are taken in, and answered once
  /// run() is called. The log is called on the thread that calls run(), and on this one.
  [[nodiscard]] static Outcome<std::unique_ptr<Service>> open(const AggregatorConfig& config,
                                                              const HostLoop::Options& options,
                                                              LogSink log);
  ~Service();
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  /// Until the epochs are over or somebody asks to stop; then judges, and stops all parts.
  void run();
  /// From any thread.
  void ask_to_stop() { loop_->ask_to_stop(); }

  [[nodiscard]] std::string url() const { return front_->url(); }
  [[nodiscard]] std::string rpc_url() const;
  [[nodiscard]] Host& host() { return *host_; }
  [[nodiscard]] const SimulatedTime& time() const { return loop_->time(); }
  /// The judge's, as of the end of run().
  [[nodiscard]] const std::string& report() const { return report_; }
  /// Whether the plugin came back from its end in time.
  [[nodiscard]] bool is_plugin_gone() const { return is_plugin_gone_; }

 private:
  Service() = default;
  [[nodiscard]] Outcome<void> open_parts(const AggregatorConfig& config,
                                         const HostLoop::Options& options, LogSink log);
  [[nodiscard]] Outcome<void> listen(const AggregatorConfig& config);
  void take(HttpRequest request, Respond respond);
  void take_rpc(HttpRequest request, Respond respond);
  [[nodiscard]] bool may_enter(const HttpRequest& request) const;

  Inbox inbox_;
  std::string token_;
  std::string report_;
  bool is_plugin_gone_ = true;
  std::unique_ptr<Host> host_;
  std::unique_ptr<HostLoop> loop_;
  std::optional<HttpServer> front_;
  std::optional<HttpServer> rpc_;
};

}  // namespace mock
