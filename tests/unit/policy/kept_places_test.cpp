#include "policy/kept_places.h"

#include <boost/test/unit_test.hpp>

namespace raas::test {
namespace {

constexpr Epoch start = 5'000'000;

Urgency with_copies(JobId job, std::uint32_t copies) {
  return {.copies_lasting = copies, .job = job};
}

BOOST_AUTO_TEST_SUITE(kept_places)

BOOST_AUTO_TEST_CASE(places_are_kept_from_what_is_less_urgent_only) {
  KeptPlaces kept;
  kept.keep(with_copies(1, 1), 10, start);
  kept.keep(with_copies(2, 2), 20, start);
  BOOST_TEST(kept.before(with_copies(3, 0)).deals == 0U);
  BOOST_TEST(kept.before(with_copies(3, 1)).deals == 1U);
  BOOST_TEST(kept.before(with_copies(3, 2)).deals == 2U);
  BOOST_TEST(kept.before(with_copies(3, 2)).bytes == 30U);
}

BOOST_AUTO_TEST_CASE(a_job_has_one_place_at_its_newest_urgency) {
  KeptPlaces kept;
  kept.keep(with_copies(1, 1), 10, start);
  kept.keep(with_copies(1, 2), 10, start);
  BOOST_TEST(kept.before(with_copies(3, 1)).deals == 0U);
  BOOST_TEST(kept.before(with_copies(3, 2)).deals == 1U);
}

BOOST_AUTO_TEST_CASE(a_place_is_given_up_when_the_reading_is_there_or_does_not_come) {
  KeptPlaces kept;
  kept.keep(with_copies(1, 1), 10, start);
  kept.keep(with_copies(2, 1), 10, start + 10);
  kept.give_up_long_kept(start + 20);
  BOOST_TEST(kept.before(with_copies(3, 2)).deals == 2U);
  kept.give_up_long_kept(start + 21);
  BOOST_TEST(kept.before(with_copies(3, 2)).deals == 1U);
  kept.give_up(2);
  BOOST_TEST(kept.before(with_copies(3, 2)).deals == 0U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace raas::test
