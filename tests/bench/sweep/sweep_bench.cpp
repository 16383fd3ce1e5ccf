#include <boost/json.hpp>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

#include "adapters/lotus/expected_replies.h"
#include "adapters/lotus/json_members.h"
#include "adapters/lotus/json_rpc.h"
#include "adapters/lotus/readings.h"
#include "stopwatch.h"

// One sweep of a large miner: the replies for its 48 deadlines are parsed, decoded and joined to
// the replicas that we watch there. Beside it what the same takes when each bitfield is written out
// as a set of numbers.
//
// usage: sweep_bench [JSON_FILE]

namespace json = boost::json;
using namespace raas;
using namespace raas::lotus;

namespace {

constexpr ActorId miner_id = 1000;
constexpr std::uint64_t sectors_total = 100000;
constexpr std::uint64_t runs_total = 5000;
constexpr std::uint64_t run_length = sectors_total / runs_total;
constexpr std::uint64_t run_stride = run_length + 13;
/// Each so many-th run has a fault in it.
constexpr std::uint64_t faulty_every = 100;
constexpr std::size_t measurements = 21;
constexpr double target_ms = 50;
constexpr Epoch tip = 5000000;

std::string lengths_text(const std::vector<NumberRange>& ranges) {
  json::array lengths;
  std::uint64_t at = 0;
  for (const NumberRange& range : ranges) {
    lengths.emplace_back(range.first - at);
    lengths.emplace_back(range.end - range.first);
    at = range.end;
  }
  if (lengths.empty()) lengths.emplace_back(0);
  return json::serialize(lengths);
}

/// What the node says of one deadline: the runs of a miner are dealt out to its deadlines in turn.
std::string reply_of(std::uint32_t deadline) {
  std::vector<NumberRange> all;
  std::vector<NumberRange> faulty;
  for (std::uint64_t run = deadline; run < runs_total; run += deadlines_per_day) {
    const std::uint64_t first = run * run_stride + 1;
    all.push_back({first, first + run_length});
    if (run % faulty_every == 0) faulty.push_back({first + 3, first + 4});
  }
  return R"([{"jsonrpc":"2.0","id":1,"result":[{"AllSectors":)" + lengths_text(all) +
         R"(,"LiveSectors":)" + lengths_text(all) + R"(,"FaultySectors":)" + lengths_text(faulty) +
         R"(,"RecoveringSectors":[0],"ActiveSectors":)" + lengths_text(all) + "}]}]";
}

/// Our replicas at the miner: one in each of its sectors.
struct Watching {
  Watching() {
    for (std::uint64_t run = 0; run < runs_total; ++run) {
      for (std::uint64_t i = 0; i < run_length; ++i) {
        Replica replica;
        replica.id = run * run_length + i + 1;
        replica.provider = miner_id;
        replica.sector = run * run_stride + 1 + i;
        replica.facts = {Finding::proven, tip - epochs_per_day, tip - epochs_per_day, 2, false};
        list.begin_sweeping(list.put(replica, no_epoch).index, no_epoch);
      }
    }
    list.miners().at(miner_id).period_offset = 0;
  }

  WatchList list;
};

std::uint64_t count_negative(const SweepOutcome& outcome) {
  std::uint64_t negative = 0;
  for (const Sighting& sighting : outcome.sightings) {
    if (is_negative(sighting.verdict.finding)) ++negative;
  }
  return negative;
}

/// The plugin's own way: run lengths stay what they are.
std::uint64_t sweep(Watching& watching, const std::vector<std::string>& replies) {
  std::uint64_t negative = 0;
  Miner& miner = watching.list.miners().at(miner_id);
  ExpectedReplies reply;
  for (std::uint32_t deadline = 0; deadline < replies.size(); ++deadline) {
    if (!reply.read(Method::partitions, replies[deadline], 1, 1)) return 0;
    const auto sectors = partitions_in(*reply.answer_to(1));
    const SweepOutcome outcome = note_deadline(watching.list, miner, deadline, *sectors, tip);
    negative += count_negative(outcome);
    for (const Sighting& sighting : outcome.sightings) {
      if (is_negative(sighting.verdict.finding)) continue;
      watching.list.note_facts(sighting.index, {Finding::proven, tip, tip, 2, false});
    }
    watching.list.settle(miner, deadline);
  }
  return negative;
}

std::unordered_set<std::uint64_t> written_out(const json::value& lengths) {
  std::unordered_set<std::uint64_t> numbers;
  std::uint64_t at = 0;
  bool is_in = false;
  for (const json::value& length : lengths.as_array()) {
    const auto end = at + length.to_number<std::uint64_t>();
    for (; at < end; ++at) {
      if (is_in) numbers.insert(at);
    }
    is_in = !is_in;
  }
  return numbers;
}

/// The obvious way: a set of numbers for each bitfield, asked for each replica.
std::uint64_t sweep_naively(const Watching& watching, const std::vector<std::string>& replies) {
  std::uint64_t negative = 0;
  const Miner& miner = const_cast<WatchList&>(watching.list).miners().at(miner_id);
  for (std::uint32_t deadline = 0; deadline < replies.size(); ++deadline) {
    const json::value partitions = json::parse(replies[deadline]).at(0).at("result");
    for (const json::value& partition : partitions.as_array()) {
      const auto live = written_out(partition.at("LiveSectors"));
      const auto faulty = written_out(partition.at("FaultySectors"));
      for (const SectorRef& ref : miner.located[deadline]) {
        if (!live.contains(ref.sector()) || faulty.contains(ref.sector())) ++negative;
      }
    }
  }
  return negative;
}

json::object figure(const char* name, double value) {
  return {{"name", name}, {"copies", sectors_total}, {"value", value}, {"unit", "ms"}};
}

void write_json(const char* path, const bench::Times& ours, const bench::Times& naive) {
  const json::array figures{figure("sweep.runs", ours.median_ms),
                            figure("sweep.sets", naive.median_ms)};
  std::ofstream(path) << json::serialize(figures) << '\n';
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> replies;
  for (std::uint32_t deadline = 0; deadline < deadlines_per_day; ++deadline) {
    replies.push_back(reply_of(deadline));
  }
  Watching watching;
  const std::uint64_t found = sweep(watching, replies);
  if (found != runs_total / faulty_every || found != sweep_naively(watching, replies)) {
    std::fprintf(stderr, "sweep: found %llu faults, expected %llu\n",
                 static_cast<unsigned long long>(found),
                 static_cast<unsigned long long>(runs_total / faulty_every));
    return EXIT_FAILURE;
  }
  const auto ours = bench::timed(measurements, [&] { (void)sweep(watching, replies); });
  const auto naive = bench::timed(measurements, [&] { (void)sweep_naively(watching, replies); });
  std::printf("one miner, %llu sectors in %llu runs, all of them watched\n",
              static_cast<unsigned long long>(sectors_total),
              static_cast<unsigned long long>(runs_total));
  std::printf("%-28s %10s %10s %10s\n", "", "median ms", "best ms", "worst ms");
  std::printf("%-28s %10.1f %10.1f %10.1f   target %.0f\n", "run lengths", ours.median_ms,
              ours.best_ms, ours.worst_ms, target_ms);
  std::printf("%-28s %10.1f %10.1f %10.1f\n", "sets of numbers", naive.median_ms, naive.best_ms,
              naive.worst_ms);
  if (argc > 1) write_json(argv[1], ours, naive);
  return EXIT_SUCCESS;
}
