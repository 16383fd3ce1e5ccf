#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>
#include <csignal>
#include <cstdlib>
#include <set>
#include <sstream>

#include "support/spawned.h"

namespace json = boost::json;
using namespace raas_test;

namespace {

constexpr std::chrono::minutes limit{2};

std::string variable(const char* name) {
  const char* const text = std::getenv(name);
  BOOST_REQUIRE_MESSAGE(text != nullptr, name << " is not set");
  return text;
}

std::string plugin(const std::string& name) {
  return variable("BROKEN_PLUGINS") + "/broken_" + name + ".so";
}

Ran run_validate(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "validate");
  return run_program(variable("MOCK_HOST"), arguments, limit);
}

/// Categories in which a check did not pass.
std::set<std::string> found_in(const std::string& name) {
  const Ran ran = run_validate({plugin(name), "--json"});
  std::set<std::string> categories;
  const json::value told = json::parse(ran.output);
  for (const json::value& check : told.at("checks").as_array()) {
    if (check.at("ending") == "passed") continue;
    BOOST_TEST_MESSAGE(json::serialize(check));
    categories.insert(check.at("category").as_string().c_str());
  }
  BOOST_TEST(ran.status == (categories.empty() ? 0 : 1));
  return categories;
}

/// The ending of one check.
std::string ending_of(const std::string& name, const std::string& check) {
  const Ran ran = run_validate({plugin(name), "--json", "--include", check, "--seconds-max", "1"});
  const json::value told = json::parse(ran.output);
  BOOST_REQUIRE(told.at("checks").as_array().size() == 1U);
  return told.at("checks").as_array().front().at("ending").as_string().c_str();
}

using Categories = std::set<std::string>;

}  // namespace

BOOST_AUTO_TEST_SUITE(validate)

BOOST_AUTO_TEST_CASE(good_plugin_passes) {
  BOOST_TEST(found_in("good") == Categories{}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(elf_second_export_is_found) {
  BOOST_TEST(found_in("elf") == Categories{"elf"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(load_that_changes_a_signal_is_found) {
  BOOST_TEST(found_in("load") == Categories{"load"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(entry_that_takes_a_longer_id_for_its_own_is_found) {
  BOOST_TEST(found_in("entry") == Categories{"entry"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(init_that_takes_any_config_is_found) {
  BOOST_TEST(found_in("init") == Categories{"init"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(threads_that_take_signals_are_found) {
  BOOST_TEST(found_in("threads") == Categories{"threads"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(memory_behind_the_text_of_an_error_is_found) {
  BOOST_TEST(found_in("memory") == Categories{"memory"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(async_events_that_never_become_durable_are_found) {
  BOOST_TEST(found_in("async") == Categories{"async"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(shutdown_that_leaves_a_file_open_is_found) {
  BOOST_TEST(found_in("shutdown") == Categories{"shutdown"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(leaks_of_four_kilobytes_a_life_are_found) {
  BOOST_TEST(found_in("leaks") == Categories{"shutdown"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(one_that_crashes_is_a_result_and_the_others_go_on) {
  BOOST_TEST(ending_of("crashes", "^memory/inputs_are_not_kept$") == "crashed");
  BOOST_TEST(ending_of("crashes", "^init/defaults_are_accepted$") == "passed");
}

BOOST_AUTO_TEST_CASE(one_that_hangs_is_a_result) {
  BOOST_TEST(ending_of("hangs", "^init/defaults_are_accepted$") == "timed_out");
  BOOST_TEST(ending_of("hangs", "^entry/describes_itself$") == "passed");
}

BOOST_AUTO_TEST_CASE(one_file_that_is_no_library_fails_every_check) {
  const Ran ran = run_validate({"/etc/passwd", "--json"});
  BOOST_TEST(ran.status == 1);
  BOOST_TEST(json::parse(ran.output).at("passed") == 0);
}

BOOST_AUTO_TEST_CASE(one_file_that_is_missing_is_wrong_usage) {
  BOOST_TEST(run_validate({"/no/such/plugin.so"}).status == 2);
  BOOST_TEST(run_validate({}).status == 2);
  BOOST_TEST(run_validate({plugin("good"), "--include", "("}).status == 2);
}

BOOST_AUTO_TEST_CASE(one_random_life_that_crashes_is_named_and_can_be_seen_again) {
  const auto fuzz = [](const std::vector<std::string>& more) {
    std::vector<std::string> arguments{"fuzz", plugin("crashes")};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_program(variable("MOCK_HOST"), arguments, limit);
  };
  const Ran found = fuzz({"--time", "1", "--seed", "3"});
  BOOST_TEST(found.status == 1);
  BOOST_REQUIRE(found.output.starts_with("seed "));
  const std::string seed = found.output.substr(5, found.output.find('\n') - 5);
  BOOST_TEST(fuzz({"--rounds", "1", "--seed", seed}).status == 128 + SIGSEGV);
}

BOOST_AUTO_TEST_CASE(one_list_names_every_check_once) {
  const Ran ran = run_validate({"--list"});
  BOOST_TEST(ran.status == 0);
  std::set<std::string> names;
  std::size_t lines = 0;
  std::istringstream text(ran.output);
  for (std::string line; std::getline(text, line); ++lines) names.insert(line);
  BOOST_TEST(lines > 40U);
  BOOST_TEST(names.size() == lines);
}

BOOST_AUTO_TEST_SUITE_END()
