#include "adapters/api/metrics_text.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

using raas::Metric;
using raas::api::metrics_text;

BOOST_AUTO_TEST_SUITE(metrics_text_format)

BOOST_AUTO_TEST_CASE(metric_has_help_type_and_samples) {
  const std::vector<Metric> metrics = {
      {"raas_jobs", "Jobs by state", false, {{R"({state="active"})", 3}, {R"({state="done"})", 0}}},
      {"raas_pumps_total", "Pumps", true, {{"", 1e15}}}};
  BOOST_TEST(metrics_text(metrics) ==
             "# HELP raas_jobs Jobs by state\n"
             "# TYPE raas_jobs gauge\n"
             "raas_jobs{state=\"active\"} 3\n"
             "raas_jobs{state=\"done\"} 0\n"
             "# HELP raas_pumps_total Pumps\n"
             "# TYPE raas_pumps_total counter\n"
             "raas_pumps_total 1000000000000000\n");
}

BOOST_AUTO_TEST_CASE(numbers_are_written_as_prometheus_reads_them) {
  const auto value = [](double number) {
    const auto text = metrics_text({{"m", "", false, {{"", number}}}});
    return text.substr(text.rfind(' ') + 1);
  };
  BOOST_TEST(value(0.5) == "0.5\n");
  BOOST_TEST(value(-1) == "-1\n");
  BOOST_TEST(value(std::nan("")) == "NaN\n");
  BOOST_TEST(value(std::numeric_limits<double>::infinity()) == "+Inf\n");
  BOOST_TEST(value(-std::numeric_limits<double>::infinity()) == "-Inf\n");
}

BOOST_AUTO_TEST_CASE(help_cannot_break_its_line) {
  BOOST_TEST(
      metrics_text({{"m", "a\\b\nc", false, {}}}).starts_with("# HELP m a\\\\b\\nc\n# TYPE"));
}

BOOST_AUTO_TEST_CASE(label_values_may_have_escapes) {
  const std::string labels = R"({a="x\"y\\z\n",b_1=""})";
  BOOST_TEST(metrics_text({{"m", "", false, {{labels, 1}}}}).find("m" + labels + " 1\n") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(malformed_samples_are_left_out_and_counted) {
  for (const std::string labels :
       {"{", "}", "{}", "a=\"1\"", "{a=1}", "{a=\"1}", "{a=\"1\"", "{a=\"1\",}", "{a=\"1\"}x",
        "{1a=\"1\"}", "{a:b=\"1\"}", "{a=\"\\x\"}", "{a=\"\n\"}", "{a=\"1\",a=\"2\"}",
        "{a=\"\xff\"}", "{a=\"\\", "{a="}) {
    BOOST_TEST(metrics_text({{"m", "h", false, {{labels, 1}}}}) ==
                   "# HELP m h\n# TYPE m gauge\n# 1 malformed or repeated samples left out\n",
               labels);
  }
  for (const std::string name : {"", "1a", "a-b", "a b", "a\n"}) {
    BOOST_TEST(metrics_text({{name, "h", false, {{"", 1}}}}) ==
               "# 1 malformed or repeated samples left out\n");
  }
  BOOST_TEST(metrics_text({{"m", "h", false, {{"", 1}, {"", 2}}}}).find("m 2") ==
             std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
