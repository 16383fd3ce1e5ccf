#include <memory>

#include "validate/check.h"
#include "validate/life.h"
#include "validate/trial.h"

namespace mock {
namespace {

constexpr int cycles = 1000;
constexpr int cycles_to_warm_up = 50;
constexpr std::size_t growth_bytes_max = 1 << 20;
constexpr int pumps_to_drain_max = 200;
constexpr Epochs one_hour = 120;

const TrialHost::Offer own_network{.rpc = false, .lacking = {}, .tail_bytes = 0};

/// What the first life of an instance may leave in the process for good is left before the count.
void warm_up(Subject& subject) {
  TrialHost host(own_network);
  Trial trial(subject, host);
  trial.begin();
  trial.pump();
}

void after_create(Subject& subject, Findings& findings) {
  warm_up(subject);
  TrialHost host;
  const Footprint before = Footprint::now();
  Trial trial(subject, host);
  trial.create();
  findings.expect(trial.destroy(), "destroy did not come back in time");
  expect_unchanged(before, "after create and destroy", findings);
  trial.judge(findings);
}

void after_a_failed_init(Subject& subject, Findings& findings) {
  warm_up(subject);
  TrialHost host;
  const Footprint before = Footprint::now();
  Trial trial(subject, host, {.config = "[", .state = "state"});
  trial.create();
  trial.init();
  findings.expect(trial.destroy(), "destroy did not come back in time");
  expect_unchanged(before, "after a failed init", findings);
  trial.judge(findings);
}

void without_stop(Subject& subject, Findings& findings) {
  warm_up(subject);
  for (const bool has_rpc : {true, false}) {
    TrialHost host({.rpc = has_rpc, .lacking = {}, .tail_bytes = 0});
    const Footprint before = Footprint::now();
    Trial trial(subject, host);
    trial.begin();
    give_work(trial);
    findings.expect(trial.run(one_hour, 10), "it does not come to rest");
    findings.expect(trial.destroy(), "destroy did not come back in time");
    expect_unchanged(before, "after destroy without stop", findings);
    trial.judge(findings);
  }
}

void stopped_with_work_in_flight(Subject& subject, Findings& findings) {
  warm_up(subject);
  TrialHost host;
  const Footprint before = Footprint::now();
  Trial trial(subject, host);
  trial.begin();
  give_work(trial);
  findings.expect(trial.run(10 * one_hour, 10), "it does not come to rest");
  const auto stopped = trial.stop();
  findings.expect(stopped.status == RAAS_OK, "stop: status " + std::to_string(stopped.status));
  bool is_drained = false;
  for (int pumps = 0; pumps < pumps_to_drain_max && !is_drained; ++pumps) {
    findings.expect(trial.pump().status == RAAS_OK, "pump after stop is refused");
    is_drained = (trial.pumped().flags & RAAS_PUMP_DRAINED) != 0;
    host.aggregator.advance_to(host.aggregator.now() + 1);
  }
  findings.expect(trial.destroy(), "destroy did not come back in time");
  expect_unchanged(before, "after stop and destroy", findings);
  trial.judge(findings);
}

void two_at_once(Subject& subject, Findings& findings) {
  warm_up(subject);
  TrialHost one;
  TrialHost two(own_network);
  const Footprint before = Footprint::now();
  for (int time = 0; time < 2; ++time) {
    Trial first(subject, one);
    auto second = std::make_unique<Trial>(subject, two);
    first.begin();
    second->begin();
    give_work(first);
    findings.expect(first.run(one_hour, 10) && second->run(one_hour, 10),
                    "it does not come to rest");
    second->judge(findings);
    second.reset();
    findings.expect(first.run(one_hour, 10),
                    "it does not come to rest after the other one has ended");
    first.judge(findings);
  }
  expect_unchanged(before, "after two instances, twice", findings);
}

void one_cycle(Subject& subject, TrialHost& host) {
  Trial trial(subject, host);
  trial.begin();
  trial.pump();
  trial.stop();
}

void many_cycles_leave_nothing(Subject& subject, Findings& findings) {
  TrialHost host(own_network);
  for (int cycle = 0; cycle < cycles_to_warm_up; ++cycle) one_cycle(subject, host);
  const Footprint before = Footprint::now();
  const std::size_t bytes_before = resident_bytes_now();
  for (int cycle = 0; cycle < cycles; ++cycle) one_cycle(subject, host);
  expect_unchanged(before, "after " + std::to_string(cycles) + " lives", findings);
  const std::size_t bytes = resident_bytes_now();
  findings.expect(bytes < bytes_before + growth_bytes_max,
                  std::to_string(cycles) + " lives took " + std::to_string(bytes - bytes_before) +
                      " bytes of memory that did not come back");
}

}  // namespace

Checks shutdown_checks() {
  return {{"shutdown/after_create", after_create},
          {"shutdown/after_a_failed_init", after_a_failed_init},
          {"shutdown/without_stop", without_stop},
          {"shutdown/stopped_with_work_in_flight", stopped_with_work_in_flight},
          {"shutdown/two_at_once", two_at_once},
          {"shutdown/many_cycles_leave_nothing", many_cycles_leave_nothing}};
}

}  // namespace mock
