#include "simulated.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace raas::test {
namespace json = boost::json;

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : value;
}

std::int64_t scaled(std::int64_t number, std::int64_t least) {
  const std::string percent = environment("RAAS_TEST_SCALE");
  const std::int64_t scale = percent.empty() ? 100 : std::atoll(percent.c_str());
  return std::max(least, number * scale / 100);
}

mock::SimOptions simulation(mock::Epochs epochs, std::uint32_t jobs) {
  mock::SimOptions options;
  options.seed = 1;
  options.epochs = epochs;
  options.jobs = jobs;
  options.providers = 30;
  options.plugin = environment("RAAS_PLUGIN");
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
