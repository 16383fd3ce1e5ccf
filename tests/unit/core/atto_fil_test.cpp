#include "core/atto_fil.h"

#include <boost/test/unit_test.hpp>
#include <random>
#include <string>

using raas::AttoFil;

BOOST_AUTO_TEST_SUITE(atto_fil)

BOOST_AUTO_TEST_CASE(numbers_are_written_as_they_were_read) {
  for (const std::string text :
       {"0", "1", "9", "10", "18446744073709551615", "18446744073709551616",
        "2000000000000000000000000000", "340282366920938463463374607431768211455"}) {
    const auto amount = AttoFil::parse(text);
    BOOST_TEST_REQUIRE(amount.has_value(), text);
    BOOST_TEST(amount->text() == text);
  }
}

BOOST_AUTO_TEST_CASE(numbers_from_2_to_the_128_on_are_refused) {
  BOOST_TEST(AttoFil::parse("340282366920938463463374607431768211454").has_value());
  BOOST_TEST(AttoFil::parse("340282366920938463463374607431768211455").has_value());
  BOOST_TEST(AttoFil::parse("340282366920938463463374607431768211456").has_error());
  BOOST_TEST(AttoFil::parse("999999999999999999999999999999999999999").has_error());
  BOOST_TEST(AttoFil::parse("1000000000000000000000000000000000000000").has_error());
  BOOST_TEST(AttoFil::parse(std::string(10'000'000, '1')).has_error());
}

BOOST_AUTO_TEST_CASE(texts_that_are_no_plain_number_are_refused) {
  const std::string with_nul("1\0", 2);
  for (const auto& text :
       {std::string(""), std::string("-1"), std::string("+1"), std::string("01"), std::string("00"),
        std::string("1.5"), std::string("1e3"), std::string(" 1"), std::string("1 "),
        std::string("0x1"), std::string("FIL"), with_nul}) {
    BOOST_TEST(AttoFil::parse(text).has_error(), text);
  }
}

BOOST_AUTO_TEST_CASE(amounts_are_ordered_as_numbers) {
  BOOST_TEST((*AttoFil::parse("9") < *AttoFil::parse("10")));
  BOOST_TEST((*AttoFil::parse("18446744073709551616") > *AttoFil::parse("18446744073709551615")));
}

BOOST_AUTO_TEST_CASE(random_amounts_read_back) {
  std::mt19937_64 random(4);
  for (int round = 0; round < 10'000; ++round) {
    raas::Uint128 number = random();
    number = (number << 64U | random()) >> (random() % 128);
    BOOST_TEST_REQUIRE((AttoFil::parse(AttoFil(number).text()).value() == AttoFil(number)));
  }
}

BOOST_AUTO_TEST_SUITE_END()
