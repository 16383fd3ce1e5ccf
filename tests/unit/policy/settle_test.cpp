#include "policy/settle.h"

#include <boost/test/unit_test.hpp>

#include "support/build_job.h"
#include "unit/policy/print.h"

namespace raas {

std::ostream& operator<<(std::ostream& out, Outcome outcome) {
  return out << name_of(outcome);
}
std::ostream& operator<<(std::ostream& out, Fault fault) {
  return out << name_of(fault);
}

namespace test {
namespace {

using namespace build;

Settlement settled(const HostDealSummary& deal, Epoch now = tip,
                   IntentState state = IntentState::requested) {
  return raas::settle({}, intent(1, Reason::repair, state), deal, now);
}

Epoch last_epoch() {
  return intent(1).start_epoch_max + Policy{}.start_margin_epochs;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(settle)

BOOST_AUTO_TEST_CASE(an_intent_is_in_flight_while_the_host_works_on_it) {
  for (const HostStage stage : {HostStage::not_told, HostStage::running, HostStage::published}) {
    BOOST_TEST(settled({.stage = stage}).outcome == Outcome::in_flight);
    BOOST_TEST(settled({.stage = stage}).look_at == last_epoch() + 1);
  }
}

BOOST_AUTO_TEST_CASE(a_request_that_the_host_has_forgotten_is_asked_again) {
  BOOST_TEST(settled({.stage = HostStage::not_known}).outcome == Outcome::ask_again);
  BOOST_TEST(settled({.stage = HostStage::not_known}, tip, IntentState::recorded).outcome ==
             Outcome::in_flight);
}

BOOST_AUTO_TEST_CASE(the_chain_and_not_the_host_makes_a_copy_active) {
  BOOST_TEST(settled({.stage = HostStage::active}).outcome == Outcome::awaiting_chain);
  for (const Standing copy : {Standing::pending, Standing::unknown}) {
    BOOST_TEST(settled({.stage = HostStage::active, .copy = copy}).outcome ==
               Outcome::awaiting_chain);
  }
  for (const Standing copy :
       {Standing::healthy, Standing::expiring, Standing::faulty, Standing::expired}) {
    BOOST_TEST(settled({.stage = HostStage::published, .copy = copy}).outcome == Outcome::settled);
    BOOST_TEST(settled({.stage = HostStage::failed, .copy = copy}).outcome == Outcome::settled);
  }
  for (const Standing copy : {Standing::lost, Standing::failed}) {
    const Settlement end = settled({.stage = HostStage::active, .copy = copy});
    BOOST_TEST(end.outcome == Outcome::failed);
    BOOST_TEST(end.fault == Fault::provider);
  }
}

BOOST_AUTO_TEST_CASE(a_failure_is_the_fault_of_whom_the_host_names) {
  for (const Fault fault : {Fault::none, Fault::provider, Fault::host, Fault::network}) {
    const Settlement end = settled({.stage = HostStage::failed, .fault = fault, .message = "why"});
    BOOST_TEST(end.outcome == Outcome::failed);
    BOOST_TEST(end.fault == fault);
    BOOST_TEST(end.because == "the host's deal failed: why");
    BOOST_TEST(!end.timed_out);
    BOOST_TEST(settled({.stage = HostStage::ended, .fault = fault}).outcome == Outcome::failed);
  }
}

BOOST_AUTO_TEST_CASE(
    a_start_that_was_missed_is_the_providers_fault_unless_the_host_says_otherwise) {
  BOOST_TEST(settled({.stage = HostStage::expired}).fault == Fault::provider);
  BOOST_TEST(settled({.stage = HostStage::expired, .fault = Fault::host}).fault == Fault::host);
}

BOOST_AUTO_TEST_CASE(a_cancelled_request_is_nobodys_failure) {
  const Settlement end = settled({.stage = HostStage::cancelled, .fault = Fault::provider});
  BOOST_TEST(end.outcome == Outcome::cancelled);
  BOOST_TEST(end.fault == Fault::none);
}

BOOST_AUTO_TEST_CASE(an_intent_times_out_after_its_start_epoch_and_margin) {
  const HostDealSummary running{.stage = HostStage::running};
  BOOST_TEST(settled(running, last_epoch() - 1).outcome == Outcome::in_flight);
  BOOST_TEST(settled(running, last_epoch()).outcome == Outcome::in_flight);
  const Settlement late = settled(running, last_epoch() + 1);
  BOOST_TEST(late.outcome == Outcome::failed);
  BOOST_TEST(late.timed_out);
}

BOOST_AUTO_TEST_CASE(a_time_out_is_the_fault_of_whoever_had_the_request) {
  const Epoch late = last_epoch() + 1;
  BOOST_TEST(settled({.stage = HostStage::running}, late).fault == Fault::provider);
  BOOST_TEST(settled({.stage = HostStage::published}, late).fault == Fault::provider);
  BOOST_TEST(settled({.stage = HostStage::active}, late).fault == Fault::host);
  BOOST_TEST(settled({.stage = HostStage::not_told}, late).fault == Fault::provider);
  BOOST_TEST(settled({.stage = HostStage::not_known}, late).fault == Fault::none);
  BOOST_TEST(settled({}, late, IntentState::recorded).fault == Fault::none);
  BOOST_TEST(settled({}, late, IntentState::fetching).fault == Fault::none);
}

BOOST_AUTO_TEST_CASE(a_published_copy_is_left_to_the_chain_however_late_it_is) {
  const HostDealSummary pending{.stage = HostStage::published, .copy = Standing::pending};
  BOOST_TEST(settled(pending, last_epoch() + 1).outcome == Outcome::in_flight);
}

BOOST_AUTO_TEST_CASE(an_intent_that_is_over_is_not_settled_again) {
  BOOST_CHECK_THROW(static_cast<void>(settled({}, tip, IntentState::settled)), std::logic_error);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace test
}  // namespace raas
