#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "crowd.h"
#include "figures.h"
#include "loops.h"
#include "node_program.h"
#include "watch_run.h"

// How many deals are known to be healthy per second of wall time: ours, and the loops of others, in
// one run at one node.
//
// usage: end_to_end NODE_BINARY [--copies N]... [--latency MS]... [--seconds S] [--json FILE]
//                   [--ours] [--one-call]
//
// Each loop has S seconds; what does not get through by then is marked as extrapolated. --ours
// leaves out the loops of others, --one-call all but the mode of one call a deal.

using namespace raas;
using namespace raas::bench;

namespace {

/// On a day on which much happens.
constexpr std::uint64_t faulty_every = 100;

struct Wish {
  std::string node;
  std::vector<std::uint64_t> copies;
  std::vector<std::uint64_t> latencies_ms;
  double seconds = 5;
  std::string json;
  bool only_ours = false;
  bool only_one_call = false;
};

/// Of the whole program, in bytes.
double resident_bytes() {
  std::ifstream file("/proc/self/statm");
  std::uint64_t pages = 0;
  std::uint64_t resident = 0;
  file >> pages >> resident;
  return static_cast<double>(resident) * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

/// One fleet at one distance from the node.
class Setting {
 public:
  Setting(const Wish& wish, std::uint64_t copies, std::uint64_t latency_ms, Figures& figures)
      : wish_(wish),
        fleet_(copies, copies > 1000000 ? 1000 : 200),
        latency_ms_(latency_ms),
        node_(wish.node, fleet_, latency_ms),
        figures_(figures) {}

  void measure() {
    if (!wish_.only_one_call) measure_sweep();
    if (!wish_.only_ours && !wish_.only_one_call) measure_loops();
    if (latency_ms_ == 0) measure_node();
    measure_market();
  }

 private:
  void add(const std::string& name, double value, const std::string& unit,
           bool is_extrapolated = false) {
    figures_.add({name, fleet_.copies(), value, unit, latency_ms_, is_extrapolated});
  }

  void measure_node() {
    const Ceiling node = node_ceiling(node_.port(), wish_.seconds / 2);
    add("node.ceiling", node.calls_per_s, "calls/s");
    add("node.ceiling_bytes", node.mb_per_s, "MB/s");
  }

  double add_loop(const std::string& name, const LoopCount& count) {
    add(name, count.deals_per_s(), "deals/s", count.deals < fleet_.copies());
    if (count.bad != 0) {
      std::fprintf(stderr, "%s: %llu deals are not as they should be\n", name.c_str(),
                   static_cast<unsigned long long>(count.bad));
      std::exit(EXIT_FAILURE);
    }
    return count.deals_per_s();
  }

  void measure_loops() {
    const double walk =
        add_loop("loop_a.walk", walk_one_by_one(node_.port(), fleet_, wish_.seconds));
    const double crowd =
        add_loop("loop_b.crowd", ask_in_a_crowd(node_.port(), fleet_, wish_.seconds));
    add("ratio.sweep/loop_a", sweep_per_s_ / walk, "x");
    add("ratio.sweep/loop_b", sweep_per_s_ / crowd, "x");
    static_cast<void>(
        add_loop("loop_c.dump", dump_and_compare(node_.port(), fleet_, wish_.seconds)));
  }

  /// One call a deal, so that what the code gains and what the method gains are told apart.
  void measure_market() {
    WatchRun run(node_.port(), fleet_, lotus::Rule::market);
    run.watch_all();
    if (latency_ms_ == 0) {
      measure_against_transport(run);
      return;
    }
    add_one_call(run.until_calls(fleet_.copies(), wish_.seconds));
  }

  void add_one_call(const WatchCount& count) {
    const auto calls = static_cast<double>(count.calls);
    add("ours.one_call_host", count.host_ms * 1e3 / calls, "us/deal");
    add("ours.one_call_transport", count.transport_ms * 1e3 / calls, "us/deal");
    add("ours.one_call_longest_pump", count.longest_ms, "ms");
    add("ours.one_call_a_deal", calls / count.seconds, "deals/s", count.calls < fleet_.copies());
  }

  /// In turns with the transport alone, each for as long, so that what else goes on on this machine
  /// slows down both, and connections that begin or were at rest do. The round of the median ratio
  /// is what is told.
  void measure_against_transport(WatchRun& run) {
    struct Round {
      WatchCount ours;
      Ceiling transport;
      double ratio = 0;
    };
    constexpr std::size_t rounds = 5;
    std::vector<Round> all;
    while (all.size() < rounds) {
      Round round;
      const double turn_seconds = wish_.seconds / rounds;
      round.transport = transport_ceiling(node_.port(), turn_seconds);
      while (round.ours.seconds < turn_seconds) {
        run.skip_a_day();
        round.ours += run.until_calls(fleet_.copies(), wish_.seconds);
      }
      round.ratio =
          static_cast<double>(round.ours.calls) / round.ours.seconds / round.transport.calls_per_s;
      all.push_back(round);
    }
    std::sort(all.begin(), all.end(),
              [](const Round& a, const Round& b) { return a.ratio < b.ratio; });
    const Round& median = all[rounds / 2];
    add("transport.ceiling", median.transport.calls_per_s, "calls/s");
    add("transport.ceiling_bytes", median.transport.mb_per_s, "MB/s");
    add("transport.ceiling_processor", median.transport.processor_us, "us/call");
    add_one_call(median.ours);
    add("ratio.one_call/transport", median.ratio, "x");
  }

  void measure_sweep() {
    ::malloc_trim(0);
    const double before = resident_bytes();
    WatchRun run(node_.port(), fleet_, lotus::Rule::proving);
    run.watch_all();
    const std::uint64_t calls = fleet_.miners() * Fleet::deadlines;
    const WatchCount first = run.until_calls(calls, wish_.seconds * 12);
    const double per_s = static_cast<double>(fleet_.copies()) / first.seconds;
    const bool is_partial = first.calls < calls;
    add("ours.sweep", per_s, "deals/s", is_partial);
    add("ours.sweep_calls", static_cast<double>(first.calls) / first.seconds, "calls/s");
    add("ours.sweep_longest_pump", first.longest_ms, "ms");
    measure_days(run);
    // At rest: what one long look took for itself is given back.
    ::malloc_trim(0);
    add("ours.rss_per_replica", (resident_bytes() - before) / static_cast<double>(fleet_.copies()),
        "B");
    sweep_per_s_ = per_s;
  }

  void measure_days(WatchRun& run) {
    const WatchCount idle = run.for_a_day(wish_.seconds * 12);
    add("ours.idle_day", idle.host_ms, "ms");
    add("ours.idle_day_wall", idle.seconds * 1e3, "ms");
    add("ours.idle_day_calls", static_cast<double>(idle.calls), "calls");
    add("ours.idle_day_longest_pump", idle.longest_ms, "ms");
    run.set_faulty_every(faulty_every);
    const WatchCount busy = run.for_a_day(wish_.seconds * 12);
    add("ours.busy_day", busy.host_ms, "ms");
    add("ours.busy_day_calls", static_cast<double>(busy.calls), "calls");
    add("ours.busy_day_longest_pump", busy.longest_ms, "ms");
    const double changed = static_cast<double>(fleet_.copies() / faulty_every);
    add("ours.per_changed_replica", (busy.host_ms - idle.host_ms) * 1e3 / changed, "us");
  }

  const Wish& wish_;
  Fleet fleet_;
  std::uint64_t latency_ms_;
  NodeProgram node_;
  Figures& figures_;
  double sweep_per_s_ = 0;
};

Wish wish_in(int argc, char** argv) {
  Wish wish;
  if (argc > 1) wish.node = argv[1];
  for (int i = 2; i < argc; ++i) {
    const std::string_view name = argv[i];
    if (name == "--ours" || name == "--one-call") {
      (name == "--ours" ? wish.only_ours : wish.only_one_call) = true;
      continue;
    }
    const char* value = i + 1 < argc ? argv[++i] : "";
    if (name == "--copies") wish.copies.push_back(std::strtoull(value, nullptr, 10));
    if (name == "--latency") wish.latencies_ms.push_back(std::strtoull(value, nullptr, 10));
    if (name == "--seconds") wish.seconds = std::strtod(value, nullptr);
    if (name == "--json") wish.json = value;
  }
  if (wish.copies.empty()) wish.copies = {100000};
  if (wish.latencies_ms.empty()) wish.latencies_ms = {0, 20, 100};
  return wish;
}

}  // namespace

int main(int argc, char** argv) {
  const Wish wish = wish_in(argc, argv);
  if (wish.node.empty()) {
    std::fprintf(stderr,
                 "usage: end_to_end NODE_BINARY [--copies N]... [--latency MS]... [--seconds S] "
                 "[--json FILE] [--ours] [--one-call]\n");
    return EXIT_FAILURE;
  }
  allow_many_files();
  Figures figures;
  for (const std::uint64_t copies : wish.copies) {
    for (const std::uint64_t latency_ms : wish.latencies_ms) {
      Setting(wish, copies, latency_ms, figures).measure();
    }
  }
  return wish.json.empty() || figures.write(wish.json) ? EXIT_SUCCESS : EXIT_FAILURE;
}
