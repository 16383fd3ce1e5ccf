// What the plugin costs the thread of a host that has many jobs: one event through each hook, one
// question, one pump that has nothing to do. Percentiles, since a mean hides what a host feels.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <vector>

#include "bench/deployment.h"

namespace {

using raas_bench::Deployment;
using raas_test::str;
using Clock = std::chrono::steady_clock;

constexpr int events_per_pump = 64;
constexpr std::size_t hook_calls = 20'000;
constexpr std::size_t pump_calls = 500;

/// The q-th part of the samples is at most this long.
double quantile_us(std::vector<double>& samples, double q) {
  const auto nth =
      samples.begin() + static_cast<std::ptrdiff_t>(q * static_cast<double>(samples.size() - 1));
  std::nth_element(samples.begin(), nth, samples.end());
  return *nth * 1e6;
}

void tell(benchmark::State& state, std::vector<double>& samples, std::uint64_t jobs) {
  state.counters["jobs"] = static_cast<double>(jobs);
  state.counters["p50_us"] = quantile_us(samples, 0.5);
  state.counters["p99_us"] = quantile_us(samples, 0.99);
  state.counters["p999_us"] = quantile_us(samples, 0.999);
  state.counters["max_us"] = quantile_us(samples, 1);
}

/// Measures calls one by one; what stands between two of them is not counted.
void measure(benchmark::State& state, Deployment& deployment,
             const std::function<std::function<raas_status()>(std::uint64_t)>& prepare) {
  std::vector<double> samples;
  std::uint64_t number = 0;
  for ([[maybe_unused]] auto once : state) {
    const auto call = prepare(++number);
    const auto begun = Clock::now();
    const raas_status status = call();
    const double seconds = std::chrono::duration<double>(Clock::now() - begun).count();
    if (status != RAAS_OK) return state.SkipWithError("the plugin refused a call");
    state.SetIterationTime(seconds);
    samples.push_back(seconds);
    if (number % events_per_pump == 0) deployment.plugin().pump();
  }
  tell(state, samples, deployment.jobs());
}

/// An event about a deal of data that is kept: any of it, so that no cache has it ready.
struct DealNews {
  void be(std::uint64_t number, Deployment& deployment) {
    cid = raas_bench::cid_of(number * 7919 % deployment.jobs());
    deal.struct_size = sizeof deal;
    deal.flags = RAAS_DEAL_HAS_DEAL_ID;
    deal.state = RAAS_DEAL_PUBLISHED;
    deal.payload_cid = str(cid);
    deal.provider = str("f01000");
    deal.deal_id = number;
    deal.start_epoch = 5'000'000;
    deal.end_epoch = 6'500'000;
    event = {sizeof event, 0, deployment.host().next_seq(), &deal};
  }

  std::string cid;
  raas_deal deal{};
  raas_deal_event event{};
  const raas_deal_event* events[1] = {&event};
};

void on_deal_created(benchmark::State& state, Deployment& deployment) {
  DealNews news;
  measure(state, deployment, [&](std::uint64_t number) {
    news.be(number, deployment);
    return [&] {
      return deployment.hooks().on_deal_created(deployment.plugin().self(), news.events, 1,
                                                nullptr);
    };
  });
}

void on_request_update(benchmark::State& state, Deployment& deployment) {
  DealNews news;
  std::string key;
  measure(state, deployment, [&](std::uint64_t number) {
    news.be(number, deployment);
    key = "raas/" + std::to_string(number % deployment.jobs() + 1) + "/1/1";
    news.deal.request_id = number;
    news.deal.idempotency_key = str(key);
    return [&] {
      return deployment.hooks().on_request_update(deployment.plugin().self(), news.events, 1,
                                                  nullptr);
    };
  });
}

void on_data_update(benchmark::State& state, Deployment& deployment) {
  raas_fetch fetch{};
  fetch.struct_size = sizeof fetch;
  fetch.state = RAAS_FETCH_FAILED;
  fetch.message = str("nobody has it");
  raas_fetch_event event{};
  const raas_fetch_event* events[] = {&event};
  measure(state, deployment, [&](std::uint64_t number) {
    fetch.fetch_id = number;
    event = {sizeof event, 0, deployment.host().next_seq(), &fetch};
    return [&] {
      return deployment.hooks().on_data_update(deployment.plugin().self(), events, 1, nullptr);
    };
  });
}

void ask_for_a_deal_status(benchmark::State& state, Deployment& deployment) {
  std::string target;
  raas_api_request request{};
  raas_api_response response{};
  measure(state, deployment, [&](std::uint64_t number) {
    target = "/api/deal_status?cid=" + raas_bench::cid_of(number * 7919 % deployment.jobs());
    request.struct_size = sizeof request;
    request.method = str("GET");
    request.target = str(target);
    request.now = deployment.host().now();
    response.struct_size = sizeof response;
    return [&] {
      return deployment.api().handle(deployment.plugin().self(), &request, &response, nullptr);
    };
  });
}

void pump_with_nothing_to_do(benchmark::State& state, Deployment& deployment) {
  measure(state, deployment,
          [&](std::uint64_t) { return [&] { return deployment.plugin().pump(); }; });
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  const std::vector<std::pair<const char*, void (*)(benchmark::State&, Deployment&)>> hooks = {
      {"on_deal_created", on_deal_created},
      {"on_request_update", on_request_update},
      {"on_data_update", on_data_update},
      {"ask_for_a_deal_status", ask_for_a_deal_status}};
  std::unique_ptr<Deployment> deployment;  // One at a time: a million jobs take their memory.
  for (const std::uint64_t jobs : {100'000U, 1'000'000U}) {
    const auto add = [&](const char* name, void (*run)(benchmark::State&, Deployment&),
                         std::size_t calls) {
      const auto with_jobs = [&deployment, run, jobs](benchmark::State& state) {
        if (!deployment || deployment->jobs() != jobs) {
          deployment.reset();
          deployment = std::make_unique<Deployment>(jobs);
        }
        run(state, *deployment);
      };
      benchmark::RegisterBenchmark((name + ("/" + std::to_string(jobs))).c_str(), with_jobs)
          ->UseManualTime()
          ->Iterations(static_cast<benchmark::IterationCount>(calls))
          ->Unit(benchmark::kMicrosecond);
    };
    for (const auto& [name, run] : hooks) add(name, run, hook_calls);
    add("pump_with_nothing_to_do", pump_with_nothing_to_do, pump_calls);
  }
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
}
