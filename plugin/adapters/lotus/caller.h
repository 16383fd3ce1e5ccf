#pragma once

#include <array>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "adapters/lotus/expected_replies.h"
#include "adapters/lotus/json_rpc.h"
#include "adapters/lotus/pace.h"
#include "core/epoch.h"
#include "ports/chain_view.h"
#include "ports/transport.h"

namespace raas::lotus {

/// What a long answer is taken to be before one was seen: those of a request are a megabyte.
inline constexpr std::size_t long_answer_bytes_first = 50000;

/// How much is asked at a time.
struct CallerOptions {
  std::size_t calls_per_request_max = 100;
  std::size_t requests_in_flight_max = 16;
  Millis timeout_ms = 30000;
  std::uint64_t seed = 1;  ///< Of the jitter.
};

/// Sends calls in batches over a transport and relates the answers to them. Every call that is
/// queued and not dropped gets one answer, be it that there is none.
///
/// A node that asks for less gets less: its calls are put again after a wait, in smaller requests,
/// and only after several such waits are they answered as `busy`. Nothing else is tried again.
class Caller {
 public:
  /// Takes an answer. May queue calls.
  using Sink = std::function<void(const Call&, const Answer&)>;
  /// Whether the sink has taken enough for now.
  using IsEnough = std::function<bool()>;

  Caller(Transport& transport, const CallerOptions& options)
      : transport_(transport),
        options_(options),
        pace_(options.calls_per_request_max, options.requests_in_flight_max, options.seed) {}

  /// Sends a request at once when there is enough for a full one and room for it, so that the node
  /// is at work while more is thought of.
  void queue(Call&& call);
  /// Takes replies and time-outs, then sends what there is room for. Answers that have come beyond
  /// what @p is_enough says are for the next time, which should be soon: see has_more().
  void advance(
      Now now, const Sink& sink, const IsEnough& is_enough = [] { return false; });
  [[nodiscard]] bool has_more() const { return !arrived_.empty(); }
  /// Forgets calls that were not sent yet.
  void drop_queued() { queued_.clear(); }

  [[nodiscard]] bool is_idle() const {
    return queued_.empty() && in_flight_.empty() && arrived_.empty();
  }
  /// Whether requests are on their way.
  [[nodiscard]] bool is_waiting() const { return !in_flight_.empty(); }
  /// When there is something to do if no reply comes: to give up a request in flight, or to send
  /// after a wait. 0 = nothing.
  [[nodiscard]] Millis next_monotonic_ms() const;

  /// Whether requests may hold more than one call. Turned off by itself when the node shows that it
  /// does not understand them.
  [[nodiscard]] bool uses_batches() const { return uses_batches_; }

  void count_error() { ++errors_; }
  [[nodiscard]] ChainCounters counters() const;

 private:
  struct Request {
    std::uint64_t first_id = 0;
    Millis sent_ms = 0;
    Millis give_up_ms = 0;
    bool is_full = false;  ///< As many calls as there may be of their kind.
    std::vector<Call> calls = {};
  };

  /// A request whose reply has come.
  struct Arrival {
    Request request;
    TransportReply reply;
    Answered answered;
    bool is_read = false;     ///< Into replies_.
    std::size_t settled = 0;  ///< Of its calls.
  };

  /// How many calls of a kind a request may hold now.
  [[nodiscard]] std::size_t calls_max(CallKind kind) const;
  [[nodiscard]] std::vector<Call> next_calls();
  [[nodiscard]] std::size_t long_calls_max() const;
  void take_replies(Now now);
  /// Reads the reply if all answers are as expected; whether they are.
  [[nodiscard]] bool reads_expected(const Arrival& arrival);
  /// Gives answers to the sink; whether it had all of them.
  [[nodiscard]] bool settle(Arrival& arrival, const Sink& sink, const IsEnough& is_enough);
  [[nodiscard]] bool has_room() const;
  void keep_spare(Arrival& arrival);
  void send_full();
  void send_queued(const Sink& sink);
  /// Sends a request of what was queued first, which on an error is queued still.
  [[nodiscard]] Status send_one();
  void count(const std::vector<Call>& calls);
  void settle_unexpected(Arrival& arrival, const Sink& sink);
  /// Puts calls again that the node was too busy for, or gives up with all that is queued.
  void retry(std::vector<Call> calls, const CallError& error, const Sink& sink);
  void fail(const std::vector<Call>& calls, const CallError& error, const Sink& sink);

  Transport& transport_;
  CallerOptions options_;
  Pace pace_;
  Millis now_ms_ = -1;  ///< Of the newest advance(); before the first nothing is sent.
  std::deque<Call> queued_;
  std::map<std::uint64_t, Request> in_flight_;  ///< By ticket.
  std::deque<Arrival> arrived_;                 ///< Not all of whose answers were taken.
  ExpectedReplies replies_;                     ///< Of the first that arrived, once it is read.
  // Of what these hold only the memory is of use.
  std::string spare_body_;
  std::vector<Call> spare_calls_;
  std::uint64_t next_id_ = 1;
  bool uses_batches_ = true;
  std::size_t long_answer_bytes_ = long_answer_bytes_first;  ///< Of one long answer, of late.
  std::array<std::uint64_t, method_count> calls_by_method_{};
  std::uint64_t errors_ = 0;
  std::uint64_t bytes_in_ = 0;
};

}  // namespace raas::lotus
