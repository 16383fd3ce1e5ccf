#include "policy/decide.h"

#include <boost/test/unit_test.hpp>

#include "policy/standing.h"
#include "support/build_job.h"

namespace raas {

std::ostream& operator<<(std::ostream& out, const Action& action) {
  return out << name_of(action.reason) << " of slot " << action.slot << " (" << action.because
             << ")";
}

namespace test {
namespace {

using namespace build;

constexpr Epochs threshold = 30 * epochs_per_day;

Plan plan(const Job& job, const Seen& seen) {
  return raas::decide({}, job, seen);
}

std::vector<SlotNumber> slots_of(const Plan& plan) {
  std::vector<SlotNumber> slots;
  for (const Action& action : plan.actions) slots.push_back(action.slot);
  return slots;
}

std::string only_reason(const Plan& plan) {
  return plan.actions.size() == 1 ? std::string(name_of(plan.actions[0].reason)) : "not one action";
}

using Slots = std::vector<SlotNumber>;

}  // namespace

BOOST_AUTO_TEST_SUITE(decide)

BOOST_AUTO_TEST_CASE(a_new_job_gets_all_of_its_copies) {
  const Plan made = plan(job(3), seeing({}));

  BOOST_TEST(slots_of(made) == (Slots{1, 2, 3}), boost::test_tools::per_element());
  BOOST_TEST(made.actions[0].because == "0 of 3 copies healthy, slot 1 has no copy");
  BOOST_TEST(made.actions[0].generation == 1U);
}

BOOST_AUTO_TEST_CASE(enough_healthy_copies_need_nothing) {
  const Plan made = plan(job(2), seeing({sound(1), sound(2)}));

  BOOST_TEST(made.actions.empty());
  BOOST_TEST(made.copies_lasting == 2U);
  BOOST_TEST(made.because == "2 of 2 copies healthy; first renewal due at epoch " +
                                 std::to_string(sound(1).end_epoch - threshold + 1));
}

BOOST_AUTO_TEST_CASE(a_copy_is_renewed_below_the_threshold) {
  BOOST_TEST(plan(job(1), seeing({ending_in(threshold + 1, 1)})).actions.empty());
  BOOST_TEST(plan(job(1), seeing({ending_in(threshold, 1)})).actions.empty());

  const Plan made = plan(job(1), seeing({ending_in(threshold - 1, 1)}));
  BOOST_TEST(only_reason(made) == "renewal");
  BOOST_TEST(made.actions[0].because == "ends in 86399 epochs, renewal below 86400");
  BOOST_TEST(made.actions[0].replaces == ending_in(1, 1).id);
}

BOOST_AUTO_TEST_CASE(a_faulty_copy_is_repaired_when_its_grace_is_over) {
  const Epochs grace = Terms{}.repair_after_epochs;
  const Plan early = plan(job(1), seeing({faulty_for(grace - 1, 1)}));
  BOOST_TEST(early.actions.empty());
  BOOST_TEST(early.next_look == tip + 1);

  const Plan now = plan(job(1), seeing({faulty_for(grace, 1)}));
  BOOST_TEST(only_reason(now) == "repair");
  const Plan late = plan(job(1), seeing({faulty_for(grace + 1, 1)}));
  BOOST_TEST(only_reason(late) == "repair");
  BOOST_TEST(late.actions[0].because == "not proven for 2881 epochs, grace is 2880");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace test
}  // namespace raas
