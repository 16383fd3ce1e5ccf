#include "commands/stop_signals.h"

#include <csignal>
#include <utility>

namespace mock {
namespace {

sigset_t stop_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  return signals;
}

}  // namespace

StopSignals::StopSignals(std::function<void()> on_stop) : on_stop_(std::move(on_stop)) {
  const sigset_t signals = stop_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  waiting_ = std::thread([this] {
    const sigset_t awaited = stop_signals();
    for (int signal = 0; sigwait(&awaited, &signal) == 0 && !is_over_;) on_stop_();
  });
}

StopSignals::~StopSignals() {
  is_over_ = true;
  pthread_kill(waiting_.native_handle(), SIGTERM);
  waiting_.join();
}

}  // namespace mock
