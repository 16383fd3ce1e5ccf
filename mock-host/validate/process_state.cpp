#include "validate/process_state.h"

#include <fenv.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <clocale>
#include <filesystem>
#include <fstream>

#if defined(__SSE__)
#include <xmmintrin.h>
#endif

extern char** environ;  // NOLINT(readability-redundant-declaration)

namespace mock {
namespace {

namespace fs = std::filesystem;

std::vector<int> numbers_in(const char* folder) {
  std::vector<int> numbers;
  std::error_code gone;
  for (fs::directory_iterator at(folder, gone), end; !gone && at != end; at.increment(gone)) {
    numbers.push_back(std::stoi(at->path().filename().string()));
  }
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

std::string disposition_of(int signal) {
  struct sigaction action {};
  if (::sigaction(signal, nullptr, &action) != 0) return "unknown";
  if ((action.sa_flags & SA_SIGINFO) != 0) return "a function";
  if (action.sa_handler == SIG_DFL) return "default";
  return action.sa_handler == SIG_IGN ? "ignored" : "a function";
}

std::string blocked_signals() {
  sigset_t blocked;
  ::pthread_sigmask(SIG_SETMASK, nullptr, &blocked);
  std::string text;
  for (int signal = 1; signal <= SIGRTMAX; ++signal) {
    if (sigismember(&blocked, signal) == 1) text += std::to_string(signal) + " ";
  }
  return text;
}

std::string floating_point() {
  std::string text = "rounding " + std::to_string(fegetround());
#if defined(__SSE__)
  text += ", control " + std::to_string(_mm_getcsr() & ~0x3fU);  // Without the sticky flags.
#endif
  return text;
}

std::string file_mode_mask() {
  const mode_t mask = ::umask(0);
  ::umask(mask);
  return std::to_string(mask);
}

}  // namespace

std::vector<int> threads_now() {
  return numbers_in("/proc/self/task");
}

std::vector<int> descriptors_now() {
  // The folder itself is open while it is read.
  auto open = numbers_in("/proc/self/fd");
  open.erase(std::remove_if(open.begin(), open.end(),
                            [](int number) {
                              std::error_code gone;
                              static_cast<void>(fs::read_symlink(
                                  "/proc/self/fd/" + std::to_string(number), gone));
                              return static_cast<bool>(gone);
                            }),
             open.end());
  return open;
}

std::size_t resident_bytes_now() {
  std::ifstream statm("/proc/self/statm");
  std::size_t total = 0;
  std::size_t resident = 0;
  statm >> total >> resident;
  return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

ProcessState ProcessState::now() {
  ProcessState state;
  const auto add = [&state](const std::string& what, const std::string& value) {
    state.lines.push_back(what + ": " + value);
  };
  add("threads", std::to_string(threads_now().size()));
  add("open file descriptors", std::to_string(descriptors_now().size()));
  for (int signal = 1; signal <= SIGRTMAX; ++signal) {
    add("signal " + std::to_string(signal), disposition_of(signal));
  }
  add("blocked signals", blocked_signals());
  std::string variables;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    variables += std::string(*variable) + "\n";
  }
  add("environment", variables);
  std::error_code gone;
  add("working directory", fs::current_path(gone).string());
  add("locale", std::setlocale(LC_ALL, nullptr));
  add("file mode mask", file_mode_mask());
  add("floating point", floating_point());
  return state;
}

std::vector<std::string> changes(const ProcessState& before, const ProcessState& after) {
  std::vector<std::string> found;
  for (std::size_t at = 0; at < before.lines.size() && at < after.lines.size(); ++at) {
    if (before.lines[at] == after.lines[at]) continue;
    found.push_back("was " + before.lines[at] + ", is " + after.lines[at]);
  }
  return found;
}

}  // namespace mock
