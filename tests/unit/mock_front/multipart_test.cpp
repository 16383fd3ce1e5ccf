#include "front/multipart.h"

#include <boost/test/unit_test.hpp>

using mock::parse_multipart;

namespace {

const std::string type = "multipart/form-data; boundary=xx";

std::string file_part(const std::string& content) {
  return "--xx\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a \\\"b\\\".txt\"\r\n"
         "Content-Type: text/plain\r\n\r\n" +
         content + "\r\n";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(multipart)

BOOST_AUTO_TEST_CASE(file_and_field_are_found_with_their_names) {
  const std::string body =
      file_part("hello") +
      "--xx\r\ncontent-disposition: form-data; name=count\r\n\r\n3\r\n--xx--\r\n";
  const auto parts = parse_multipart(type, body);

  BOOST_REQUIRE(parts);
  BOOST_REQUIRE(parts->size() == 2U);
  BOOST_TEST((*parts)[0].name == "file");
  BOOST_TEST((*parts)[0].file_name == "a \"b\".txt");
  BOOST_TEST((*parts)[0].content == "hello");
  BOOST_TEST((*parts)[1].name == "count");
  BOOST_TEST((*parts)[1].file_name == "");
  BOOST_TEST((*parts)[1].content == "3");
}

BOOST_AUTO_TEST_CASE(content_may_hold_anything_but_the_boundary) {
  const std::string content("\0\r\n\r\n--x\r\n--\r\n-xx", 17);
  const std::string body = file_part(content) + "--xx--";
  const auto parts = parse_multipart(type, body);

  BOOST_REQUIRE(parts);
  BOOST_TEST(parts->front().content == content);
}

BOOST_AUTO_TEST_CASE(empty_content_and_a_preamble_are_fine) {
  const std::string body = "preamble\r\n" + file_part("") + "--xx--";
  const auto parts = parse_multipart("Multipart/Form-Data; charset=utf-8; Boundary=\"xx\"", body);

  BOOST_REQUIRE(parts);
  BOOST_TEST(parts->front().content == "");
}

BOOST_AUTO_TEST_CASE(form_without_parts_has_none) {
  BOOST_TEST(parse_multipart(type, "--xx--")->empty());
}

BOOST_AUTO_TEST_CASE(what_is_no_form_is_refused_with_the_reason) {
  const auto reason = [](const std::string& content_type, const std::string& body) {
    const auto parts = parse_multipart(content_type, body);
    return parts ? "accepted" : parts.error().text;
  };
  BOOST_TEST(reason("", "") == "content type: \"\", expected multipart/form-data");
  BOOST_TEST(reason("multipart/form-data", "") ==
             "content type: no boundary of 1 to 70 characters");
  BOOST_TEST(reason("multipart/form-data; boundary=" + std::string(71, 'x'), "") ==
             "content type: no boundary of 1 to 70 characters");
  BOOST_TEST(reason(type, "") == "multipart body: the boundary does not occur");
  BOOST_TEST(reason(type, "--xx") == "multipart body: it is cut off");
  BOOST_TEST(reason(type, file_part("hello")) == "multipart body: it is cut off");
  BOOST_TEST(reason(type, "--xx\r\n--xx--") ==
             "multipart body: a part without an empty line after its header");
  BOOST_TEST(reason(type, "--xx\r\nno header\r\n--xx--") ==
             "multipart body: a part without an empty line after its header");
  BOOST_TEST(reason(type, "--xx\r\n\r\nhello\r\n--xx--") ==
             "multipart body: a part without a name");
}

// Whatever is cut off, the answer is a reason and never a part that was not there.
BOOST_AUTO_TEST_CASE(form_cut_anywhere_is_refused) {
  const std::string body = file_part("hello") + "--xx--";
  for (std::size_t size = 0; size < body.size(); ++size) {
    BOOST_TEST(parse_multipart(type, body.substr(0, size)).has_error(), "cut at " << size);
  }
}

BOOST_AUTO_TEST_SUITE_END()
