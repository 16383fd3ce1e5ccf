#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "aggregator/aggregator.h"
#include "aggregator/host_tables.h"
#include "aggregator/judge.h"
#include "commands/config.h"
#include "commands/disk_room.h"
#include "commands/folder_lock.h"
#include "commands/registrations.h"
#include "content/payload_store.h"
#include "evm/evm_link.h"
#include "evm/one_endpoint.h"
#include "filecoin/lotus_rpc.h"
#include "filecoin/trouble.h"
#include "front/client_routes.h"
#include "front/http.h"
#include "plugin_instance.h"

namespace mock {

/// The aggregator with all that it is made of: books, chain, payloads, judge and the plugin. Knows
/// nothing of sockets and of how fast time goes. Used by one thread.
class Host {
 public:
  /// What the outside gives.
  struct Outside {
    std::string rpc_url;            ///< Where the chain's JSON-RPC is served.
    std::function<void()> on_wake;  ///< The plugin wants to be pumped; called from any thread.
    LogSink log;
  };

  /// Opens or makes the folders and loads the plugin that is enabled.
  [[nodiscard]] static Outcome<std::unique_ptr<Host>> open(const AggregatorConfig& config,
                                                           Outside outside);

  /// Takes in what happened on the network's EVM, if it has one, and moves the wallet's
  /// transactions on.
  void settle();
  /// Blocks of the EVM that there are by now are at the present epoch at the latest.
  void take_in_blocks();
  /// Makes durable what was asked for since.
  void commit();
  /// The disk of the books.
  [[nodiscard]] const DiskRoom& disk() const { return disk_; }
  /// Whether there is room to go on; the log tells when that ends and begins.
  [[nodiscard]] bool has_disk_room();

  [[nodiscard]] Outcome<void> start_plugin(const HostClock& now);
  /// Answers a client: the aggregator's own routes, else the plugin.
  [[nodiscard]] HttpAnswer answer(const HttpRequest& request, const HostClock& now);
  /// Answers a call of the chain's JSON-RPC.
  [[nodiscard]] HttpAnswer answer_rpc(const HttpRequest& request);
  /// The report; what the plugin's API says of its jobs is part of it.
  [[nodiscard]] std::string report(const HostClock& now);

  [[nodiscard]] Aggregator& aggregator() { return *aggregator_; }
  [[nodiscard]] PayloadStore& store() { return store_; }
  [[nodiscard]] Judge& judge() { return *judge_; }
  /// nullptr if none is enabled.
  [[nodiscard]] PluginInstance* plugin() { return plugin_.get(); }
  [[nodiscard]] const AggregatorConfig& config() const { return config_; }

 private:
  Host(AggregatorConfig config, Outside outside, FolderLock lock, PayloadStore store);
  void open_books();
  [[nodiscard]] Outcome<void> open_evm();
  [[nodiscard]] Outcome<void> load_plugin_of(const PluginConfig& choice);
  void tell_of_evm(const Outcome<void>& done);
  [[nodiscard]] HttpAnswer ask_plugin(const HttpRequest& request, const HostClock& now);

  AggregatorConfig config_;
  Outside outside_;
  FolderLock lock_;
  DiskRoom disk_;
  bool is_disk_full_ = false;  ///< As it was logged last.
  PayloadStore store_;
  std::chrono::steady_clock::time_point opened_ = std::chrono::steady_clock::now();
  std::unique_ptr<Aggregator> aggregator_;
  std::unique_ptr<LotusRpc> rpc_;
  std::unique_ptr<TroubledNode> node_;
  std::unique_ptr<EvmLink> evm_;
  std::unique_ptr<OneEndpoint> endpoint_;
  std::string evm_trouble_;  ///< What was logged last.
  std::unique_ptr<Judge> judge_;
  std::optional<Registrations> registrations_;
  std::optional<ClientRoutes> routes_;
  std::unique_ptr<CallScope> scope_;
  std::unique_ptr<HostTables> tables_;
  LoadedPlugin loaded_;
  std::unique_ptr<PluginInstance> plugin_;
};

}  // namespace mock
