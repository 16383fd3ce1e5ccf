#include "validate/fuzz.h"

#include <chrono>
#include <csignal>
#include <cstring>
#include <ostream>

#include "validate/child.h"
#include "validate/random_life.h"
#include "validate/scratch_folder.h"

namespace mock {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int fuzz_found = 1;
constexpr int fuzz_could_not_run = 3;
constexpr std::uint64_t rounds_in_a_child = 20;
constexpr std::chrono::seconds child_limit{120};

/// One round after the other in this process, each announced before it begins.
int live_here(const FuzzOptions& options, std::ostream& out) {
  Subject subject(options.plugin);
  for (std::uint64_t round = 0; round < options.rounds; ++round) {
    const std::uint64_t seed = options.seed + round;
    out << "seed " << seed << "\n" << std::flush;
    Findings findings;
    try {
      RandomLife(subject, seed, findings).live();
    } catch (const std::exception& failure) {
      findings.add(failure.what());
    }
    for (const std::string& finding : findings.all()) out << "  " << finding << "\n";
    if (!findings.all().empty()) return fuzz_found;
  }
  return 0;
}

}  // namespace

int run_fuzz(const FuzzOptions& asked, std::ostream& out, std::ostream& err) {
  FuzzOptions options = asked;
  std::error_code failure;
  options.plugin = std::filesystem::canonical(asked.plugin, failure);
  if (failure) {
    err << "mock-host: " << asked.plugin.string() << ": " << failure.message() << "\n";
    return fuzz_could_not_run;
  }
  if (options.rounds > 0) return live_here(options, out);
  const auto end = Clock::now() + std::chrono::seconds(options.seconds);
  std::uint64_t lives = 0;
  while (lives == 0 || Clock::now() < end) {
    const ScratchFolder scratch;
    const ChildEnd child =
        run_child({"fuzz", options.plugin.string(), "--seed", std::to_string(options.seed + lives),
                   "--rounds", std::to_string(rounds_in_a_child)},
                  scratch.path().string(), child_limit);
    if (child.is_timed_out || child.signal != 0 || child.exit_status != 0) {
      // Of the rounds before the last one there is nothing to tell.
      const auto last = child.output.rfind("seed ");
      out << (last == std::string::npos ? child.output : child.output.substr(last)) << child.errors;
      if (child.signal != 0) out << "  ended by " << ::strsignal(child.signal) << "\n";
      if (child.is_timed_out) out << "  was not done in time\n";
      out << "to see it again: mock-host fuzz " << options.plugin.string()
          << " --rounds 1 --seed with that number\n";
      return fuzz_found;
    }
    lives += rounds_in_a_child;
  }
  out << lives << " lives from seed " << options.seed << " on, nothing found\n";
  return 0;
}

}  // namespace mock
