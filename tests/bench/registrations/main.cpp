// How long a client waits for a job that it registers by itself: so many a second come to a real
// HTTP server, while the chain's state of a whole fleet is read again and again.
//
// usage: registrations_bench NODE_BINARY [--copies N]... [--per-second R] [--seconds S]
//                            [--json FILE]
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "bench/rivals/node_program.h"
#include "bench/scale/figures.h"
#include "crowd.h"
#include "desk.h"
#include "figures.h"
#include "front/http_client.h"
#include "support/temporary_folder.h"

using namespace raas;
using namespace raas::bench;

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint64_t latency_ms = 20;
constexpr std::uint64_t miners = 200;
constexpr std::uint64_t copies_per_job = 3;
constexpr std::size_t clients = 16;

struct Wish {
  std::string node;
  std::vector<std::uint64_t> copies;
  std::uint64_t per_second = 500;
  double seconds = 10;
  std::string json;
};

/// Clients whose requests are due at fixed times: a slow answer delays no other client's request,
/// and who waits because the one before took long has that time counted.
class Clients {
 public:
  Clients(std::string url, std::uint64_t first, const Wish& wish)
      : url_(std::move(url)), first_(first), wish_(wish) {}

  /// Seconds from the time that each request was due to its answer.
  std::vector<double> run() {
    begun_ = Clock::now();
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < clients; ++i) threads.emplace_back([this] { be_one(); });
    for (std::thread& thread : threads) thread.join();
    return std::move(waits_);
  }

 private:
  void be_one() {
    mock::HttpClient client(url_);
    const auto requests = static_cast<std::uint64_t>(wish_.seconds) * wish_.per_second;
    for (std::uint64_t number = next_++; number < requests; number = next_++) {
      const auto due = begun_ + number * std::chrono::nanoseconds(1'000'000'000) / wish_.per_second;
      std::this_thread::sleep_until(due);
      const auto answer = client.send_json("POST", "/register_jobs", order_text(first_ + number));
      if (!answer || answer->status != 201) {
        std::fprintf(stderr, "a job was refused: %s\n", answer ? answer->body.c_str() : "");
        std::exit(EXIT_FAILURE);
      }
      const std::chrono::duration<double> waited = Clock::now() - due;
      const std::lock_guard lock(mutex_);
      waits_.push_back(waited.count());
    }
  }

  std::string url_;
  std::uint64_t first_;
  const Wish& wish_;
  Clock::time_point begun_;
  std::atomic<std::uint64_t> next_ = 0;
  std::mutex mutex_;
  std::vector<double> waits_;
};

void measure(const Wish& wish, std::uint64_t copies, Figures& figures) {
  const Fleet fleet(copies, miners);
  const NodeProgram node(wish.node, fleet, latency_ms);
  const raas_test::TemporaryFolder folder;
  const std::uint64_t jobs = copies / copies_per_job;
  Desk desk(node.port(), fleet, folder.path().string(), jobs);
  const std::uint64_t calls_before = desk.node_calls();
  const double begun = wall_seconds();
  const std::vector<double> waits = Clients(desk.url(), jobs, wish).run();
  const double seconds = wall_seconds() - begun;
  const auto add = [&](const char* name, double value, const char* unit) {
    figures.add({name, copies, value, unit, latency_ms});
  };
  add("single.per_s", static_cast<double>(waits.size()) / seconds, "jobs/s");
  add("single.p50", quantile(waits, 0.5) * 1e3, "ms");
  add("single.p99", quantile(waits, 0.99) * 1e3, "ms");
  add("single.max", quantile(waits, 1) * 1e3, "ms");
  add("single.longest_pump", desk.longest_pump_s() * 1e3, "ms");
  add("single.node_calls", static_cast<double>(desk.node_calls() - calls_before) / seconds,
      "calls/s");
}

Wish wish_in(int argc, char** argv) {
  Wish wish;
  if (argc > 1) wish.node = argv[1];
  for (int i = 2; i + 1 < argc; i += 2) {
    const std::string_view name = argv[i];
    const char* value = argv[i + 1];
    if (name == "--copies") wish.copies.push_back(std::strtoull(value, nullptr, 10));
    if (name == "--per-second") wish.per_second = std::strtoull(value, nullptr, 10);
    if (name == "--seconds") wish.seconds = std::strtod(value, nullptr);
    if (name == "--json") wish.json = value;
  }
  if (wish.copies.empty()) wish.copies = {100'000};
  return wish;
}

}  // namespace

int main(int argc, char** argv) {
  const Wish wish = wish_in(argc, argv);
  if (wish.node.empty() || wish.per_second == 0) {
    std::fprintf(stderr,
                 "usage: registrations_bench NODE_BINARY [--copies N]... [--per-second R] "
                 "[--seconds S] [--json FILE]\n");
    return EXIT_FAILURE;
  }
  allow_many_files();
  Figures figures;
  for (const std::uint64_t copies : wish.copies) measure(wish, copies, figures);
  return wish.json.empty() || figures.write(wish.json) ? EXIT_SUCCESS : EXIT_FAILURE;
}
