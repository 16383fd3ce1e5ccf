#include "adapters/json/strict_json.h"

#include <boost/test/unit_test.hpp>

namespace raas {
namespace {

std::string syntax_error(std::string_view text, const JsonLimits& limits = {}) {
  const auto value = parse_strict_json(text, limits);
  if (value) return "";
  BOOST_TEST(name_of(value.error().code()) == "invalid_input");
  return value.error().text();
}

BOOST_AUTO_TEST_SUITE(strict_json)

BOOST_AUTO_TEST_CASE(json_is_read) {
  BOOST_TEST(parse_strict_json(R"({"a":[1,{"b":"c"}]})", {}).value().at("a").at(0).as_int64() == 1);
}

BOOST_AUTO_TEST_CASE(wrong_place_is_named_by_line_and_column) {
  BOOST_TEST(syntax_error("{\n  \"a\": 1,\n  oops\n}").starts_with("line 3, column 3: "));
  BOOST_TEST(syntax_error("x").starts_with("line 1, column 1: "));
}

BOOST_AUTO_TEST_CASE(what_is_no_json_is_refused) {
  for (const char* text :
       {"", " ", "{", "{}{}", "{} x", "{\"a\":1,}", "{'a':1}", "// c\n{}", "{a:1}", "[1,]", "nan",
        "+1", "01", "\"\n\"", "\"\\x\"", "\"\\ud800\""}) {
    BOOST_TEST(syntax_error(text) != "", text);
  }
}

BOOST_AUTO_TEST_CASE(text_that_is_not_utf8_is_refused) {
  for (const char* text : {"\"\xff\"", "\"\xc3\"", "\"\xed\xa0\x80\"", "{\"\xc0\x80\":1}"}) {
    BOOST_TEST(syntax_error(text) != "");
  }
  BOOST_TEST(syntax_error("\"\xc3\xbc\"") == "");
}

BOOST_AUTO_TEST_CASE(nul_between_values_is_refused) {
  BOOST_TEST(syntax_error(std::string_view("{}\0", 3)) != "");
  BOOST_TEST(syntax_error(std::string_view("\"\0\"", 3)) != "");
}

BOOST_AUTO_TEST_CASE(key_given_twice_is_named) {
  BOOST_TEST(syntax_error(R"({"a":1,"b":2,"a":1})") == "/a: given twice");
  BOOST_TEST(syntax_error(R"({"a":{"b/c":1,"d":{},"b/c":2}})") == "/a/b~1c: given twice");
  BOOST_TEST(syntax_error(R"({"a":1,"\u0061":1})") == "/a: given twice");
  BOOST_TEST(syntax_error(R"({"a":{"a":1},"b":{"a":[{"a":1},{"a":1}]}})") == "");
}

BOOST_AUTO_TEST_CASE(depth_is_limited) {
  const JsonLimits limits{.bytes_max = 1000, .depth_max = 4};
  BOOST_TEST(syntax_error("[[[[]]]]", limits) == "");
  BOOST_TEST(syntax_error("[[[[[]]]]]", limits) != "");
  BOOST_TEST(syntax_error(std::string(100'000, '[')) != "");
}

BOOST_AUTO_TEST_CASE(size_is_limited) {
  const JsonLimits limits{.bytes_max = 5, .depth_max = 4};
  BOOST_TEST(syntax_error("12345", limits) == "");
  BOOST_TEST(syntax_error("123456", limits) == "6 bytes, expected at most 5");
}

BOOST_AUTO_TEST_CASE(keys_in_messages_are_short_and_visible) {
  BOOST_TEST(pointer_part("a\n\x1b[0m\xc3\xbc") == "a??[0m??");
  BOOST_TEST(pointer_part(std::string(64, 'a')) == std::string(64, 'a'));
  BOOST_TEST(pointer_part(std::string(65, 'a')) == std::string(64, 'a') + "...");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace raas
