// Base64 and CBOR as nodes use them, checked with the examples of their specifications.
#include <boost/test/unit_test.hpp>

#include "filecoin/base64.h"
#include "filecoin/cbor.h"

namespace test {
namespace {

std::string written(std::int64_t value) {
  std::string out;
  mock::CborWriter(out).number(value);
  return out;
}

BOOST_AUTO_TEST_SUITE(codecs)

BOOST_AUTO_TEST_CASE(base64_has_the_examples_of_rfc_4648) {
  const std::pair<std::string, std::string> examples[] = {{"", ""},
                                                          {"f", "Zg=="},
                                                          {"fo", "Zm8="},
                                                          {"foo", "Zm9v"},
                                                          {"foob", "Zm9vYg=="},
                                                          {"fooba", "Zm9vYmE="},
                                                          {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : examples) {
    BOOST_TEST(mock::base64_of(bytes) == text);
    BOOST_TEST(mock::from_base64(text).value() == bytes);
  }
  for (const char* wrong : {"Zg", "Zg=", "Zg===", "Z!==", "====", "Zm9v\n"}) {
    BOOST_TEST(!mock::from_base64(wrong).has_value(), wrong);
  }
}

BOOST_AUTO_TEST_CASE(numbers_are_as_short_as_they_can_be) {
  BOOST_TEST(written(0) == std::string("\x00", 1));
  BOOST_TEST(written(23) == "\x17");
  BOOST_TEST(written(24) == "\x18\x18");
  BOOST_TEST(written(255) == "\x18\xff");
  BOOST_TEST(written(256) == std::string("\x19\x01\x00", 3));
  BOOST_TEST(written(65535) == "\x19\xff\xff");
  BOOST_TEST(written(65536) == std::string("\x1a\x00\x01\x00\x00", 5));
  BOOST_TEST(written(4294967295) == "\x1a\xff\xff\xff\xff");
  BOOST_TEST(written(4294967296) == std::string("\x1b\x00\x00\x00\x01\x00\x00\x00\x00", 9));
  BOOST_TEST(written(-1) == "\x20");
  BOOST_TEST(written(-25) == "\x38\x18");
}

BOOST_AUTO_TEST_CASE(what_is_written_is_read_again) {
  const std::int64_t values[] = {0, 23, 24, 255, 256, 65535, 65536, 4294967296, -1, -1000};
  for (const std::int64_t value : values) {
    const std::string bytes = written(value);
    mock::CborReader reader(bytes);
    BOOST_TEST(reader.number().value() == value);
    BOOST_TEST(reader.is_at_end());
    const std::string cut = bytes.substr(0, bytes.size() - 1);
    BOOST_TEST(!mock::CborReader(cut).number().has_value());
  }
  std::string bytes;
  mock::CborWriter out(bytes);
  out.array(2);
  out.bytes("ab");
  out.text("ab");
  mock::CborReader reader(bytes);
  BOOST_TEST(reader.array(2));
  BOOST_TEST(reader.bytes().value() == "ab");
  BOOST_TEST(!reader.bytes().has_value());
}

BOOST_AUTO_TEST_CASE(a_length_beyond_the_end_is_refused) {
  BOOST_TEST(!mock::CborReader("\x42"
                               "a")
                  .bytes()
                  .has_value());
  BOOST_TEST(!mock::CborReader("\x5b\xff\xff\xff\xff\xff\xff\xff\xff").bytes().has_value());
  BOOST_TEST(!mock::CborReader("").number().has_value());
  BOOST_TEST(!mock::CborReader("\x1f").number().has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace test
