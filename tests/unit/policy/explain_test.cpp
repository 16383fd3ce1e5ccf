#include "policy/explain.h"

#include <boost/test/unit_test.hpp>

#include "policy/decide.h"
#include "policy/urgency.h"
#include "support/build_job.h"
#include "unit/policy/print.h"

namespace raas::test {
namespace {

using namespace build;

std::string line_of(const Inputs& inputs) {
  std::string text;
  for (const auto& [name, value] : inputs) {
    if (!text.empty()) text += " ";
    text += std::string(name) + "=" + value;
  }
  return text;
}

/// How urgent the only action for one copy is.
Urgency urgency(const Job& job, const Seen& seen) {
  const Observation observation = seen;
  const Plan plan = raas::decide({}, job, observation);
  BOOST_TEST_REQUIRE(plan.actions.size() == 1U);
  return urgency_of(job, observation, plan, plan.actions[0]);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(explain)

BOOST_AUTO_TEST_CASE(a_repair_tells_what_it_was_decided_from) {
  const Seen seen = seeing({sound(1), faulty_for(2886, 2)});
  const Plan plan = raas::decide({}, job(2), seen);
  BOOST_TEST(
      line_of(inputs_of({}, job(2), seen, plan, plan.actions.at(0))) ==
      "job_state=active chain_trusted=yes tip=5000000 now=5000000 copies_min=2 copies_target=2 "
      "copies_max=2 copies_lasting=1 copies_in_flight=0 reason=repair slot=2 generation=1 "
      "repair_after_epochs=2880 reading_age_max_epochs=240 negative_readings_min=2 "
      "replaces=1002 replaced_provider=f01002 replaced_deal=102 replaced_sector=12 "
      "replaced_standing=faulty finding=faulty finding_since=4997114 finding_read_at=5000000 "
      "finding_readings=2 replaced_start_epoch=3948800 replaced_end_epoch=6051200");
}

BOOST_AUTO_TEST_CASE(a_replication_has_no_copy_to_tell_of) {
  const Seen seen = seeing({});
  const Plan plan = raas::decide({}, job(1), seen);
  const std::string line = line_of(inputs_of({}, job(1), seen, plan, plan.actions.at(0)));
  BOOST_TEST(line.ends_with("reason=replication slot=1 generation=1"));
}

BOOST_AUTO_TEST_CASE(what_is_next_is_told_in_words) {
  BOOST_TEST(
      next_text(raas::decide({}, job(2), seeing({sound(1), faulty_for(2886, 2)}))) ==
      "repair of slot 2: not proven for 2886 epochs, grace is 2880; looked at again at epoch "
      "5020160 at the latest");
  BOOST_TEST(
      next_text(raas::decide({}, job(1), seeing({faulty_for(2879, 1)}))) ==
      "0 of 1 copies healthy; slot 1: not proven for 2879 epochs, grace is 2880; looked at again "
      "at epoch 5000006 at the latest");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(urgencies)

BOOST_AUTO_TEST_CASE(the_job_with_the_fewest_lasting_copies_comes_first) {
  const Urgency none = urgency(job(1), seeing({ending_in(9000, 1)}));
  const Urgency one = urgency(job(2), seeing({sound(1), dead(2)}));
  BOOST_TEST((none < one));
}

BOOST_AUTO_TEST_CASE(then_the_copy_with_the_least_time_left) {
  const auto left = [](Epochs epochs) { return urgency(job(1), seeing({ending_in(epochs, 1)})); };
  BOOST_TEST((left(10) < left(11)));
  BOOST_TEST((urgency(job(1), seeing({dead(1)})) < left(1)));
  BOOST_TEST((urgency(job(1), seeing({faulty_for(2885, 1)})) < left(1)));
}

BOOST_AUTO_TEST_CASE(then_repair_before_renewal_before_replication) {
  const Urgency repair = urgency(job(1), seeing({dead(1)}));
  const Urgency renewal = urgency(job(1), seeing({ending_in(0, 1)}));
  const Urgency replication = urgency(job(1), seeing({}));
  BOOST_TEST((repair < renewal));
  BOOST_TEST((renewal < replication));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace raas::test
