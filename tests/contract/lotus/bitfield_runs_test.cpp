#include "core/bitfield_runs.h"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>
#include <limits>

#include "recorded.h"

using namespace raas;
using namespace raas::test;

namespace {

using Lengths = std::vector<std::uint64_t>;

std::vector<std::uint64_t> numbers_of(const BitfieldRuns& runs) {
  std::vector<std::uint64_t> numbers;
  for (const NumberRange& range : runs.ranges()) {
    for (std::uint64_t n = range.first; n < range.end; ++n) numbers.push_back(n);
  }
  return numbers;
}

BitfieldRuns runs_of(const Lengths& lengths) {
  return BitfieldRuns::from_lengths(lengths).value();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(bitfield_runs)

BOOST_AUTO_TEST_CASE(recorded_bitfields_read_as_the_go_library_read_them) {
  std::size_t read = 0;
  const auto vectors = recorded("bitfield-json-vectors.json");
  for (const char* group : {"recorded", "recorded_misc", "unit_tests"}) {
    for (const auto& vector : vectors.at(group).as_array()) {
      const auto runs = runs_of(boost::json::value_to<Lengths>(vector.at("json")));
      const auto expected = boost::json::value_to<Lengths>(vector.at("decoded"));
      BOOST_TEST(numbers_of(runs) == expected, boost::test_tools::per_element());
      BOOST_TEST(runs.count() == expected.size());
      for (const std::uint64_t number : expected) BOOST_TEST(runs.contains(number));
      ++read;
    }
  }
  BOOST_TEST(read == 12U);
}

BOOST_AUTO_TEST_CASE(membership_ends_where_a_run_does) {
  const BitfieldRuns runs = runs_of({5, 2, 3, 1});
  for (const std::uint64_t in : {5U, 6U, 10U}) BOOST_TEST(runs.contains(in));
  for (const std::uint64_t out : {0U, 4U, 7U, 9U, 11U}) BOOST_TEST(!runs.contains(out));
  BOOST_TEST(!runs_of({}).contains(0));
  BOOST_TEST(!runs_of({0}).contains(0));
  BOOST_TEST(runs_of({0, 1}).contains(0));
}

BOOST_AUTO_TEST_CASE(a_zero_is_legal_in_the_first_place_only) {
  BOOST_TEST(BitfieldRuns::from_lengths(Lengths{0, 3}).has_value());
  for (const Lengths& lengths :
       {Lengths{3, 0}, Lengths{0, 0}, Lengths{1, 1, 0}, Lengths{1, 1, 0, 1}}) {
    BOOST_TEST((BitfieldRuns::from_lengths(lengths).error().code() == Code::corrupt));
  }
}

BOOST_AUTO_TEST_CASE(numbers_end_at_2_to_the_63_minus_1) {
  constexpr std::uint64_t max = std::numeric_limits<std::int64_t>::max();
  BOOST_TEST(BitfieldRuns::from_lengths(Lengths{max - 1, 1}).has_value());
  BOOST_TEST(BitfieldRuns::from_lengths(Lengths{0, max}).has_value());
  BOOST_TEST(BitfieldRuns::from_lengths(Lengths{max, 1}).has_error());
  BOOST_TEST(BitfieldRuns::from_lengths(Lengths{1, max}).has_error());
  BOOST_TEST(BitfieldRuns::from_lengths(Lengths{max + 1}).has_error());
  BOOST_TEST(BitfieldRuns::from_lengths(Lengths{1, std::numeric_limits<std::uint64_t>::max()})
                 .has_error());
}

BOOST_AUTO_TEST_CASE(a_long_run_is_one_range) {
  const BitfieldRuns runs = runs_of({0, 1ULL << 62});
  BOOST_TEST(runs.ranges().size() == 1U);
  BOOST_TEST(runs.contains((1ULL << 62) - 1));
  BOOST_TEST(!runs.contains(1ULL << 62));
}

BOOST_AUTO_TEST_CASE(a_union_has_the_numbers_of_both_in_as_few_ranges_as_can_be) {
  BitfieldRuns both = runs_of({0, 2, 3, 2});
  both.unite(runs_of({2, 1, 4, 3, 10, 1}));
  BOOST_TEST((numbers_of(both) == Lengths{0, 1, 2, 5, 6, 7, 8, 9, 20}));
  BOOST_TEST(both.ranges().size() == 3U);
  both.unite({});
  BOOST_TEST(both.count() == 9U);
  BitfieldRuns none;
  none.unite(both);
  BOOST_TEST(none.count() == 9U);
}

BOOST_AUTO_TEST_SUITE_END()
