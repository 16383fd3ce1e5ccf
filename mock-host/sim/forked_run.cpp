#include "sim/forked_run.h"

#include <sys/wait.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>

namespace mock {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr int exit_without_report = 2;

std::string text_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

[[noreturn]] void run_here(SimOptions options, const Scenario& scenario, const fs::path& folder) {
  options.quiet = true;
  options.report = folder / "report.json";
  options.state_dir = folder / "state";
  std::FILE* const errors = std::freopen((folder / "stderr").c_str(), "w", stderr);
  std::ostringstream unused;
  const int status =
      errors == nullptr ? exit_without_report : run_scenario(options, scenario, unused);
  std::fflush(stderr);
  ::_exit(status);
}

}  // namespace

ForkedRun::ForkedRun(const SimOptions& options, const Scenario& scenario, fs::path folder)
    : folder_(std::move(folder)), pid_(::fork()) {
  if (pid_ == 0) run_here(options, scenario, folder_);
}

ForkedRunEnd ForkedRun::wait() const {
  int status = 0;
  while (pid_ > 0 && ::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  return end(status);
}

ForkedRunEnd ForkedRun::end(int status) const {
  ForkedRunEnd ended;
  if (pid_ < 0) {
    ended.trouble = "no process can be made for it";
    return ended;
  }
  if (WIFSIGNALED(status)) {
    ended.trouble = "crashed with signal " + std::to_string(WTERMSIG(status));
    return ended;
  }
  ended.report = text_of(folder_ / "report.json");
  boost::system::error_code failure;
  const auto root = json::parse(ended.report, failure);
  if (failure || !root.is_object()) {
    ended.trouble = "gave no report: " + text_of(folder_ / "stderr");
    return ended;
  }
  if (const auto* list = root.get_object().if_contains("violations")) {
    for (const auto& text : list->as_array()) ended.violations.emplace_back(text.as_string());
  }
  ended.seconds = root.at("wall_seconds").to_number<double>();
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
  return ended;
}

RunFolders::RunFolders() {
  const fs::path memory = "/dev/shm";
  const bool is_there = ::access(memory.c_str(), W_OK | X_OK) == 0;
  auto name = ((is_there ? memory : fs::temp_directory_path()) / "raas-sims-XXXXXX").string();
  if (::mkdtemp(name.data()) != nullptr) path_ = name;
}

RunFolders::~RunFolders() {
  std::error_code ignored;
  if (!path_.empty()) fs::remove_all(path_, ignored);
}

fs::path RunFolders::add(const std::string& name) const {
  std::error_code failure;
  auto folder = path_ / name;
  if (path_.empty() || !fs::create_directory(folder, failure)) return {};
  return folder;
}

}  // namespace mock
