#include "adapters/lotus/json_cursor.h"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>
#include <limits>
#include <string>
#include <vector>

using raas::lotus::JsonCursor;

namespace {

bool is_skipped(std::string_view json) {
  JsonCursor in(json);
  return in.skip() && in.is_at_end();
}

bool is_json(const std::string& text) {
  boost::json::error_code error;
  static_cast<void>(boost::json::parse(text, error));
  return !error;
}

std::string nested(std::size_t depth) {
  return std::string(depth, '[') + std::string(depth, ']');
}

template <class Integer>
bool is_integer(std::string_view json, Integer wanted) {
  JsonCursor in(json);
  Integer found = 0;
  return in.integer(found) && found == wanted && in.is_at_end();
}

template <class Integer>
bool is_no_integer(std::string_view json) {
  JsonCursor in(json);
  Integer found = 0;
  return !in.integer(found) || !in.is_at_end();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(json_cursor)

BOOST_AUTO_TEST_CASE(values_of_all_kinds_are_skipped_whole) {
  const std::vector<std::string> values{
      "0",
      "-1",
      "12345678901234567890123",
      "true",
      "false",
      "null",
      "\"\"",
      R"("eight by eight, and more")",
      R"("\"\\\/\b\f\n\r\t\u0041\uFFFF")",
      "[]",
      "{}",
      R"( { "a" : [ 1 , { "b" : null } ] , "" : "" } )",
      nested(16),
  };
  for (const std::string& value : values) {
    BOOST_TEST_CONTEXT(value) {
      BOOST_TEST(is_json(value));
      BOOST_TEST(is_skipped(value));
    }
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_json_is_not_skipped) {
  const std::vector<std::string> texts{
      "",          " ",       "01",       "-",           "-01",        "+1",
      ".5",        "1x",      "tru",      "nulll",       "\"",         "\"a",
      "\"\\\"",    "\"\\x\"", "\"\\u12",  "\"\\u12g4\"", "\"\\u123\"", "\"\n\"",
      "[",         "[1",      "[1,]",     "[1 2]",       "[,1]",       "]",
      "{",         "{\"a\"",  "{\"a\":}", "{\"a\":1,}",  "{a:1}",      "{1:1}",
      "{\"a\" 1}", "[1}",     "1 2",      "\"\\",        "'a'",        "\"\x01zzzzzzzzzzzzzzzz\"",
  };
  for (const std::string& text : texts) {
    BOOST_TEST_CONTEXT(text) {
      BOOST_TEST(!is_json(text));
      BOOST_TEST(!is_skipped(text));
    }
  }
}

BOOST_AUTO_TEST_CASE(what_is_rare_is_left_to_others) {
  const std::vector<std::string> values{
      "1.5", "1e3", "1E3", "\"\xc3\xa9\"", R"("\ud83d\ude00")", nested(17),
  };
  for (const std::string& value : values) {
    BOOST_TEST_CONTEXT(value) {
      BOOST_TEST(is_json(value));
      BOOST_TEST(!is_skipped(value));
    }
  }
}

/// At each place within eight characters, and behind them.
BOOST_AUTO_TEST_CASE(a_text_ends_where_it_ends_whatever_its_length) {
  for (std::size_t length = 0; length < 20; ++length) {
    for (const char odd : {'"', '\\', '\x1f', '\x80'}) {
      BOOST_TEST_CONTEXT(length << " characters before " << int{odd}) {
        const std::string plain(length, '~');
        const std::string json = "\"" + plain + odd + "aaaaaaaaaaaa\"";
        JsonCursor in(json);
        std::string_view found;
        BOOST_TEST(in.text(found) == (odd == '"'));
        BOOST_TEST(found == (odd == '"' ? plain : ""));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(integers_are_read_within_their_type) {
  BOOST_TEST(is_integer<std::int64_t>("0", 0));
  BOOST_TEST(is_integer<std::int64_t>(" -1 ", -1));
  BOOST_TEST(
      is_integer<std::int64_t>("9223372036854775807", std::numeric_limits<std::int64_t>::max()));
  BOOST_TEST(
      is_integer<std::uint64_t>("18446744073709551615", std::numeric_limits<std::uint64_t>::max()));
  for (const char* text :
       {"9223372036854775808", "1.0", "1e0", "01", "-01", "-", "", "\"1\"", "x"}) {
    BOOST_TEST_CONTEXT(text) {
      BOOST_TEST(is_no_integer<std::int64_t>(text));
    }
  }
  BOOST_TEST(is_no_integer<std::uint64_t>("-1"));
  BOOST_TEST(is_no_integer<std::uint64_t>("18446744073709551616"));
}

BOOST_AUTO_TEST_SUITE_END()
