#pragma once

#include <atomic>
#include <chrono>
#include <optional>

#include "commands/control_routes.h"
#include "commands/host.h"
#include "commands/inbox.h"
#include "commands/simulated_time.h"
#include "front/http.h"

namespace mock {

/// Drives a host: answers what comes in, moves simulated time from event to event as fast as the
/// speed allows, and pumps the plugin when it is due. Everything happens on the thread that calls
/// run().
///
/// Where time goes faster than real time, it stands still while the plugin waits for an answer over
/// the network, so that a reply that takes a millisecond does not take a day of chain time.
class HostLoop {
 public:
  struct Options {
    Speed speed;
    std::optional<Epochs> epochs;  ///< Then it ends.
  };
  HostLoop(Host& host, Inbox& inbox, const Options& options);

  /// Answers a client; sooner or later. Called by tasks in the inbox.
  void serve(const HttpRequest& request, const Respond& respond);
  /// Asks run() to end. From any thread.
  void ask_to_stop();

  /// Until the epochs are over or somebody asks to stop.
  void run();
  /// Stops the plugin, and gives it some real time to finish what is under way. False if it took
  /// too long.
  [[nodiscard]] bool drain();
  [[nodiscard]] const SimulatedTime& time() const { return time_; }

 private:
  using RealTime = SimulatedTime::RealTime;
  /// A client that waits for time to get somewhere.
  struct Advance {
    ChainMs until = 0;
    Speed speed_after;
    Respond respond;
  };

  void serve_clock(const HttpRequest& request, const Respond& respond);
  void begin_advance(Epochs epochs, const Respond& respond);
  void end_advance_if_there();
  [[nodiscard]] bool is_over() const;
  [[nodiscard]] bool is_pump_due() const;
  [[nodiscard]] bool must_stand_still(RealTime real) const;
  [[nodiscard]] ChainMs next_due() const;
  [[nodiscard]] bool move_time(RealTime real);
  void pump();
  void wait(RealTime real);
  void wait_for_disk_room(RealTime real);

  Host& host_;
  Inbox& inbox_;
  SimulatedTime time_;
  ControlRoutes control_;
  std::optional<ChainMs> end_;
  std::optional<Advance> advance_;
  std::atomic<bool> is_asked_to_stop_{false};
  bool is_plugin_waiting_ = false;
  bool is_drained_ = false;
  RealTime pumped_real_;
  ChainMs pumped_ = -1;
};

}  // namespace mock
