#include "control/segments.h"

#include <boost/test/unit_test.hpp>

namespace raas {

BOOST_AUTO_TEST_SUITE(segments)

BOOST_AUTO_TEST_CASE(values_stay_where_they_are_while_others_are_added) {
  Segments<int> values;
  values.resize(1, 7);
  const int* const first = &values[0];
  for (std::size_t size = 2; size < 5 * Segments<int>::length; ++size) {
    values.resize(size, static_cast<int>(size));
  }

  BOOST_TEST(&values[0] == first);
  BOOST_TEST(values[0] == 7);
  BOOST_TEST(values[3 * Segments<int>::length] == static_cast<int>(3 * Segments<int>::length + 1));
}

BOOST_AUTO_TEST_CASE(what_is_added_again_has_its_new_value) {
  Segments<int> values;
  values.resize(3, 1);
  values.resize(1, 0);
  values.resize(3, 2);

  BOOST_TEST(values[0] == 1);
  BOOST_TEST(values[2] == 2);
}

BOOST_AUTO_TEST_CASE(a_part_is_of_the_values_that_are_there) {
  constexpr std::size_t length = Segments<int>::length;
  Segments<int> values;
  values.resize(2 * length, 0);
  values[length + 5] = 9;

  const auto part = values.part(length, 10);
  BOOST_TEST(part.size() == 10U);
  BOOST_TEST(part[5] == 9);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace raas
