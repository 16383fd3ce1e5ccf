#include "desk.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <stdexcept>

#include "bench/rivals/node_link.h"
#include "bench/scale/figures.h"
#include "crowd.h"
#include "network.h"

namespace raas::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint64_t orders_per_request = 10'000;
constexpr std::chrono::milliseconds rest{50};

/// Jobs that nothing is to be made for, so that what is measured is to take them.
ServiceOptions quiet_options() {
  ServiceOptions options;
  options.default_terms.replicate = false;
  return options;
}

}  // namespace

WatchedWorld::WatchedWorld(std::uint16_t port, const Fleet& fleet, std::function<void()> wake)
    : control_(connect_to(port)) {
  now_.unix_ms = ChainTime{}.unix_ms_at(Network::first_epoch);
  now_.monotonic_ms = 1000;
  auto transport = CurlTransport::open(curl_options(port), std::move(wake));
  if (!transport) throw std::runtime_error(transport.error().text());
  transport_ = *std::move(transport);
  view_ = std::make_unique<LotusChainView>(LotusOptions{}, *transport_, *this);
  for (std::uint64_t copy = 0; copy < fleet.copies(); ++copy) {
    view_->watch(replica_of(fleet, copy));
  }
}

WatchedWorld::~WatchedWorld() {
  ::close(control_);
}

ChainReport WatchedWorld::advance(Now now) {
  ChainReport report = view_->advance(now);
  next_monotonic_ms_ = report.next_monotonic_ms;
  report.readings.clear();  // They are of a fleet whose jobs the service does not have.
  return report;
}

void WatchedWorld::move_on() {
  const Millis wait_ms = std::max<Millis>(1, next_monotonic_ms_ - now_.monotonic_ms);
  now_.monotonic_ms += wait_ms;
  now_.unix_ms += wait_ms;
  const Epoch epoch = ChainTime{}.epoch_at(now_.unix_ms);
  static_cast<void>(post(control_, R"({"jsonrpc":"2.0","id":1,"method":"Bench.Set","params":[)" +
                                       std::to_string(epoch) + ",0]}"));
}

Desk::Desk(std::uint16_t node_port, const Fleet& fleet, const std::string& folder,
           std::uint64_t jobs)
    : world_(node_port, fleet, [this] { inbox_.nudge(); }) {
  auto store = open_store(folder, {});
  if (!store) throw std::runtime_error(store.error().text());
  store_ = *std::move(store);
  service_ = std::make_unique<Service>(Ports{.chain = world_,
                                             .deals = world_,
                                             .data = world_,
                                             .directory = world_,
                                             .store = *store_,
                                             .events = world_},
                                       quiet_options());
  if (!service_->open(world_.clock())) throw std::runtime_error("the store cannot be read");
  api_ = std::make_unique<Api>(*service_, ApiLimits{});
  fill(jobs);
  auto server = mock::HttpServer::listen(
      "127.0.0.1", 0, {}, [this](mock::HttpRequest request, mock::Respond respond) {
        inbox_.post([this, request = std::move(request), respond = std::move(respond)] {
          respond(answer(request));
        });
      });
  if (!server) throw std::runtime_error("no port to listen on");
  server_ = std::make_unique<mock::HttpServer>(std::move(*server));
  loop_ = std::thread([this] {
    while (!is_over_) go_round();
  });
}

Desk::~Desk() {
  is_over_ = true;
  inbox_.nudge();
  loop_.join();
  server_->stop();
}

void Desk::fill(std::uint64_t jobs) {
  for (std::uint64_t first = 0; first < jobs; first += orders_per_request) {
    std::string body = "[";
    for (std::uint64_t i = first; i < std::min(jobs, first + orders_per_request); ++i) {
      body += (i == first ? "" : ",") + order_text(i);
    }
    const auto told = answer({.method = "POST", .target = "/register_jobs", .body = body + "]"});
    if (told.status != 201) throw std::runtime_error(told.body.substr(0, 500));
  }
}

void Desk::go_round() {
  inbox_.run_all();
  const double begun = wall_seconds();
  const PumpOutcome outcome = service_->pump(world_.clock());
  longest_pump_s_ = std::max(longest_pump_s_.load(), wall_seconds() - begun);
  std::uint64_t calls = 0;
  const ChainCounters counters = world_.counters();
  for (const auto& [method, count] : counters.calls_by_method) calls += count;
  node_calls_ = calls;
  if (outcome.more) return;
  if (counters.in_flight == 0) return world_.move_on();
  inbox_.wait_until(Clock::now() + rest);
}

mock::HttpAnswer Desk::answer(const mock::HttpRequest& request) {
  ApiResponse response = api_->handle({.method = request.method,
                                       .target = request.target,
                                       .headers = {{"content-type", "application/json"}},
                                       .body = request.body});
  return {.status = response.status, .body = std::move(response.body)};
}

std::string order_text(std::uint64_t number) {
  std::string bytes("\x01\x55\x12\x20", 4);
  for (unsigned i = 0; i < 32; ++i) {
    bytes.push_back(static_cast<char>(number * 0x9e3779b97f4a7c15U >> (8 * (i % 8))));
  }
  const auto* const first = reinterpret_cast<const std::uint8_t*>(bytes.data());
  return R"({"cid":")" + Cid::from_bytes({first, bytes.size()}).value().text() + R"("})";
}

}  // namespace raas::bench
