#include <signal.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <fstream>
#include <string>
#include <string_view>
#include <thread>

#include "validate/check.h"
#include "validate/life.h"
#include "validate/trial.h"

namespace mock {
namespace {

constexpr Epochs time_looked_at = 2 * epochs_per_day;
constexpr Epochs step = 30;
constexpr std::uint64_t slow_in = 100;  // One slow call in so many is borne.

void calls_come_inside_of_a_call(Subject& subject, Findings& findings) {
  TrialHost host;
  Trial trial(subject, host);
  trial.begin();
  give_work(trial);
  findings.expect(trial.run(time_looked_at, step), "it does not come to rest");
  trial.stop();
  findings.expect(trial.pump().status == RAAS_OK, "pump after stop is refused");
  trial.destroy();
  trial.judge(findings);
}

/// Without the host's JSON-RPC, so that it has to use a network and threads of its own.
void calls_come_inside_with_own_threads(Subject& subject, Findings& findings) {
  TrialHost host({.rpc = false, .lacking = {}, .tail_bytes = 0});
  Trial trial(subject, host);
  trial.begin();
  give_work(trial);
  findings.expect(trial.run(epochs_per_day / 24, step), "it does not come to rest");
  trial.destroy();
  trial.judge(findings);
}

void any_thread_may_call(Subject& subject, Findings& findings) {
  TrialHost host;
  Trial trial(subject, host,
              {.config = {}, .state = "state", .is_each_call_on_its_own_thread = true});
  trial.begin();
  give_work(trial);
  findings.expect(trial.run(epochs_per_day / 2, step), "it does not come to rest");
  trial.stop();
  trial.destroy();
  trial.judge(findings);
}

/// What the kernel says of a thread of this process under @p name, e.g. "State:"; empty = it is
/// gone.
std::string status_of(int thread, std::string_view name) {
  std::ifstream status("/proc/self/task/" + std::to_string(thread) + "/status");
  for (std::string line; std::getline(status, line);) {
    if (!line.starts_with(name)) continue;
    return line.substr(std::min(line.find_first_not_of(" \t", name.size()), line.size()));
  }
  return {};
}

/// The mask of blocked signals of a thread of this process.
std::uint64_t blocked_by(int thread) {
  const std::string digits = status_of(thread, "SigBlk:");
  if (digits.empty()) return ~std::uint64_t{0};
  std::uint64_t mask = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), mask, 16);
  return mask;
}

/// The first signal that a thread lets through; 0 = none. A new thread blocks all of them until the
/// C library lets it go, so it is looked at until it has surely run for a while.
int signal_taken_by(int thread) {
  constexpr int looks_waiting = 100;
  constexpr int looks_max = 2000;
  int waiting = 0;
  for (int look = 0; look < looks_max && waiting < looks_waiting; ++look) {
    const std::uint64_t mask = blocked_by(thread);
    for (const int signal : {SIGHUP, SIGINT, SIGTERM, SIGPIPE, SIGCHLD, SIGALRM, SIGUSR1, SIGPROF,
                             SIGWINCH, SIGRTMIN, SIGRTMAX}) {
      if ((mask >> (signal - 1) & 1) == 0) return signal;
    }
    if (!status_of(thread, "State:").starts_with('R')) ++waiting;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return 0;
}

void own_threads_block_all_signals(Subject& subject, Findings& findings) {
  TrialHost host({.rpc = false, .lacking = {}, .tail_bytes = 0});
  const std::vector<int> before = threads_now();
  Trial trial(subject, host);
  trial.begin();
  give_work(trial);
  findings.expect(trial.run(60, step), "it does not come to rest");
  for (const int thread : threads_now()) {
    if (std::binary_search(before.begin(), before.end(), thread)) continue;
    const int signal = signal_taken_by(thread);
    findings.expect(signal == 0, "a thread of the plugin takes signal " + std::to_string(signal) +
                                     ", which is the host's");
  }
}

void calls_are_quick(Subject& subject, Findings& findings) {
  TrialHost host;
  Trial trial(subject, host);
  trial.begin();
  give_work(trial);
  findings.expect(trial.run(time_looked_at, step), "it does not come to rest");
  const CallTimes& times = trial.times();
  findings.expect(times.slow * slow_in <= times.calls,
                  std::to_string(times.slow) + " of " + std::to_string(times.calls) +
                      " calls took longer than 50 ms, the longest " + times.longest + " with " +
                      std::to_string(static_cast<int>(times.longest_ms)) + " ms");
}

}  // namespace

Checks threads_checks() {
  return {{"threads/calls_come_inside_of_a_call", calls_come_inside_of_a_call},
          {"threads/calls_come_inside_with_own_threads", calls_come_inside_with_own_threads},
          {"threads/any_thread_may_call", any_thread_may_call},
          {"threads/own_threads_block_all_signals", own_threads_block_all_signals},
          {"threads/calls_are_quick", calls_are_quick}};
}

}  // namespace mock
