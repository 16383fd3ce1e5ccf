#include "watch_run.h"

#include <time.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "crowd.h"
#include "network.h"
#include "node_link.h"

namespace raas::bench {
namespace {

using Clock = std::chrono::steady_clock;

double processor_ms(clockid_t of) {
  timespec spent{};
  ::clock_gettime(of, &spent);
  return static_cast<double>(spent.tv_sec) * 1e3 + static_cast<double>(spent.tv_nsec) / 1e6;
}

std::unique_ptr<CurlTransport> open_transport(std::uint16_t port, Bell& bell) {
  auto opened = CurlTransport::open(curl_options(port), [&bell] { bell.ring(); });
  if (!opened) {
    std::fprintf(stderr, "%s\n", opened.error().text().c_str());
    std::exit(EXIT_FAILURE);
  }
  return *std::move(opened);
}

}  // namespace

void Bell::ring() {
  {
    const std::lock_guard lock(mutex_);
    has_rung_ = true;
  }
  rung_.notify_one();
}

void Bell::wait() {
  std::unique_lock lock(mutex_);
  rung_.wait_for(lock, std::chrono::milliseconds(50), [this] { return has_rung_; });
  has_rung_ = false;
}

WatchRun::WatchRun(std::uint16_t port, const Fleet& fleet, lotus::Rule rule)
    : fleet_(fleet), rule_(rule), control_(connect_to(port)) {
  now_.unix_ms = ChainTime{}.unix_ms_at(Network::first_epoch);
  now_.monotonic_ms = 1000;
  set_network();
  transport_ = open_transport(port, bell_);
  LotusOptions options;
  options.reading.rule = rule;
  view_ = std::make_unique<LotusChainView>(options, *transport_, *this);
}

WatchRun::~WatchRun() {
  ::close(control_);
}

void WatchRun::emit(const Event& event) {
  if (event.level < Level::warn || ++warnings_ > 5) return;
  std::fprintf(stderr, "%s", std::string(event.name).c_str());
  for (const auto& [name, value] : event.fields) {
    std::fprintf(stderr, " %s=%s", std::string(name).c_str(), value.c_str());
  }
  std::fprintf(stderr, "\n");
}

void WatchRun::watch_all() {
  for (std::uint64_t copy = 0; copy < fleet_.copies(); ++copy) {
    view_->watch(replica_of(fleet_, copy));
  }
}

WatchCount WatchRun::until_calls(std::uint64_t more, double seconds_max) {
  const std::uint64_t enough = calls() + more;
  return go_on(seconds_max, [&] { return !view_->is_waiting() && calls() >= enough; });
}

void WatchRun::skip_a_day() {
  const Millis day_ms = ChainTime{}.epoch_ms * epochs_per_day;
  now_.monotonic_ms += day_ms;
  now_.unix_ms += day_ms;
  set_network();
}

WatchCount WatchRun::for_a_day(double seconds_max) {
  const Epoch end = epoch() + epochs_per_day;
  return go_on(seconds_max, [&] { return epoch() >= end; });
}

template <class IsOver>
WatchCount WatchRun::go_on(double seconds_max, const IsOver& is_over) {
  WatchCount count;
  const std::uint64_t calls_before = calls();
  const double host_before = processor_ms(CLOCK_THREAD_CPUTIME_ID);
  const double all_before = processor_ms(CLOCK_PROCESS_CPUTIME_ID);
  const auto begun = Clock::now();
  do {
    step(count);
    count.seconds = std::chrono::duration<double>(Clock::now() - begun).count();
  } while (!is_over() && count.seconds < seconds_max);
  count.host_ms = processor_ms(CLOCK_THREAD_CPUTIME_ID) - host_before;
  count.transport_ms = processor_ms(CLOCK_PROCESS_CPUTIME_ID) - all_before - count.host_ms;
  count.calls = calls() - calls_before;
  return count;
}

void WatchRun::step(WatchCount& count) {
  const double before = processor_ms(CLOCK_THREAD_CPUTIME_ID);
  const ChainReport report = view_->advance(now_);
  count.longest_ms = std::max(count.longest_ms, processor_ms(CLOCK_THREAD_CPUTIME_ID) - before);
  count.readings += report.readings.size();
  if (report.more) return;
  if (view_->is_waiting()) {
    bell_.wait();
    return;
  }
  // Nothing to do before then: it is then.
  const Millis wait_ms = std::max<Millis>(1, report.next_monotonic_ms - now_.monotonic_ms);
  now_.monotonic_ms += wait_ms;
  now_.unix_ms += wait_ms;
  set_network();
}

void WatchRun::set_network() {
  static_cast<void>(post(control_, R"({"jsonrpc":"2.0","id":1,"method":"Bench.Set","params":[)" +
                                       std::to_string(epoch()) + "," +
                                       std::to_string(faulty_every_) + "]}"));
}

void WatchRun::set_faulty_every(std::uint64_t faulty_every) {
  faulty_every_ = faulty_every;
  set_network();
}

std::uint64_t WatchRun::calls() const {
  const std::string_view wanted = lotus::name_of(
      rule_ == lotus::Rule::market ? lotus::Method::market_deal : lotus::Method::partitions);
  for (const auto& [method, count] : view_->counters().calls_by_method) {
    if (method == wanted) return count;
  }
  return 0;
}

Epoch WatchRun::epoch() const {
  return ChainTime{}.epoch_at(now_.unix_ms);
}

namespace {

constexpr std::size_t calls_per_request = 100;
constexpr std::size_t connections = 4;

std::string deals_request(std::uint64_t first) {
  std::string body = "[";
  for (std::uint64_t i = 0; i < calls_per_request; ++i) {
    body += i == 0 ? "" : ",";
    body += R"({"jsonrpc":"2.0","id":)" + std::to_string(i + 1) +
            R"(,"method":"Filecoin.StateMarketStorageDeal","params":[)" +
            std::to_string(first + i) + R"(,[{"/":"bafy2bzacedreckonedtipset5000000"}]]})";
  }
  return body + "]";
}

}  // namespace

Ceiling transport_ceiling(std::uint16_t port, double seconds) {
  Bell bell;
  const auto transport = open_transport(port, bell);
  const std::string request = deals_request(1);
  std::size_t in_flight = 0;
  std::uint64_t replies = 0;
  std::uint64_t bytes = 0;
  double taken = 0;
  const double processor_before = processor_ms(CLOCK_PROCESS_CPUTIME_ID);
  const auto begun = Clock::now();
  while (taken < seconds) {
    for (const TransportReply& reply : transport->take_replies()) {
      --in_flight;
      ++replies;
      if (reply.body) bytes += reply.body->size();
    }
    while (in_flight < connections && transport->send(request, 10000)) ++in_flight;
    bell.wait();
    taken = std::chrono::duration<double>(Clock::now() - begun).count();
  }
  const auto calls = static_cast<double>(replies * calls_per_request);
  const double spent_ms = processor_ms(CLOCK_PROCESS_CPUTIME_ID) - processor_before;
  return {calls / taken, static_cast<double>(bytes) / taken / 1e6, spent_ms * 1e3 / calls};
}

Ceiling node_ceiling(std::uint16_t port, double seconds) {
  Crowd crowd(port, connections);
  const std::string request = deals_request(1);
  const CrowdCount count =
      crowd.run([&] { return std::optional<std::string_view>(request); }, [](std::string_view) {},
                std::chrono::duration<double>(seconds));
  return {static_cast<double>(count.replies * calls_per_request) / count.seconds,
          static_cast<double>(count.bytes_in) / count.seconds / 1e6};
}

}  // namespace raas::bench
