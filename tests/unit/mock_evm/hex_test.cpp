#include "evm/hex.h"

#include <boost/test/unit_test.hpp>

using namespace mock;

BOOST_AUTO_TEST_SUITE(hex)

BOOST_AUTO_TEST_CASE(bytes_and_their_text_belong_together) {
  BOOST_TEST(hex_text(std::string("\x00\xff", 2)) == "0x00ff");
  BOOST_TEST((bytes_in_hex("0x00FF") == std::string("\x00\xff", 2)));
  BOOST_TEST((bytes_in_hex("0x") == std::string()));
  for (const auto* wrong : {"", "00", "0x0", "0x0g", "0x+1"}) {
    BOOST_TEST(!bytes_in_hex(wrong).has_value(), wrong);
  }
}

BOOST_AUTO_TEST_CASE(quantities_have_no_leading_zeros) {
  BOOST_TEST(quantity(0) == "0x0");
  BOOST_TEST(quantity(~std::uint64_t{0}) == "0xffffffffffffffff");
  BOOST_TEST((number_in("0xff") == std::uint64_t{255}));
  for (const auto* wrong : {"", "0x", "ff", "0x10000000000000000", "0x-1"}) {
    BOOST_TEST(!number_in(wrong).has_value(), wrong);
  }
}

BOOST_AUTO_TEST_CASE(decimals_of_any_length_become_quantities) {
  BOOST_TEST(quantity_of_decimal("") == "0x0");
  BOOST_TEST(quantity_of_decimal("0") == "0x0");
  BOOST_TEST(quantity_of_decimal("1000000000000000000") == "0xde0b6b3a7640000");
  BOOST_TEST(quantity_of_decimal("340282366920938463463374607431768211456") ==
             "0x100000000000000000000000000000000");
}

BOOST_AUTO_TEST_SUITE_END()
