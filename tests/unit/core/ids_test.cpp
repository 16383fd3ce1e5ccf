#include "core/ids.h"

#include <boost/test/unit_test.hpp>
#include <string>

using raas::parse_provider;
using raas::provider_text;

BOOST_AUTO_TEST_SUITE(ids)

BOOST_AUTO_TEST_CASE(both_networks_prefixes_name_the_same_provider) {
  BOOST_TEST(parse_provider("f01234").value() == 1234U);
  BOOST_TEST(parse_provider("t01234").value() == 1234U);
  BOOST_TEST(provider_text(1234) == "f01234");
}

BOOST_AUTO_TEST_CASE(numbers_have_63_bits) {
  BOOST_TEST(parse_provider("f01").value() == 1U);
  BOOST_TEST(parse_provider("f09223372036854775807").value() == 9223372036854775807U);
  BOOST_TEST(parse_provider("f09223372036854775808").has_error());
  BOOST_TEST(parse_provider("f018446744073709551616").has_error());
  BOOST_TEST(parse_provider("f0" + std::string(1'000'000, '1')).has_error());
}

BOOST_AUTO_TEST_CASE(other_spellings_are_refused) {
  for (const std::string text :
       {"", "f", "f0", "0", "1234", "f1234", "f00", "f001234", "f0-1", "f0+1", "f0 1", "f012x",
        "F01234", "f1abjxfbp274xpdqcpuaykwkfb43omjotacm2p3za", "f410fabc", "f01234 ", " f01234"}) {
    BOOST_TEST(parse_provider(text).has_error(), text);
  }
  BOOST_TEST(parse_provider(std::string("f01\0", 4)).has_error());
}

BOOST_AUTO_TEST_SUITE_END()
