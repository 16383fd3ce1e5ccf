#include "commands/log_line.h"

#include <boost/test/unit_test.hpp>

using namespace mock;

BOOST_AUTO_TEST_SUITE(log_line_of_an_event)

BOOST_AUTO_TEST_CASE(line_has_time_level_plugin_event_and_message) {
  BOOST_TEST(log_line(1598306400000, RAAS_LOG_WARN, "raas", "node_down", "url=x") ==
             "2020-08-24T22:00:00Z warn raas node_down url=x\n");
}

BOOST_AUTO_TEST_CASE(one_event_is_one_line_whatever_is_in_it) {
  BOOST_TEST(log_line(0, RAAS_LOG_INFO, "raas", "e", std::string_view("a\nb\0c\033[1m", 9)) ==
             "1970-01-01T00:00:00Z info raas e a?b?c?[1m\n");
}

BOOST_AUTO_TEST_CASE(unknown_level_is_info) {
  BOOST_TEST(name_of_level(RAAS_LOG_PLUGIN_MISUSE) == "plugin_misuse");
  BOOST_TEST(name_of_level(RAAS_LOG_PLUGIN_MISUSE + 1) == "info");
}

BOOST_AUTO_TEST_SUITE_END()
