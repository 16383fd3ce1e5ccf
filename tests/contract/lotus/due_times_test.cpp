#include "adapters/lotus/due_times.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <vector>

using namespace raas;
using namespace raas::lotus;

namespace {

constexpr Epoch epoch_now = 100;

/// The first of them is.
DueTimes every_third_due(std::size_t size) {
  DueTimes due;
  for (std::size_t index = 0; index < size; ++index) {
    due.push_back(index % 3 == 0 ? epoch_now : epoch_now + 1);
  }
  return due;
}

}  // namespace

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

BOOST_AUTO_TEST_CASE(all_that_is_due_is_found_once_wherever_one_begins) {
  for (const std::size_t size : {0U, 1U, 255U, 256U, 257U, 4096U, 4097U, 10000U}) {
    const DueTimes due = every_third_due(size);
    for (const std::size_t first : {std::size_t{0}, size / 2, size}) {
      std::vector<std::size_t> found;
      const std::size_t next = due.each_due(epoch_now, first, [&](std::size_t index) {
        found.push_back(index);
        return true;
      });
      BOOST_TEST(next <= size);
      const auto begin = std::find_if(found.begin(), found.end(),
                                      [first](std::size_t index) { return index < first; });
      std::rotate(found.begin(), begin, found.end());
      BOOST_TEST_REQUIRE(found.size() == (size + 2) / 3, size << " from " << first);
      for (std::size_t i = 0; i < found.size(); ++i) BOOST_TEST(found[i] == 3 * i);
    }
  }
}

BOOST_AUTO_TEST_CASE(where_there_was_no_room_for_one_that_one_is_the_next) {
  const DueTimes due = every_third_due(9000);
  std::size_t first = 0;
  std::vector<std::size_t> found;
  while (found.size() < 3000) {
    std::size_t room = 7;
    first = due.each_due(epoch_now, first, [&](std::size_t index) {
      if (room-- == 0) return false;
      found.push_back(index);
      return true;
    });
  }
  for (std::size_t i = 0; i < 3000; ++i) BOOST_TEST(found[i] == 3 * i);
}

BOOST_AUTO_TEST_SUITE_END()
