#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "adapters/api/api.h"
#include "adapters/lotus/lotus_chain_view.h"
#include "adapters/store/open_store.h"
#include "adapters/transport/curl_transport.h"
#include "bench/scale/still_world.h"
#include "commands/inbox.h"
#include "control/service.h"
#include "fleet.h"
#include "front/http_server.h"

namespace raas::bench {

/// A host that asks for no deals, and a chain that is read from a node over its own transport.
class WatchedWorld final : public StillWorld {
 public:
  /// Watches all of @p fleet at the node on @p port. @p wake is called when a reply has come.
  WatchedWorld(std::uint16_t port, const Fleet& fleet, std::function<void()> wake);
  ~WatchedWorld() override;

  ChainReport advance(Now now) override;
  [[nodiscard]] const ChainHealth& health() const override { return view_->health(); }
  [[nodiscard]] const ChainTime& time() const override { return view_->time(); }
  [[nodiscard]] ChainCounters counters() const override { return view_->counters(); }
  [[nodiscard]] bool is_waiting() const override { return view_->is_waiting(); }

  [[nodiscard]] Now clock() const { return now_; }
  /// Nothing is to be done before the network's time moves on: it does.
  void move_on();

 private:
  int control_;
  Now now_;
  Millis next_monotonic_ms_ = 0;
  std::unique_ptr<CurlTransport> transport_;
  std::unique_ptr<LotusChainView> view_;
};

/// The service behind a real HTTP server: the host's loop on one thread, as an aggregator would
/// have it, which takes requests and pumps.
class Desk {
 public:
  /// Keeps its store in @p folder, with so many jobs already there.
  Desk(std::uint16_t node_port, const Fleet& fleet, const std::string& folder, std::uint64_t jobs);
  ~Desk();
  Desk(const Desk&) = delete;
  Desk& operator=(const Desk&) = delete;

  [[nodiscard]] std::string url() const { return server_->url(); }
  /// Calls that the node was asked, of all methods.
  [[nodiscard]] std::uint64_t node_calls() const { return node_calls_; }
  /// The longest that a pump held the loop, in seconds of wall time.
  [[nodiscard]] double longest_pump_s() const { return longest_pump_s_; }

 private:
  void fill(std::uint64_t jobs);
  void go_round();
  [[nodiscard]] mock::HttpAnswer answer(const mock::HttpRequest& request);

  mock::Inbox inbox_;
  WatchedWorld world_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<Service> service_;
  std::unique_ptr<Api> api_;
  std::unique_ptr<mock::HttpServer> server_;
  std::atomic<bool> is_over_ = false;
  std::atomic<std::uint64_t> node_calls_ = 0;
  std::atomic<double> longest_pump_s_ = 0;
  std::thread loop_;
};

/// An order for a job of the @p number -th data.
[[nodiscard]] std::string order_text(std::uint64_t number);

}  // namespace raas::bench
