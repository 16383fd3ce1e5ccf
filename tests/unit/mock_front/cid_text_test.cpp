#include "content/cid_text.h"

#include <boost/test/unit_test.hpp>

using namespace mock;

BOOST_AUTO_TEST_SUITE(cid_text_of_bytes)

BOOST_AUTO_TEST_CASE(base32_has_no_padding) {
  BOOST_TEST(cid_text("") == "b");
  BOOST_TEST(cid_text("f") == "bmy");
  BOOST_TEST(cid_text("fo") == "bmzxq");
  BOOST_TEST(cid_text("foobar") == "bmzxw6ytboi");
}

BOOST_AUTO_TEST_CASE(varints_have_seven_bits_a_byte) {
  std::string bytes;
  for (const std::uint64_t value : {0U, 127U, 128U, 16384U}) append_varint(bytes, value);
  BOOST_TEST(bytes == std::string("\x00\x7f\x80\x01\x80\x80\x01", 7));
}

BOOST_AUTO_TEST_CASE(only_text_in_the_alphabet_of_its_version_looks_like_a_cid) {
  BOOST_TEST(looks_like_cid("bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e"));
  BOOST_TEST(looks_like_cid("QmaozNR7DZHQK1ZcU9p7QdrshMvXqWK6gpu5rmrkPdT3L4"));
  BOOST_TEST(!looks_like_cid(""));
  BOOST_TEST(!looks_like_cid("b"));
  BOOST_TEST(!looks_like_cid("bafkre/../../etc/passwd"));
  BOOST_TEST(!looks_like_cid("QmaozNR7DZHQK1ZcU9p7QdrshMvXqWK6gpu5rmrkPdT3L"));
  BOOST_TEST(!looks_like_cid("QmaozNR7DZHQK1ZcU9p7QdrshMvXqWK6gpu5rmrkPdT3L0"));
  BOOST_TEST(!looks_like_cid(std::string("bafkrei\0aaaaaaaa", 16)));
  BOOST_TEST(!looks_like_cid("b" + std::string(200, 'a')));
}

BOOST_AUTO_TEST_SUITE_END()
