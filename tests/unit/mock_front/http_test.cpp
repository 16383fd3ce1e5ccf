#include "front/http.h"

#include <boost/test/unit_test.hpp>

using namespace mock;

BOOST_AUTO_TEST_SUITE(http)

BOOST_AUTO_TEST_CASE(field_names_are_compared_without_case) {
  const HttpRequest request{.fields = {{"Content-Type", "a"}, {"content-type", "b"}}};
  BOOST_TEST(request.field("CONTENT-TYPE") == "a");
  BOOST_TEST(request.field("Content") == "");
}

BOOST_AUTO_TEST_CASE(path_ends_at_the_query) {
  BOOST_TEST(HttpRequest{.target = "/a/b?c=/d?e"}.path() == "/a/b");
  BOOST_TEST(HttpRequest{.target = "/"}.path() == "/");
}

BOOST_AUTO_TEST_CASE(query_values_are_decoded) {
  BOOST_TEST(query_value("/a?x=1&cid=b%41+%2f&y", "cid") == "bA /");
  BOOST_TEST(query_value("/a?xcid=1&cid", "cid") == "");
  BOOST_TEST(query_value("/a", "cid") == "");
  BOOST_TEST(query_value("/a?cid=%", "cid") == "%");
  BOOST_TEST(query_value("/a?cid=%4", "cid") == "%4");
  BOOST_TEST(query_value("/a?cid=%zz&b", "cid") == "%zz");
  BOOST_TEST(query_value("/a?cid=%00", "cid") == std::string(1, '\0'));
}

BOOST_AUTO_TEST_CASE(error_text_is_escaped) {
  BOOST_TEST(error_answer(400, "not \"this\"\n").body == R"({"error":"not \"this\"\n"})");
}

BOOST_AUTO_TEST_SUITE_END()
