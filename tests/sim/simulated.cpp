#include "simulated.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <sstream>

#include "sim/environment.h"

namespace raas::test {
namespace json = boost::json;

std::int64_t scaled(std::int64_t number, std::int64_t least) {
  const auto scale = static_cast<std::int64_t>(sim_test::scale_percent());
  return std::max(least, number * scale / 100);
}

mock::SimOptions simulation(mock::Epochs epochs, std::uint32_t jobs) {
  mock::SimOptions options;
  options.seed = 1;
  options.epochs = epochs;
  options.jobs = jobs;
  options.providers = 30;
  options.plugin = sim_test::environment("RAAS_PLUGIN");
  options.quiet = true;
  return options;
}

json::object report_of(const mock::SimOptions& options) {
  json::object report = unjudged_report_of(options);
  BOOST_TEST(json::serialize(report.at("violations")) == "[]");
  return report;
}

json::object unjudged_report_of(const mock::SimOptions& options) {
  std::ostringstream out;
  BOOST_TEST(mock::run_sim(options, out) != 2);
  return json::parse(out.str()).as_object();
}

Scenario::Scenario(mock::SimOptions& options, const std::string& text) {
  options.scenario = folder_.path() / "scenario.json";
  std::ofstream(options.scenario) << text;
}

std::int64_t number_in(const json::object& report, std::string_view pointer) {
  return json::value(report).at_pointer(pointer).to_number<std::int64_t>();
}

std::uint64_t calls_in(const json::object& report) {
  std::uint64_t calls = 0;
  for (const auto& [method, count] : report.at("rpc_calls").as_object()) {
    calls += count.to_number<std::uint64_t>();
  }
  return calls;
}

}  // namespace raas::test
