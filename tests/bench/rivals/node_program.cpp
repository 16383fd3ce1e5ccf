#include "node_program.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>

namespace raas::bench {
namespace {

[[noreturn]] void give_up(const char* what) {
  std::perror(what);
  std::exit(EXIT_FAILURE);
}

}  // namespace

NodeProgram::NodeProgram(const std::string& binary, const Fleet& fleet, std::uint64_t latency_ms) {
  std::array<int, 2> pipe{};
  if (::pipe(pipe.data()) != 0) give_up("node: no pipe");
  const std::string copies = std::to_string(fleet.copies());
  const std::string miners = std::to_string(fleet.miners());
  const std::string latency = std::to_string(latency_ms);
  pid_ = ::fork();
  if (pid_ == 0) {
    ::dup2(pipe[1], STDOUT_FILENO);
    ::close(pipe[0]);
    ::close(pipe[1]);
    ::execl(binary.c_str(), binary.c_str(), copies.c_str(), miners.c_str(), latency.c_str(),
            nullptr);
    ::_exit(127);
  }
  ::close(pipe[1]);
  std::array<char, 16> line{};
  const ssize_t length = pid_ < 0 ? -1 : ::read(pipe[0], line.data(), line.size() - 1);
  ::close(pipe[0]);
  if (length <= 0) give_up("node: cannot be started");
  port_ = static_cast<std::uint16_t>(std::strtoul(line.data(), nullptr, 10));
}

NodeProgram::~NodeProgram() {
  ::kill(pid_, SIGTERM);
  ::waitpid(pid_, nullptr, 0);
}

}  // namespace raas::bench
