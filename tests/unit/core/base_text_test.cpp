#include "core/base_text.h"

#include <boost/test/unit_test.hpp>
#include <string>

using raas::decode_base58btc;
using raas::decode_multibase;
using raas::encode_multibase32;
using raas::is_multibase32_of;

BOOST_AUTO_TEST_SUITE(base_text)

BOOST_AUTO_TEST_CASE(published_examples_decode) {
  const std::string expected = "yes mani !";
  for (const std::string text :
       {"bpfsxgidnmfxgsibb", "BPFSXGIDNMFXGSIBB", "f796573206d616e692021", "F796573206D616E692021",
        "k2lcpzo5yikidynfl", "K2LCPZO5YIKIDYNFL", "z7paNL19xttacUY", "ueWVzIG1hbmkgIQ"}) {
    BOOST_TEST(decode_multibase(text).value() == expected);
  }
  BOOST_TEST(encode_multibase32(expected) == "bpfsxgidnmfxgsibb");
}

BOOST_AUTO_TEST_CASE(leading_zero_bytes_are_kept) {
  const std::string expected("\0\0yes mani !", 12);
  for (const std::string text : {"baaahszltebwwc3tjeaqq", "f0000796573206d616e692021",
                                 "k002lcpzo5yikidynfl", "z117paNL19xttacUY", "uAAB5ZXMgbWFuaSAh"}) {
    BOOST_TEST(decode_multibase(text).value() == expected);
  }
}

BOOST_AUTO_TEST_CASE(nothing_encodes_to_the_prefix_alone) {
  for (const std::string text : {"b", "f", "u", "k", "z"}) {
    BOOST_TEST(decode_multibase(text).value().empty());
  }
  BOOST_TEST(encode_multibase32("") == "b");
  BOOST_TEST(decode_base58btc("").value().empty());
}

BOOST_AUTO_TEST_CASE(a_text_is_that_of_its_bytes_only_to_the_last_digit) {
  std::string bytes;
  for (int size = 0; size < 40; ++size) {
    const std::string text = encode_multibase32(bytes);
    BOOST_TEST(is_multibase32_of(text, bytes));
    BOOST_TEST(!is_multibase32_of(text + "a", bytes));
    BOOST_TEST(!is_multibase32_of(text.substr(1), bytes));
    for (std::size_t at = 0; at < text.size(); ++at) {
      std::string other = text;
      other[at] = other[at] == 'q' ? 'p' : 'q';
      BOOST_TEST(!is_multibase32_of(other, bytes), other << " is not of " << size << " bytes");
    }
    bytes.push_back(static_cast<char>(7 * size + 1));
  }
  BOOST_TEST(!is_multibase32_of("", ""));
}

BOOST_AUTO_TEST_CASE(lengths_that_no_bytes_have_are_refused) {
  BOOST_TEST(decode_multibase("fa").has_error());
  BOOST_TEST(decode_multibase("ba").has_error());
  BOOST_TEST(decode_multibase("baa").has_value());
  BOOST_TEST(decode_multibase("baaa").has_error());
  BOOST_TEST(decode_multibase("baaaaaa").has_error());
  BOOST_TEST(decode_multibase("uA").has_error());
  BOOST_TEST(decode_multibase("uAA").has_value());
}

BOOST_AUTO_TEST_CASE(set_padding_bits_are_refused) {
  BOOST_TEST(decode_multibase("bae").has_value());
  BOOST_TEST(decode_multibase("bab").has_error());
  BOOST_TEST(decode_multibase("uAQ").has_value());
  BOOST_TEST(decode_multibase("uAB").has_error());
}

BOOST_AUTO_TEST_SUITE_END()
