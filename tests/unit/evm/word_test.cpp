#include "adapters/evm/word.h"

#include <boost/test/unit_test.hpp>

using namespace raas::evm;

namespace {

Word ones() {
  Word word;
  word.fill(0xff);
  return word;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(word)

BOOST_AUTO_TEST_CASE(numbers_have_64_bits) {
  for (const std::uint64_t number : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{256},
                                     std::uint64_t{0x0102030405060708}, ~std::uint64_t{0}}) {
    BOOST_TEST(number_in(word_of(number)).value() == number);
    BOOST_TEST(decimal_of(word_of(number)) == std::to_string(number));
    BOOST_TEST(number_in_quantity(quantity_of(number)).value() == number);
  }
  Word beyond{};
  beyond[23] = 1;
  BOOST_TEST(!number_in(beyond));
  BOOST_TEST(decimal_of(beyond) == "18446744073709551616");
}

BOOST_AUTO_TEST_CASE(decimals_of_any_word_are_exact) {
  BOOST_TEST(decimal_of(ones()) ==
             "115792089237316195423570985008687907853269984665640564039457584007913129639935");
}

BOOST_AUTO_TEST_CASE(signed_numbers_are_twos_complements) {
  BOOST_TEST(signed_number_in(ones()).value() == -1);
  BOOST_TEST(signed_number_in(word_of(32)).value() == 32);
  BOOST_TEST(!signed_number_in(word_of(std::uint64_t{1} << 63U)));
  Word beyond = ones();
  beyond[0] = 0x7f;
  BOOST_TEST(!signed_number_in(beyond));
}

BOOST_AUTO_TEST_CASE(hexadecimal_is_read_in_both_cases_and_exactly) {
  BOOST_TEST(unhex("0x").value() == "");
  BOOST_TEST(unhex("0xaBCdef").value() == "\xab\xcd\xef");
  BOOST_TEST(hex_of(std::string_view("\0\x7f\xff", 3)) == "0x007fff");
  for (const char* const text :
       {"", "0", "x", "ab", "0X00", "0x0", "0x0g", "0x 0", "0x-1", "0x00 "})
    BOOST_TEST(!unhex(text), text);
}

BOOST_AUTO_TEST_CASE(quantities_have_1_to_16_digits) {
  BOOST_TEST(quantity_of(0) == "0x0");
  BOOST_TEST(quantity_of(65) == "0x41");
  BOOST_TEST(number_in_quantity("0x041").value() == 65U);
  BOOST_TEST(number_in_quantity("0xffffffffffffffff").value() == ~std::uint64_t{0});
  for (const char* const text : {"", "0x", "41", "0x10000000000000000", "0x-1", "0xg", "0x4 "})
    BOOST_TEST(!number_in_quantity(text), text);
}

BOOST_AUTO_TEST_SUITE_END()
