#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include "filecoin/bitfield_json.h"
#include "network.h"

namespace test {
namespace {

std::string written(const std::vector<std::uint64_t>& numbers) {
  std::string text;
  mock::JsonWriter out(text);
  mock::BitfieldJson set(out);
  for (const std::uint64_t number : numbers) set.add(number);
  set.finish();
  return text;
}

BOOST_AUTO_TEST_SUITE(bitfield)

BOOST_AUTO_TEST_CASE(the_empty_set_is_one_zero) {
  BOOST_TEST(written({}) == "[0]");
}

BOOST_AUTO_TEST_CASE(a_set_with_number_zero_starts_with_a_run_of_length_zero) {
  BOOST_TEST(written({0}) == "[0,1]");
  BOOST_TEST(written({0, 1, 2, 8, 9}) == "[0,3,5,2]");
}

BOOST_AUTO_TEST_CASE(runs_are_joined_and_no_trailing_gap_is_written) {
  BOOST_TEST(written({5}) == "[5,1]");
  BOOST_TEST(written({14184}) == "[14184,1]");
  BOOST_TEST(written({91, 92, 93, 94, 96, 97, 98, 99}) == "[91,4,1,4]");
}

BOOST_AUTO_TEST_CASE(recorded_sets_are_written_as_lotus_wrote_them) {
  const auto vectors = recorded("bitfield-json-vectors.json");
  std::size_t checked = 0;
  for (const auto& vector : vectors.at("recorded").as_array()) {
    std::vector<std::uint64_t> numbers;
    for (const auto& number : vector.at("decoded").as_array()) {
      numbers.push_back(number.to_number<std::uint64_t>());
    }
    BOOST_TEST(written(numbers) == boost::json::serialize(vector.at("json")));
    ++checked;
  }
  BOOST_TEST(checked > 3U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace test
