#include "commands/command_line.h"

#include <boost/test/unit_test.hpp>
#include <sstream>
#include <vector>

using namespace mock;

namespace {

struct Terminal {
  std::ostringstream out, err;

  Command given(std::vector<const char*> arguments) {
    arguments.insert(arguments.begin(), "mock-host");
    return parse_command_line(static_cast<int>(arguments.size()), arguments.data(), out, err);
  }
  int status_of(std::vector<const char*> arguments) {
    const Command command = given(std::move(arguments));
    const auto* finished = std::get_if<Finished>(&command);
    return finished == nullptr ? -1 : finished->exit_status;
  }
};

// Any file that is there: run only checks that it is one.
constexpr const char* config_file = TEST_DATA_DIR "/cids/payloads.json";

}  // namespace

BOOST_FIXTURE_TEST_SUITE(command_line, Terminal)

BOOST_AUTO_TEST_CASE(help_names_every_command_and_shows_examples) {
  BOOST_TEST(status_of({"--help"}) == 0);
  for (const char* word : {"run", "demo", "sim", "validate", "fuzz",
                           "Examples:", "Exit status:", "An epoch is 30 seconds"}) {
    BOOST_TEST(out.str().find(word) != std::string::npos, word << " in " << out.str());
  }
  BOOST_TEST(err.str() == "");
}

BOOST_AUTO_TEST_CASE(each_command_has_a_help_of_its_own) {
  BOOST_TEST(status_of({"run", "--help"}) == 0);
  BOOST_TEST(out.str().find("--speed") != std::string::npos);
  BOOST_TEST(status_of({"demo", "--help"}) == 0);
  BOOST_TEST(status_of({"sim", "--help"}) == 0);
  BOOST_TEST(status_of({"validate", "--help"}) == 0);
}

BOOST_AUTO_TEST_CASE(version_is_told) {
  BOOST_TEST(status_of({"--version"}) == 0);
  BOOST_TEST(out.str().starts_with("mock-host "));
}

BOOST_AUTO_TEST_CASE(run_takes_its_options) {
  const Command command =
      given({"run", "--config", config_file, "--epochs", "100", "--speed", "2.5", "--report", "r"});
  const auto& run = std::get<RunOptions>(command);
  BOOST_TEST(run.config == config_file);
  BOOST_TEST(run.epochs.value() == 100);
  BOOST_TEST(run.speed.factor == 2.5);
  BOOST_TEST(!run.speed.is_max);
  BOOST_TEST(run.report == "r");
}

BOOST_AUTO_TEST_CASE(speed_is_real_time_unless_told_otherwise) {
  BOOST_TEST(std::get<RunOptions>(given({"run", "--config", config_file})).speed.factor == 1);
  BOOST_TEST(
      std::get<RunOptions>(given({"run", "--config", config_file, "--speed", "max"})).speed.is_max);
  BOOST_TEST(
      std::get<RunOptions>(given({"run", "--config", config_file, "--speed", "0"})).speed.factor ==
      0);
}

BOOST_AUTO_TEST_CASE(wrong_usage_is_2_and_says_what_was_found_and_expected) {
  BOOST_TEST(status_of({}) == 2);
  BOOST_TEST(status_of({"fly"}) == 2);
  BOOST_TEST(status_of({"run"}) == 2);
  BOOST_TEST(err.str().find("--config is required") != std::string::npos, err.str());
  BOOST_TEST(status_of({"run", "--config", "/nowhere.json"}) == 2);
  BOOST_TEST(err.str().find("/nowhere.json") != std::string::npos);
  for (const char* speed : {"fast", "-1", "1x", "", "1e10", "nan"}) {
    BOOST_TEST(status_of({"run", "--config", config_file, "--speed", speed}) == 2,
               "speed " << speed);
  }
  BOOST_TEST(err.str().find("\"fast\", expected max or a number from 0 to 1e9") !=
             std::string::npos);
  for (const char* epochs : {"0", "-1", "x", "1000000001"}) {
    BOOST_TEST(status_of({"run", "--config", config_file, "--epochs", epochs}) == 2,
               "epochs " << epochs);
  }
}

BOOST_AUTO_TEST_CASE(sim_takes_its_options) {
  const Command command =
      given({"sim", "--seed", "7", "--epochs", "8", "--jobs", "9", "--providers", "10", "--quiet"});
  const auto& sim = std::get<SimOptions>(command);
  BOOST_TEST(sim.seed.value() == 7U);
  BOOST_TEST(sim.epochs.value() == 8);
  BOOST_TEST(sim.jobs.value() == 9U);
  BOOST_TEST(sim.providers.value() == 10U);
  BOOST_TEST(sim.quiet);
}

BOOST_AUTO_TEST_CASE(a_profile_is_taken_by_its_name) {
  BOOST_TEST(!std::get<SimOptions>(given({"sim"})).profile.has_value());
  BOOST_TEST(
      (std::get<SimOptions>(given({"sim", "--profile", "lying"})).profile == Profile::lying));
  const Command run = given({"run", "--config", config_file, "--profile", "gateway"});
  BOOST_TEST((std::get<RunOptions>(run).profile == Profile::gateway));
  for (const char* profile : {"perfect", "", "Full", "0"}) {
    BOOST_TEST(status_of({"sim", "--profile", profile}) == 2, profile);
  }
}

BOOST_AUTO_TEST_CASE(demo_needs_nothing) {
  BOOST_TEST(std::get<DemoOptions>(given({"demo"})).seed == 1U);
}

BOOST_AUTO_TEST_CASE(a_seed_that_is_no_whole_number_is_refused) {
  BOOST_TEST(status_of({"sim", "--seed", "18446744073709551615"}) == -1);
  for (const char* seed : {"-1", "18446744073709551616", "1.5", "x"}) {
    BOOST_TEST(status_of({"sim", "--seed", seed}) == 2, seed);
  }
}

BOOST_AUTO_TEST_CASE(a_report_that_cannot_be_written_is_refused_before_the_run) {
  BOOST_TEST(status_of({"sim", "--report", "/no/such/folder/report.json"}) == 2);
  BOOST_TEST(err.str().find("/no/such/folder/report.json: cannot be written") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
