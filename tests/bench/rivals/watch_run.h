#pragma once

#include <algorithm>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>

#include "adapters/lotus/lotus_chain_view.h"
#include "adapters/transport/curl_transport.h"
#include "fleet.h"

namespace raas::bench {

/// Wakes who waits for the transport.
class Bell {
 public:
  void ring();
  /// Until it rings or has rung since the last wait, at most 50 ms.
  void wait();

 private:
  std::mutex mutex_;
  std::condition_variable rung_;
  bool has_rung_ = false;
};

/// What of a stretch of the watch was counted.
struct WatchCount {
  double seconds = 0;
  double host_ms = 0;       ///< Of one core, on the thread that the host would lend.
  double transport_ms = 0;  ///< The same, on all other threads of this program.
  double longest_ms = 0;    ///< Of the host's thread, for one pump.
  std::uint64_t calls = 0;
  std::uint64_t readings = 0;

  WatchCount& operator+=(const WatchCount& more) {
    seconds += more.seconds;
    host_ms += more.host_ms;
    transport_ms += more.transport_ms;
    longest_ms = std::max(longest_ms, more.longest_ms);
    calls += more.calls;
    readings += more.readings;
    return *this;
  }
};

/// The plugin's own chain view over its own transport, watching a whole fleet at the node on
/// @p port. The network's time goes on by itself whenever there is nothing to do, so that a day
/// takes as long as its work.
class WatchRun final : public Events {
 public:
  WatchRun(std::uint16_t port, const Fleet& fleet, lotus::Rule rule);
  ~WatchRun() override;

  /// Watches all copies, as a plugin does that starts again: proven yesterday, in known sectors.
  void watch_all();
  /// Goes on until @p calls more calls were made, all are answered and no more wait, or the time
  /// is over.
  WatchCount until_calls(std::uint64_t calls, double seconds_max);
  /// A day of the network in which the host does not come to pump: all is due then.
  void skip_a_day();
  /// Goes on for a day of the network.
  WatchCount for_a_day(double seconds_max);
  /// From now on each so many-th copy is faulty; 0 = none.
  void set_faulty_every(std::uint64_t faulty_every);

  void emit(const Event& event) override;
  [[nodiscard]] bool wants(Level level) const override { return level >= Level::warn; }

 private:
  template <class IsOver>
  WatchCount go_on(double seconds_max, const IsOver& is_over);
  void step(WatchCount& count);
  void set_network();
  [[nodiscard]] std::uint64_t calls() const;
  [[nodiscard]] Epoch epoch() const;

  Fleet fleet_;
  lotus::Rule rule_;
  Bell bell_;
  int control_;
  std::uint64_t faulty_every_ = 0;
  Now now_;
  std::uint64_t warnings_ = 0;
  std::unique_ptr<CurlTransport> transport_;
  std::unique_ptr<LotusChainView> view_;
};

/// How many calls a second the transport carries when nobody looks at the replies: requests of
/// @p calls_per_request look-ups of deals each, made beforehand.
struct Ceiling {
  double calls_per_s = 0;
  double mb_per_s = 0;
  double processor_us = 0;  ///< For one call, on all threads of this program; 0 = not measured.
};
[[nodiscard]] Ceiling transport_ceiling(std::uint16_t port, double seconds);
/// The same for a client that is as bare as can be, which is what the node is able to do.
[[nodiscard]] Ceiling node_ceiling(std::uint16_t port, double seconds);

}  // namespace raas::bench
