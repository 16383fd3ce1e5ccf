#include <atomic>
#include <thread>

#include "aggregator/tables/abi_values.h"
#include "validate/check.h"

namespace mock {
namespace {

constexpr double load_ms_max = 100;
constexpr int entry_threads = 8;
constexpr int entry_calls = 1000;

void is_quick(Subject& subject, Findings& findings) {
  const double took = subject.loading().busy_ms;
  findings.expect(took < load_ms_max, "takes " + std::to_string(static_cast<int>(took)) +
                                          " ms of a processor to load, expected less than 100");
}

void leaves_the_process_as_it_was(Subject& subject, Findings& findings) {
  const Loading& loading = subject.loading();
  for (const auto& change : changes(loading.before, loading.after)) findings.add(change);
}

void is_silent(Subject& subject, Findings& findings) {
  const Loading& loading = subject.loading();
  findings.expect(loading.written.empty(),
                  "writes to standard output or error: \"" + loading.written.substr(0, 100) + "\"");
}

void entry_is_pure(Subject& subject, Findings& findings) {
  const raas_plugin_entry_fn function = subject.entry_function();
  const raas_plugin_entry* const first = &subject.entry();
  const ProcessState before = ProcessState::now();
  std::atomic<int> others{0};
  std::vector<std::thread> threads;
  for (int number = 0; number < entry_threads; ++number) {
    threads.emplace_back([&] {
      const raas_host_info host = this_host();
      for (int call = 0; call < entry_calls; ++call) {
        const raas_plugin_entry* entry = nullptr;
        ErrorText error;
        if (function(&host, &entry, error.get()) != RAAS_OK || entry != first) ++others;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  findings.expect(others == 0, std::to_string(others.load()) + " of " +
                                   std::to_string(entry_threads * entry_calls) +
                                   " calls from eight threads gave another answer than the first");
  for (const auto& change : changes(before, ProcessState::now())) findings.add(change);
}

}  // namespace

Checks load_checks() {
  return {{"load/is_quick", is_quick},
          {"load/leaves_the_process_as_it_was", leaves_the_process_as_it_was},
          {"load/is_silent", is_silent},
          {"load/entry_is_pure", entry_is_pure}};
}

}  // namespace mock
