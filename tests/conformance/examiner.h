#pragma once

#include <atomic>
#include <chrono>
#include <optional>
#include <string>
#include <thread>

#include "conformance/events.h"
#include "conformance/host_face.h"
#include "conformance/orders.h"
#include "conformance/report.h"

namespace conformance {

/// One instance: looks at the host that drives it, a step a pump, in two lives. At the end of the
/// first it asks to be restarted; at the end of the second it tells the result.
class Examiner {
 public:
  explicit Examiner(const raas_host_table* host);
  ~Examiner();
  Examiner(const Examiner&) = delete;
  Examiner& operator=(const Examiner&) = delete;

  raas_status init(const raas_init& params, std::string& ret_why);
  raas_status start(const raas_tick& now);
  raas_status pump(const raas_tick& now, raas_pump_result& ret);
  raas_status stop(const raas_tick& now);
  raas_status on_events(const Told& told);
  /// The report, for whoever asks over HTTP.
  raas_status handle(const raas_tick& now, raas_api_response& ret);

  /// A call of the host is under way; notes calls that overlap or nest.
  class Call {
   public:
    explicit Call(Examiner& examiner);
    ~Call();
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;

   private:
    Examiner& examiner_;
    std::thread::id before_;
  };

 private:
  using Clock = std::chrono::steady_clock;
  enum class Phase : std::uint8_t { created, ready, running, draining };
  enum class Step : std::uint8_t {
    refusals,
    find_data,
    fetch,
    requests,
    events,
    restart,
    survivors,
    told_again,
    done
  };

  void expect_phase(bool is_allowed, const char* call);
  void look_at_time(const raas_tick& now);
  void look_at_wake();
  void look_at_deadline(const raas_tick& now);
  void take_step(const raas_tick& now);
  void find_data();
  void fetch_data(const raas_tick& now);
  void wait_for_events();
  void want_restart();
  void wait_for_events_told_again();
  void finish();
  void tell_news();
  [[nodiscard]] Terms terms() const;

  HostFace host_;
  Report report_;
  Phase phase_ = Phase::created;
  Step step_ = Step::refusals;
  std::atomic<std::thread::id> inside_{};
  std::atomic<bool> has_overlapped_{false};
  std::atomic<bool> has_nested_{false};
  std::int64_t genesis_unix_ = 0;
  std::string cid_;
  std::int64_t monotonic_ms_ = 0;
  std::uint64_t fetch_id_ = 0;
  std::uint64_t handle_ = 0;
  Events events_{report_};
  int pumps_waited_ = 0;  ///< For events that should be there.
  std::uint64_t durable_seq_ = 0;
  // Wake and deadline.
  void (*wake_)(void*) = nullptr;
  void* wake_ctx_ = nullptr;
  int wake_fd_ = -1;
  std::thread waker_;
  std::atomic<std::int64_t> woken_at_ns_{0};
  bool is_wake_done_ = false;
  std::optional<std::int64_t> deadline_ms_;
  Clock::time_point deadline_set_at_;
  bool is_deadline_done_ = false;
  std::string body_;
  raas_header field_{};
};

}  // namespace conformance
