#include "policy/urgency.h"

#include <boost/test/unit_test.hpp>

#include "support/build_job.h"

namespace raas::test {

using namespace build;

namespace {

/// Of the only action of a job with @p lasting lasting copies that replaces copy @p replaces.
Urgency urgency(std::uint32_t lasting, const Seen& seen, ReplicaId replaces,
                std::uint32_t reliability_ppm = 0) {
  Plan plan;
  plan.copies_lasting = lasting;
  const Action action{.slot = 1, .reason = Reason::repair, .replaces = replaces, .because = {}};
  return urgency_of(job(3), seen, plan, action, reliability_ppm);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(urgency_of_actions)

BOOST_AUTO_TEST_CASE(fewer_living_copies_come_before_everything_else) {
  const Seen ending = seeing({ending_in(1, 1)});
  BOOST_TEST((urgency(1, seeing({}), 0, 900000) < urgency(2, ending, 0, 1)));
}

BOOST_AUTO_TEST_CASE(less_time_left_comes_before_a_less_reliable_holder) {
  const Seen seen = seeing({ending_in(10, 1), ending_in(11, 2)});
  const ReplicaId soon = seen.replicas[0].id;
  const ReplicaId later = seen.replicas[1].id;
  BOOST_TEST((urgency(1, seen, soon, 900000) < urgency(1, seen, later, 1)));
  BOOST_TEST((urgency(1, seen, soon, 1) < urgency(1, seen, soon, 2)));
}

BOOST_AUTO_TEST_CASE(a_copy_that_is_not_proven_has_no_time_left) {
  const Seen seen = seeing({faulty_for(9, 1)});
  BOOST_TEST(urgency(1, seen, seen.replicas[0].id).time_left == 0);
  BOOST_TEST(urgency(1, seen, 0).time_left == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace raas::test
