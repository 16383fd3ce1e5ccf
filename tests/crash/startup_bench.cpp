#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <deque>

#include "support/abi_plugin.h"
#include "support/temporary_folder.h"

// How long a start takes after kill -9, with the jobs of a large aggregator.

namespace raas_test {
namespace {

constexpr std::uint64_t jobs = 100'000;
constexpr std::uint64_t copies = 3;
constexpr std::uint64_t batch = 30'000;
constexpr std::string_view config = R"({"enrolment":{"mode":"all"},"log":{"level":"error"}})";

/// A CID of raw bytes whose digest is @p number.
std::string cid_of(std::uint64_t number) {
  std::array<unsigned char, 36> bytes = {1, 0x55, 0x12, 0x20};
  for (std::size_t i = 0; i < 8; ++i) {
    bytes.at(4 + i) = static_cast<unsigned char>(number >> (8 * i));
  }
  std::string text = "b";
  unsigned bits = 0;
  unsigned held = 0;
  for (const unsigned char byte : bytes) {
    bits = (bits << 8U) | byte;
    for (held += 8; held >= 5; held -= 5) {
      text += "abcdefghijklmnopqrstuvwxyz234567"[(bits >> (held - 5)) & 31U];
    }
  }
  if (held > 0) text += "abcdefghijklmnopqrstuvwxyz234567"[(bits << (5 - held)) & 31U];
  return text;
}

/// Deals of the host, which the plugin takes for jobs with copies.
class Deals {
 public:
  explicit Deals(std::uint64_t first_seq) {
    for (std::uint64_t seq = first_seq; seq < first_seq + batch; ++seq) {
      raas_deal deal{};
      deal.struct_size = sizeof deal;
      deal.flags = RAAS_DEAL_HAS_DEAL_ID;
      deal.state = RAAS_DEAL_PUBLISHED;
      deal.payload_cid = str(texts_.emplace_back(cid_of(seq / copies)));
      deal.provider = str(texts_.emplace_back("f0" + std::to_string(1000 + seq % copies)));
      deal.deal_id = 4'000'000 + seq;
      deal.start_epoch = 5'002'000;
      deal.end_epoch = 6'500'000;
      deals_.push_back(deal);
      events_.push_back({sizeof(raas_deal_event), 0, seq + 1, &deals_.back()});
      pointers_.push_back(&events_.back());
    }
  }
  [[nodiscard]] const std::vector<const raas_deal_event*>& pointers() const { return pointers_; }

 private:
  std::deque<std::string> texts_;
  std::deque<raas_deal> deals_;
  std::deque<raas_deal_event> events_;
  std::vector<const raas_deal_event*> pointers_;
};

/// Takes all deals, says so, and waits for its end.
[[noreturn]] void live(const std::string& state_dir, int say) {
  AbiHost host;
  AbiPlugin plugin(host, state_dir, std::string(config));
  plugin.begin();
  for (std::uint64_t seq = 0; seq < jobs * copies; seq += batch) {
    const Deals deals(seq);
    if (plugin.on_deals(deals.pointers()) != RAAS_OK) _exit(1);
    do {
      if (plugin.pump() != RAAS_OK) _exit(1);
    } while ((plugin.pumped().flags & RAAS_PUMP_MORE) != 0);
  }
  const bool is_durable = plugin.pumped().hooks_durable_seq == jobs * copies;
  if (!is_durable || write(say, "y", 1) != 1) _exit(1);
  for (;;) pause();
}

int measure() {
  const TemporaryFolder folder;
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) return 1;
  const pid_t child = fork();
  if (child == 0) live(folder.path().string(), ends[1]);
  close(ends[1]);
  char answer = 0;
  const bool is_filled = read(ends[0], &answer, 1) == 1;
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  if (!is_filled) {
    std::fprintf(stderr, "start-up: the plugin did not take all deals\n");
    return 1;
  }

  AbiHost host;
  AbiPlugin plugin(host, folder.path().string(), std::string(config));
  const std::clock_t work_begin = std::clock();
  const auto begin = std::chrono::steady_clock::now();
  plugin.begin();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  const auto work = static_cast<double>(std::clock() - work_begin) / CLOCKS_PER_SEC;
  std::printf(
      "start-up after kill -9, %llu jobs with %llu copies each: %.2f s, %.2f s of a processor\n",
      static_cast<unsigned long long>(jobs), static_cast<unsigned long long>(copies), took.count(),
      work);
  return 0;
}

}  // namespace
}  // namespace raas_test

int main() {
  return raas_test::measure();
}
