#include <algorithm>

#include "aggregator/tables/abi_values.h"
#include "validate/check.h"
#include "validate/life.h"
#include "validate/trial.h"

namespace mock {
namespace {

constexpr Epochs hour = 120;
constexpr std::uint32_t terminal_unknown = 0x800000ffU;
constexpr int pumps_to_be_durable_max = 100;

void lives_540_days(Subject& subject, Findings& findings) {
  TrialHost host;
  Trial trial(subject, host);
  trial.begin();
  give_work(trial);
  findings.expect(trial.run(2 * epochs_per_day, hour), "it does not come to rest");
  // A host that was asleep, or overloaded, for all of this time: it comes by twice a day.
  findings.expect(trial.run_late(538 * epochs_per_day, 12 * hour), "it does not come to rest");
  trial.judge(findings);
}

/// A hook may take events, ask for them again, or refuse one; nothing else.
void expect_hook_answer(const Said& said, const std::string& what, Findings& findings) {
  const bool is_fine =
      said.status == RAAS_OK || said.status == RAAS_E_RETRY || said.status == RAAS_E_INVALID;
  findings.expect(is_fine, what + ": status " + std::to_string(said.status) + ": " + said.text);
}

/// Everything that was told becomes durable, however it came.
void expect_durable(Trial& trial, const std::string& what, Findings& findings) {
  for (int pumps = 0; pumps < pumps_to_be_durable_max; ++pumps) {
    if (trial.pump().status != RAAS_OK) return findings.add(what + ": pump is refused");
    if (trial.pumped().hooks_durable_seq >= trial.host().told_seq) return;
  }
  findings.add(what + ": events up to " + std::to_string(trial.host().told_seq) +
               " were taken, after " + std::to_string(pumps_to_be_durable_max) + " pumps " +
               std::to_string(trial.pumped().hooks_durable_seq) + " are durable");
}

void events_become_durable(Subject& subject, Findings& findings) {
  TrialHost host;
  Trial trial(subject, host);
  trial.begin();
  for (std::uint64_t seq = 1; seq <= 50; ++seq) {
    const auto deal = made_up_deal(host.store.payloads()[seq % 3], seq);
    expect_hook_answer(trial.tell({{seq * 7, deal}}, false), "on_deal_created", findings);
  }
  expect_durable(trial, "events with gaps in their numbers", findings);
  trial.judge(findings);
}

void repeated_and_reordered_events_are_survived(Subject& subject, Findings& findings) {
  TrialHost host;
  Trial trial(subject, host);
  trial.begin();
  give_work(trial);
  findings.expect(trial.run(epochs_per_day, hour), "it does not come to rest");
  std::vector<ToldDeal> deals;
  const std::uint64_t first = trial.host().told_seq + 1;
  for (std::uint64_t at = 0; at < 6; ++at) {
    deals.push_back({first + at, made_up_deal(host.store.payloads()[at % 3], at)});
  }
  expect_hook_answer(trial.tell(deals, false), "on_deal_created", findings);
  expect_hook_answer(trial.tell(deals, false), "the same events again", findings);
  std::reverse(deals.begin(), deals.end());
  expect_hook_answer(trial.tell(deals, false), "the same events in another order", findings);
  expect_hook_answer(trial.tell({deals.back()}, true), "an old event as an update", findings);
  expect_durable(trial, "events that were told again", findings);
  // The host's own events go on with numbers that were used: only what is told again comes late.
  trial.judge(findings);
}

void unknown_events_are_survived(Subject& subject, Findings& findings) {
  TrialHost host;
  Trial trial(subject, host);
  trial.begin();
  std::uint64_t seq = 0;
  const auto tell = [&](const raas_deal& deal, bool is_update, const char* what) {
    expect_hook_answer(trial.tell({{++seq, deal}}, is_update), what, findings);
  };
  raas_deal deal = made_up_deal(host.store.payloads().front(), 1);
  deal.request_id = 4711;
  deal.idempotency_key = str_of("nobody/asked/for/this");
  tell(deal, true, "an update of a request that was never made");
  deal.state = 77;
  tell(deal, true, "a state of a later version");
  deal.state = terminal_unknown;
  tell(deal, true, "a terminal state of a later version");
  deal.fault = 99;
  tell(deal, true, "a fault of a later version");
  deal.flags = 0xffffffffU;
  tell(deal, true, "flags of a later version");
  deal = made_up_deal(host.store.payloads().front(), 2);
  deal.payload_cid = str_of("not a CID");
  tell(deal, false, "a deal of data without a CID");
  deal.provider = str_of("nobody");
  tell(deal, false, "a deal with a provider without an address");
  deal.payload_cid = {nullptr, 0};
  tell(deal, false, "a deal of no data");
  trial.call("no events", [&](raas_error* err) {
    const auto* hooks = static_cast<const raas_plugin_hooks*>(
        trial.table().get_extension(trial.self(), RAAS_PLUGIN_HOOKS_ID));
    return hooks->on_deal_created(trial.self(), nullptr, 0, err);
  });
  findings.expect(trial.settle(), "it does not come to rest");
  trial.judge(findings);
}

void every_error_of_the_host_is_survived(Subject& subject, Findings& findings) {
  TrialHost host;
  Trial trial(subject, host);
  trial.begin();
  give_work(trial);
  for (const char* function : {"make_deal", "find_request", "get_request", "list_deals", "fetch",
                               "get_fetch", "read", "list_providers", "rpc_send", "rpc_take"}) {
    for (raas_status status = RAAS_E_INTERNAL - 2; status < 2; ++status) {
      if (status == RAAS_OK || status > RAAS_OK) continue;
      host.scope.inject(function, 0, 2, {status, "as the check wants it", 1000});
      const bool is_at_rest = trial.run(hour, hour / 2);
      findings.expect(is_at_rest, std::string(function) + " answers " + std::to_string(status) +
                                      ": it does not come to rest");
    }
  }
  for (const std::string& misuse : host.scope.misuses()) findings.add(misuse);
}

/// Ended without stop() again and again, on the same state: no request is made twice or otherwise.
void work_goes_on_after_any_end(Subject& subject, Findings& findings) {
  TrialHost host;
  for (int life = 0; life < 12; ++life) {
    Trial trial(subject, host);
    trial.begin();
    if (life == 0) give_work(trial);
    findings.expect(trial.run(life * 17, 10), "it does not come to rest");
    trial.judge(findings);
  }
}

}  // namespace

Checks async_checks() {
  return {{"async/lives_540_days", lives_540_days},
          {"async/events_become_durable", events_become_durable},
          {"async/repeated_and_reordered_events_are_survived",
           repeated_and_reordered_events_are_survived},
          {"async/unknown_events_are_survived", unknown_events_are_survived},
          {"async/every_error_of_the_host_is_survived", every_error_of_the_host_is_survived},
          {"async/work_goes_on_after_any_end", work_goes_on_after_any_end}};
}

}  // namespace mock
