#include "commands/screen.h"

#include <boost/test/unit_test.hpp>
#include <sstream>

using mock::Screen;

BOOST_AUTO_TEST_SUITE(screen)

BOOST_AUTO_TEST_CASE(terminal_has_one_live_line_that_lines_push_down) {
  std::ostringstream out;
  {
    Screen screen(out, true);
    screen.live("day 1", false);
    screen.live("day 2", true);
    screen.line("something happened");
    screen.live("day 3", false);
  }
  BOOST_TEST(out.str() == "day 1\r\033[Kday 2\r\033[Ksomething happened\nday 3\r\033[K");
}

BOOST_AUTO_TEST_CASE(elsewhere_there_are_only_plain_lines) {
  std::ostringstream out;
  {
    Screen screen(out, false);
    screen.heading("Repair");
    screen.live("day 1", false);
    screen.live("day 30", true);
    screen.line("done");
  }
  BOOST_TEST(out.str() == "\nRepair\nday 30\ndone\n");
}

BOOST_AUTO_TEST_SUITE_END()
