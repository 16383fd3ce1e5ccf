#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "crash/fault_sweep.h"
#include "crash/verdict.h"

namespace raas_test {
namespace {

constexpr mock::Epochs publish_late = 300;

using Tamper = std::function<void(std::vector<PendingEvent>&, Deployment&)>;

/// The first copies of a job, whose host tells its updates as @p tamper likes.
void check_with_updates(const Tamper& tamper) {
  Deployment world(brisk_config());
  Story story(world, first_copies({2}));
  world.tamper = [&](std::vector<PendingEvent>& told) { tamper(told, world); };
  world.begin();
  story.tell([](std::size_t) {});
  BOOST_TEST(wrong_at_rest(world, story) == "");
  BOOST_TEST(world.host.asked.size() == 2U);
  // A deal that was given up for a while comes back as a copy of the host's own: only that tells.
  for (const HistoryLine& line : world.history()) BOOST_TEST(line.event != "intent_failed");
}

AskedDeal stranger(const std::string& key, raas_deal_state state) {
  AskedDeal deal;
  deal.request_id = 4711;
  deal.key = key;
  deal.payload_cid = "bafkreifzjut3te7nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e";
  deal.provider = "f01000";
  deal.deal_id = 99;
  deal.state = state;
  return deal;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(fault)

BOOST_AUTO_TEST_CASE(call_that_goes_wrong_in_any_way_at_any_time_changes_nothing_in_the_end) {
  const SweepReport report =
      fault_sweep({.phases = first_copies({scale_percent() >= 100 ? 2U : 1U})});
  BOOST_TEST_MESSAGE(report.points << " points, " << report.worlds << " faults");
  for (const std::string& failure : report.failures) BOOST_ERROR(failure);
  BOOST_TEST(report.worlds > 1000U);
}

// The deal is made all the same, and once more under the next key. A deal that is told of before
// that is taken for the copy that it is, so that the host tells late.
BOOST_AUTO_TEST_CASE(sweep_finds_a_time_out_that_is_taken_for_a_refusal) {
  FaultPlan plan{
      .phases = first_copies({1}), .publish_after_epochs = publish_late, .only = "make_deal"};
  BOOST_TEST(fault_sweep(plan).failures.empty());

  plan.mistake = Mistake::time_out_refuses;
  const SweepReport report = fault_sweep(plan);
  const auto is_second_copy = [](const std::string& text) {
    return text.find("job 1 has 2 copies, not 1") != std::string::npos;
  };
  for (const std::string& failure : report.failures) BOOST_TEST_MESSAGE(failure);
  BOOST_TEST(std::count_if(report.failures.begin(), report.failures.end(), is_second_copy) > 0);
}

BOOST_AUTO_TEST_CASE(updates_that_are_told_twice_change_nothing) {
  check_with_updates([](std::vector<PendingEvent>& told, Deployment& world) {
    const std::vector<PendingEvent> once = told;
    for (const PendingEvent& update : once) {
      told.push_back(update);                                // the same event
      told.push_back({world.host.next_seq(), update.deal});  // and as another one
    }
  });
}

BOOST_AUTO_TEST_CASE(updates_in_the_wrong_order_change_nothing) {
  check_with_updates(
      [](std::vector<PendingEvent>& told, Deployment&) { std::reverse(told.begin(), told.end()); });
}

BOOST_AUTO_TEST_CASE(old_states_that_are_told_late_change_nothing) {
  check_with_updates([](std::vector<PendingEvent>& told, Deployment& world) {
    if (told.empty()) return;
    AskedDeal old = told.back().deal;
    old.state = RAAS_DEAL_RECORDED;
    old.deal_id = 0;
    told.push_back({world.host.next_seq(), old});
  });
}

BOOST_AUTO_TEST_CASE(updates_that_are_never_told_change_nothing) {
  check_with_updates([](std::vector<PendingEvent>& told, Deployment&) { told.clear(); });
}

BOOST_AUTO_TEST_CASE(updates_of_strangers_change_nothing) {
  check_with_updates([](std::vector<PendingEvent>& told, Deployment& world) {
    for (const char* key : {"raas/9/9/9", "raas/1/7/7", "other/1/1/1", "", "raas/1/1/x"}) {
      for (const raas_deal_state state : {RAAS_DEAL_RECORDED + 0U, RAAS_DEAL_FAILED + 0U}) {
        told.push_back({world.host.next_seq(), stranger(key, state)});
      }
    }
  });
}

BOOST_AUTO_TEST_CASE(states_that_nobody_knows_change_nothing) {
  check_with_updates([](std::vector<PendingEvent>& told, Deployment& world) {
    const std::vector<PendingEvent> known = told;
    for (const PendingEvent& update : known) {
      AskedDeal odd = update.deal;
      odd.state = 0x77;
      told.push_back({world.host.next_seq(), odd});
    }
  });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace raas_test
