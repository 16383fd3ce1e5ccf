#include "adapters/logging/log_line.h"

#include <boost/test/unit_test.hpp>
#include <limits>

namespace raas {
namespace {

std::string written(std::string value) {
  const Event event{.level = Level::info, .name = "x", .fields = {{"v", std::move(value)}}};
  return log_fields(event).substr(2);
}

BOOST_AUTO_TEST_SUITE(log_line)

BOOST_AUTO_TEST_CASE(line_reads_time_level_name_fields) {
  const Event event{
      .level = Level::info,
      .name = "action_planned",
      .fields = {
          {"job", "7"}, {"slot", "2"}, {"because", "not proven for 2881 epochs, grace is 2880"}}};
  BOOST_TEST(raas::log_line(1'795'371'202'104, event) ==
             "2026-11-22T18:13:22.104Z info action_planned job=7 slot=2 "
             "because=\"not proven for 2881 epochs, grace is 2880\"");
}

BOOST_AUTO_TEST_CASE(event_without_fields_ends_with_its_name) {
  BOOST_TEST(raas::log_line(0, {.level = Level::error, .name = "x", .fields = {}}) ==
             "1970-01-01T00:00:00.000Z error x");
}

BOOST_AUTO_TEST_CASE(time_keeps_its_form_beyond_what_it_can_show) {
  BOOST_TEST(log_time(-1) == "1970-01-01T00:00:00.000Z");
  BOOST_TEST(log_time(253'402'300'799'999) == "9999-12-31T23:59:59.999Z");
  BOOST_TEST(log_time(253'402'300'800'000) == "9999-12-31T23:59:59.999Z");
  BOOST_TEST(log_time(std::numeric_limits<Millis>::max()) == "9999-12-31T23:59:59.999Z");
  BOOST_TEST(log_time(951'782'400'001) == "2000-02-29T00:00:00.001Z");
}

BOOST_AUTO_TEST_CASE(plain_values_are_not_quoted) {
  for (const char* value : {"7", "f01000", "raas/1/2/3", "-1.5", "a,b;c{d}", "100%"}) {
    BOOST_TEST(written(value) == value);
  }
}

BOOST_AUTO_TEST_CASE(values_that_would_blur_are_quoted) {
  BOOST_TEST(written("") == "\"\"");
  BOOST_TEST(written("a b") == "\"a b\"");
  BOOST_TEST(written("a=b") == "\"a=b\"");
  BOOST_TEST(written("say \"x\"") == "\"say \\\"x\\\"\"");
  BOOST_TEST(written("c:\\d") == "\"c:\\\\d\"");
}

BOOST_AUTO_TEST_CASE(line_stays_a_line) {
  BOOST_TEST(written("a\nb\r\tc") == "\"a\\nb\\r\\tc\"");
  BOOST_TEST(written(std::string("\0\x1b[0m\x7f", 6)) == "\"\\x00\\x1b[0m\\x7f\"");
  BOOST_TEST(written("\xc2\x9b"
                     "0m") == "\"\\xc2\\x9b0m\"");
}

BOOST_AUTO_TEST_CASE(text_beyond_ascii_is_kept_and_what_is_no_text_is_escaped) {
  BOOST_TEST(written("\xc3\xbc\xe2\x82\xac\xf0\x9f\x98\x80") ==
             "\"\xc3\xbc\xe2\x82\xac\xf0\x9f\x98\x80\"");
  BOOST_TEST(written("\xff\xc3") == "\"\\xff\\xc3\"");
  BOOST_TEST(written("\xed\xa0\x80") == "\"\\xed\\xa0\\x80\"");
}

BOOST_AUTO_TEST_CASE(long_values_are_cut_between_characters) {
  const std::string fits(log_value_bytes_max, 'x');
  BOOST_TEST(written(fits) == fits);
  const std::string cut = written(fits + "x");
  BOOST_TEST(cut.size() == log_value_bytes_max + 4);
  BOOST_TEST(cut.ends_with("x...\""));

  std::string wide;
  for (std::size_t i = 0; i < log_value_bytes_max; ++i) wide += "\xe2\x82\xac";
  BOOST_TEST(written(wide).ends_with("\xe2\x82\xac...\""));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace raas
