#include "sim/seeds.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iomanip>
#include <map>
#include <ostream>
#include <thread>

#include "sim/forked_run.h"

namespace mock {
namespace {

namespace json = boost::json;

/// All runs, those that are under way and what came of the others.
class SeedRuns {
 public:
  SeedRuns(const SimOptions& options, std::ostream& out)
      : options_(options), out_(out), begun_(std::chrono::steady_clock::now()) {}

  int run_all();

 private:
  bool begin(std::uint64_t seed);
  void take_one();
  void tell(std::uint64_t seed, const ForkedRunEnd& ended);
  void tell_progress() const;
  [[nodiscard]] double seconds() const;
  [[nodiscard]] bool write_report() const;

  const SimOptions& options_;
  std::ostream& out_;
  std::chrono::steady_clock::time_point begun_;
  RunFolders scratch_;
  std::map<pid_t, std::pair<std::uint64_t, ForkedRun>> running_;
  json::array results_;
  std::uint64_t failed_ = 0;
  std::uint64_t deals_ = 0;
  double run_seconds_ = 0;
};

double SeedRuns::seconds() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun_).count();
}

bool SeedRuns::begin(std::uint64_t seed) {
  SimOptions one = options_;
  one.seeds.reset();
  one.seed = seed;
  const auto scenario = scenario_of(one);
  if (!scenario) {
    std::fprintf(stderr, "sim: %s\n", scenario.error().text.c_str());
    return false;
  }
  auto folder = scratch_.add(std::to_string(seed));
  if (folder.empty()) return false;
  const ForkedRun child(one, *scenario, std::move(folder));
  if (child.pid() < 0) return false;
  running_.emplace(child.pid(), std::pair{seed, child});
  return true;
}

void SeedRuns::take_one() {
  int status = 0;
  const pid_t pid = ::waitpid(-1, &status, 0);
  const auto found = running_.find(pid);
  if (found == running_.end()) return;
  const auto [seed, child] = found->second;
  running_.erase(found);
  tell(seed, child.end(status));
}

void SeedRuns::tell(std::uint64_t seed, const ForkedRunEnd& ended) {
  const bool is_good = ended.trouble.empty() && ended.violations.empty();
  json::object result{{"seed", seed}, {"good", is_good}, {"seconds", ended.seconds}};
  json::object report;
  if (ended.trouble.empty()) report = json::parse(ended.report).as_object();
  std::uint64_t made = 0;
  std::uint64_t repairs = 0;
  if (const auto* deals = report.if_contains("deals_made")) {
    for (const auto& [reason, count] : deals->as_object()) made += count.to_number<std::uint64_t>();
    repairs = deals->at("repair").to_number<std::uint64_t>();
  }
  deals_ += made;
  run_seconds_ += ended.seconds;
  if (!is_good) ++failed_;
  out_ << (is_good ? "ok      " : "FAILED  ") << "seed " << std::left << std::setw(8) << seed
       << std::right << std::setw(8) << made << " deals" << std::setw(7) << repairs << " repairs"
       << std::setw(9) << std::fixed << std::setprecision(1) << ended.seconds << " s\n";
  if (!is_good) {
    result["violations"] = json::value_from(ended.violations);
    if (!ended.trouble.empty()) out_ << "  " << ended.trouble << "\n";
    if (!ended.violations.empty()) {
      out_ << "  " << ended.violations.size()
           << " violations, the first one: " << ended.violations.front() << "\n";
    }
    result["replay"] = replay_command(options_, seed);
    out_ << "  again:   " << replay_command(options_, seed)
         << "\n  reduce:  " << replay_command(options_, seed) << " --shrink " << seed << "\n";
  }
  out_ << std::flush;
  result["report"] = std::move(report);
  results_.push_back(std::move(result));
}

void SeedRuns::tell_progress() const {
  if (options_.quiet || ::isatty(STDERR_FILENO) != 1) return;
  const auto total = options_.seeds->last - options_.seeds->first + 1;
  std::fprintf(stderr, "\r%zu of %llu seeds, %llu failed, %.0f s, about %.0f s left\x1b[K\r",
               results_.size(), static_cast<unsigned long long>(total),
               static_cast<unsigned long long>(failed_), seconds(),
               results_.empty() ? 0
                                : seconds() / static_cast<double>(results_.size()) *
                                      static_cast<double>(total - results_.size()));
}

bool SeedRuns::write_report() const {
  if (options_.report.empty()) return true;
  std::ofstream stream(options_.report, std::ios::binary | std::ios::trunc);
  const json::object report{{"seeds", results_.size()},    {"failed", failed_},
                            {"deals_made", deals_},        {"wall_seconds", seconds()},
                            {"run_seconds", run_seconds_}, {"results", results_}};
  return static_cast<bool>(stream << json::serialize(report) << "\n" << std::flush);
}

int SeedRuns::run_all() {
  const auto at_a_time = options_.parallel != 0 ? options_.parallel
                                                : std::max(1u, std::thread::hardware_concurrency());
  bool can_go_on = true;
  for (auto seed = options_.seeds->first; can_go_on && seed <= options_.seeds->last; ++seed) {
    while (running_.size() >= at_a_time) take_one();
    can_go_on = begin(seed);
    tell_progress();
  }
  while (!running_.empty()) take_one();
  out_ << results_.size() << " seeds, " << failed_ << " failed, " << deals_ << " deals, "
       << std::fixed << std::setprecision(1) << seconds() << " s\n"
       << std::flush;
  if (!write_report()) {
    std::fprintf(stderr, "sim: %s: cannot be written\n", options_.report.c_str());
    can_go_on = false;
  }
  if (!can_go_on) return 2;
  return failed_ == 0 ? 0 : 1;
}

}  // namespace

int run_seeds(const SimOptions& options, std::ostream& out) {
  return SeedRuns(options, out).run_all();
}

}  // namespace mock
