#include "support/spawned.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <thread>

#include "support/temporary_folder.h"

extern char** environ;  // NOLINT(readability-redundant-declaration)

namespace raas_test {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds poll_step{2};

/// What posix_spawn needs to know, and what has to be freed after.
struct Preparation {
  Preparation(int output, const std::string& errors) {
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, errors.c_str(),
                                     O_WRONLY | O_CREAT | O_TRUNC, 0600);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    posix_spawnattr_setpgroup(&attributes, 0);
  }
  ~Preparation() {
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
  }
  Preparation(const Preparation&) = delete;
  Preparation& operator=(const Preparation&) = delete;

  posix_spawn_file_actions_t files{};
  posix_spawnattr_t attributes{};
};

}  // namespace

Spawned::Spawned(const std::string& program, const std::vector<std::string>& arguments,
                 const std::string& errors) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  std::vector<std::string> words = arguments;
  words.insert(words.begin(), program);
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  const Preparation preparation(ends[1], errors);
  const int failure = posix_spawn(&process_, program.c_str(), &preparation.files,
                                  &preparation.attributes, pointers.data(), environ);
  ::close(ends[1]);
  output_ = ends[0];
  if (failure != 0) {
    ::close(output_);
    throw std::runtime_error(program + ": cannot be run");
  }
}

Spawned::~Spawned() {
  if (!status_) {
    ::kill(-process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
  }
  ::close(output_);
}

bool Spawned::receive_more(Clock::time_point until) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now());
  pollfd wait{.fd = output_, .events = POLLIN, .revents = 0};
  if (left.count() <= 0 || ::poll(&wait, 1, static_cast<int>(left.count())) != 1) return false;
  std::array<char, 4096> bytes{};
  const ssize_t count = ::read(output_, bytes.data(), bytes.size());
  if (count > 0) received_.append(bytes.data(), static_cast<std::size_t>(count));
  return count > 0;
}

std::optional<std::string> Spawned::line(std::chrono::milliseconds limit) {
  const auto until = Clock::now() + limit;
  std::size_t end = std::string::npos;
  while ((end = received_.find('\n')) == std::string::npos) {
    if (!receive_more(until)) return std::nullopt;
  }
  std::string line = received_.substr(0, end);
  received_.erase(0, end + 1);
  return line;
}

std::string Spawned::rest(std::chrono::milliseconds limit) {
  const auto until = Clock::now() + limit;
  while (receive_more(until)) {
  }
  return std::move(received_);
}

void Spawned::send_signal(int signal) const {
  if (!status_) ::kill(process_, signal);
}

std::optional<int> Spawned::exit_status(std::chrono::milliseconds limit) {
  const auto until = Clock::now() + limit;
  while (!status_) {
    int status = 0;
    if (::waitpid(process_, &status, WNOHANG) == process_) {
      status_ = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    } else if (Clock::now() >= until) {
      return std::nullopt;
    } else {
      std::this_thread::sleep_for(poll_step);
    }
  }
  return status_;
}

Ran run_program(const std::string& program, const std::vector<std::string>& arguments,
                std::chrono::milliseconds limit) {
  const TemporaryFolder folder;
  const auto errors = folder.path() / "errors";
  Ran ran;
  {
    Spawned spawned(program, arguments, errors.string());
    ran.output = spawned.rest(limit);
    ran.status = spawned.exit_status(limit).value_or(-1);
  }
  std::ifstream file(errors);
  ran.errors.assign(std::istreambuf_iterator<char>(file), {});
  return ran;
}

}  // namespace raas_test
