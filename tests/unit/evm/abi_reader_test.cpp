#include "adapters/evm/abi_reader.h"

#include <boost/test/unit_test.hpp>

#include "test_data.h"

using raas::Code;
using raas::evm::AbiReader;

BOOST_AUTO_TEST_SUITE(abi_reader)

BOOST_AUTO_TEST_CASE(words_are_within_the_bytes) {
  const std::string bytes = words({1, 2});
  BOOST_TEST(AbiReader(bytes).number(1).value() == 2U);
  BOOST_TEST(AbiReader(bytes).word(2).has_error());
  BOOST_TEST(AbiReader(bytes).word(~std::size_t{0}).has_error());
  BOOST_TEST(AbiReader(bytes.substr(0, 63)).word(1).has_error());
  BOOST_TEST(AbiReader("").word(0).has_error());
}

BOOST_AUTO_TEST_CASE(a_number_beyond_64_bits_is_named_in_full) {
  const auto found = AbiReader(ones_word()).number(0);
  BOOST_TEST((found.error().code() == Code::corrupt));
  BOOST_TEST(found.error().text().find("57584007913129639935, expected less than 2^64") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(bytes_end_where_they_say) {
  const std::string bytes = words({32, 3}) + "abc" + std::string(29, '\0');
  BOOST_TEST(AbiReader(bytes).bytes(0).value() == "abc");
  // Compilers pad to whole words; what is there to be read is enough.
  BOOST_TEST(AbiReader(bytes.substr(0, 67)).bytes(0).value() == "abc");
  BOOST_TEST(AbiReader(bytes.substr(0, 66)).bytes(0).has_error());
}

BOOST_AUTO_TEST_CASE(offsets_lead_to_a_whole_length) {
  for (const std::uint64_t offset : {33U, 64U, 65U, 0xffffffffU}) {
    BOOST_TEST(AbiReader(words({offset, 0})).bytes(0).has_error());
  }
  BOOST_TEST(AbiReader(words({~std::uint64_t{0}, 0})).bytes(0).has_error());
  BOOST_TEST(AbiReader(words({~std::uint64_t{31}, 0})).bytes(0).has_error());
  BOOST_TEST(AbiReader(ones_word() + words({0})).bytes(0).has_error());
  BOOST_TEST(AbiReader(words({32, 0})).bytes(0).value() == "");
}

BOOST_AUTO_TEST_CASE(lengths_of_bytes_are_bounded_by_what_is_there) {
  const std::string tail(32, 'x');
  BOOST_TEST(AbiReader(words({32, 32}) + tail).bytes(0).value() == tail);
  BOOST_TEST(AbiReader(words({32, 33}) + tail).bytes(0).has_error());
  BOOST_TEST(AbiReader(words({32, ~std::uint64_t{0}}) + tail).bytes(0).has_error());
  BOOST_TEST(AbiReader(words({32}) + ones_word() + tail).bytes(0).has_error());
}

BOOST_AUTO_TEST_CASE(lengths_of_arrays_are_bounded_by_what_is_there) {
  const std::string four = words({1, 2, 3, 4});
  const std::string bytes = words({32, 2}) + four;
  const auto pairs = AbiReader(bytes).array(0, 2);
  BOOST_TEST(pairs.value().count == 2U);
  BOOST_TEST(pairs.value().elements.number(3).value() == 4U);
  BOOST_TEST(AbiReader(words({32, 3}) + four).array(0, 2).has_error());
  BOOST_TEST(AbiReader(words({32, 4}) + four).array(0, 1).value().count == 4U);
  BOOST_TEST(AbiReader(words({32, 5}) + four).array(0, 1).has_error());
  BOOST_TEST(AbiReader(words({32, std::uint64_t{1} << 59U}) + four).array(0, 1).has_error());
  BOOST_TEST(AbiReader(words({32}) + ones_word() + four).array(0, 1).has_error());
}

BOOST_AUTO_TEST_SUITE_END()
