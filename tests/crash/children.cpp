#include "crash/children.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <exception>
#include <stdexcept>
#include <thread>

namespace raas_test {
namespace {

// Fits into a pipe that nobody reads from yet.
constexpr std::size_t text_bytes_max = 4000;

std::string text_in(int pipe) {
  std::array<char, text_bytes_max> text{};
  const ssize_t size = read(pipe, text.data(), text.size());
  return {text.data(), size > 0 ? static_cast<std::size_t>(size) : 0};
}

}  // namespace

Children::Children() : running_max_(std::max(1U, std::thread::hardware_concurrency())) {}

void Children::run(const std::string& name, const std::function<std::string()>& work) {
  if (!branch(name)) return;
  std::string failure;
  try {
    failure = work();
  } catch (const std::exception& error) {
    failure = error.what();
  }
  end(failure);
}

bool Children::branch(const std::string& name) {
  while (running_.size() >= running_max_) wait_for_one();
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) throw std::runtime_error("pipe");
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("fork");
  if (child == 0) {
    to_program_ = ends[1];
    return true;
  }
  close(ends[1]);
  running_[child] = {.name = name, .pipe = ends[0]};
  return false;
}

void Children::end(std::string failure) const {
  failure.resize(std::min(failure.size(), text_bytes_max));
  const auto size = static_cast<ssize_t>(failure.size());
  const bool is_told = write(to_program_, failure.data(), failure.size()) == size;
  _exit(failure.empty() && is_told ? 0 : 1);
}

void Children::wait_for_one() {
  int status = 0;
  const pid_t ended = waitpid(-1, &status, 0);
  const auto found = running_.find(ended);
  if (found == running_.end()) throw std::runtime_error("waitpid");
  const Child child = found->second;
  running_.erase(found);
  std::string text = text_in(child.pipe);
  close(child.pipe);
  const bool is_well = WIFEXITED(status) && WEXITSTATUS(status) == 0;
  if (is_well) return;
  if (text.empty()) text = "ended with status " + std::to_string(status);
  failures_.push_back(child.name + ": " + text);
}

std::vector<std::string> Children::failures() {
  while (!running_.empty()) wait_for_one();
  return failures_;
}

}  // namespace raas_test
