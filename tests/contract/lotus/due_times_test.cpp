#include "adapters/lotus/due_times.h"

#include <boost/test/unit_test.hpp>

using namespace raas;
using namespace raas::lotus;

BOOST_AUTO_TEST_SUITE(due_times)

BOOST_AUTO_TEST_CASE(each_time_is_where_it_was_however_many_come_after_it) {
  DueTimes due;
  due.push_back(7);
  const ShortEpoch* const first = &due[0];
  for (Epoch epoch = 1; epoch < 20000; ++epoch) due.push_back(epoch);
  BOOST_TEST(due.size() == 20000U);
  BOOST_TEST(&due[0] == first);
  BOOST_TEST(Epoch{due[0]} == 7);
  for (const std::size_t index : {1U, 255U, 256U, 4095U, 4096U, 8191U, 8192U, 19999U}) {
    BOOST_TEST(Epoch{due[index]} == static_cast<Epoch>(index));
  }
}

BOOST_AUTO_TEST_CASE(parts_are_all_times_in_their_order) {
  for (const std::size_t size : {1U, 255U, 256U, 257U, 4096U, 4097U, 10000U}) {
    DueTimes due;
    for (std::size_t index = 0; index < size; ++index) due.push_back(static_cast<Epoch>(index));
    std::size_t next = 0;
    while (next < due.size()) {
      const auto part = due.part(next);
      BOOST_TEST_REQUIRE(!part.empty());
      for (const ShortEpoch& epoch : part) BOOST_TEST(Epoch{epoch} == static_cast<Epoch>(next++));
    }
    BOOST_TEST(next == size);
  }
}

BOOST_AUTO_TEST_SUITE_END()
