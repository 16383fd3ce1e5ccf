#pragma once

#include <array>
#include <deque>
#include <functional>
#include <map>
#include <vector>

#include "adapters/lotus/json_rpc.h"
#include "core/epoch.h"
#include "ports/chain_view.h"
#include "ports/transport.h"

namespace raas::lotus {

/// How much is asked at a time.
struct CallerOptions {
  std::size_t calls_per_request_max = 100;
  /// Their answers are long.
  std::size_t partitions_per_request_max = 20;
  std::size_t requests_in_flight_max = 4;
  Millis timeout_ms = 30000;
};

/// Sends calls in batches over a transport and relates the answers to them. Every call that is
/// queued and not dropped gets one answer, be it that there is none.
class Caller {
 public:
  /// Takes an answer. May queue calls.
  using Sink = std::function<void(const Call&, const Answer&)>;

  Caller(Transport& transport, const CallerOptions& options)
      : transport_(transport), options_(options) {}

  void queue(Call call) { queued_.push_back(std::move(call)); }
  /// Takes replies and time-outs, then sends what there is room for.
  void advance(Now now, const Sink& sink);
  /// Forgets calls that were not sent yet.
  void drop_queued() { queued_.clear(); }

  [[nodiscard]] bool is_idle() const { return queued_.empty() && in_flight_.empty(); }
  /// When the first request in flight is given up; 0 = none is.
  [[nodiscard]] Millis next_timeout_ms() const;

  /// Whether requests may hold more than one call. Turned off by itself when the node shows that it
  /// does not understand them.
  [[nodiscard]] bool uses_batches() const { return uses_batches_; }

  void count_error() { ++errors_; }
  [[nodiscard]] ChainCounters counters() const;

 private:
  struct Request {
    std::uint64_t first_id = 0;
    Millis give_up_ms = 0;
    std::vector<Call> calls = {};
  };

  [[nodiscard]] std::vector<Call> next_calls();
  [[nodiscard]] bool send_one(Now now, const Sink& sink);
  void settle(const Request& request, const TransportReply& reply, const Sink& sink);
  void fail(const Request& request, const CallError& error, const Sink& sink);

  Transport& transport_;
  CallerOptions options_;
  std::deque<Call> queued_;
  std::map<std::uint64_t, Request> in_flight_;  ///< By ticket.
  std::uint64_t next_id_ = 1;
  bool uses_batches_ = true;
  std::array<std::uint64_t, method_count> calls_by_method_{};
  std::uint64_t errors_ = 0;
  std::uint64_t bytes_in_ = 0;
};

}  // namespace raas::lotus
