/**
 * @file gate.h
 * Who may call whom just now: the rules of threads and states for one instance, in one place.
 */
#ifndef RAAS_CPP_GATE_H
#define RAAS_CPP_GATE_H

#include <atomic>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

namespace raas::abi {

/// Where an instance is in its life. Broken = init() is under way or did not succeed.
enum class Stage : std::uint8_t { broken, created, ready, running, draining, destroyed };

/// "running" and so on.
[[nodiscard]] constexpr std::string_view name_of(Stage stage) noexcept {
  switch (stage) {
    case Stage::created: return "created";
    case Stage::ready: return "ready";
    case Stage::running: return "running";
    case Stage::draining: return "draining";
    case Stage::broken: return "broken";
    case Stage::destroyed: return "destroyed";
  }
  return "unknown";
}

/// The calls of a host into one instance, which must neither overlap nor nest, and the calls of the
/// plugin back, which must come inside of them and on their thread. Each side can have its own.
class Gate {
 public:
  /// @param on_return  Runs when a call of the host returns, and what was lent for it ends.
  explicit Gate(std::function<void()> on_return = {}) : on_return_(std::move(on_return)) {}
  Gate(const Gate&) = delete;
  Gate& operator=(const Gate&) = delete;

  /// A call of the host. Not `entered` if another one is under way: a bug of the host.
  class Call {
   public:
    explicit Call(Gate& gate) : gate_(gate), entered_(!gate.is_taken_.exchange(true)) {
      if (!entered_) return;
      ++gate_.calls_;
      gate_.go_on_here();
    }
    ~Call() {
      if (!entered_) return;
      gate_.thread_.store({});
      if (gate_.on_return_) gate_.on_return_();
      gate_.is_taken_.store(false);
    }
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;

    [[nodiscard]] bool entered() const noexcept { return entered_; }

   private:
    Gate& gate_;
    bool entered_;
  };

  /// Inside of a call: it goes on on this thread.
  void go_on_here() noexcept { thread_.store(std::this_thread::get_id()); }
  /// Whether this thread is inside of a call of the host.
  [[nodiscard]] bool is_inside() const noexcept {
    return thread_.load() == std::this_thread::get_id();
  }
  /// Rises with each call of the host.
  [[nodiscard]] std::uint64_t calls() const noexcept { return calls_; }

  [[nodiscard]] Stage stage() const noexcept { return stage_; }
  void set_stage(Stage stage) noexcept { stage_ = stage; }

  /// What is wrong with a call of the host to @p function now, e.g. "init() called while running";
  /// empty = nothing.
  [[nodiscard]] std::string breach_by_host(std::string_view function,
                                           std::initializer_list<Stage> allowed) const {
    for (const Stage stage : allowed) {
      if (stage == stage_) return {};
    }
    return std::string(function) + "() called while " + std::string(name_of(stage_));
  }

  /// The same for a call of the plugin to the host, which is allowed from @p from on.
  [[nodiscard]] std::string breach_by_plugin(std::string_view function, Stage from) const {
    if (!is_inside()) {
      return std::string(function) + "() called outside of a host call or on another thread";
    }
    if (stage_ >= from && stage_ != Stage::destroyed) return {};
    return std::string(function) + "() called while " + std::string(name_of(stage_)) +
           ", allowed from " + std::string(name_of(from)) + " on";
  }

 private:
  std::function<void()> on_return_;
  std::atomic<bool> is_taken_{false};
  std::atomic<std::thread::id> thread_{};
  std::uint64_t calls_ = 0;
  Stage stage_ = Stage::created;
};

}  // namespace raas::abi

#endif
