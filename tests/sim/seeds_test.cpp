#include "sim/seeds.h"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <iterator>
#include <sstream>

#include "sim/environment.h"
#include "sim/shrink.h"
#include "support/temporary_folder.h"

// Many mixed scenarios, each in a process of its own, with the plugin as it is released.

using namespace mock;

namespace json = boost::json;

using sim_test::environment;
using sim_test::scale_percent;

namespace {

constexpr Epochs epochs_of_commit_max = 50000;  ///< Longer ones are for a soak.

SimOptions mixed(Epochs epochs, std::uint32_t jobs) {
  SimOptions options;
  options.epochs = epochs;
  options.jobs = jobs;
  options.mixed = true;
  options.plugin = environment("RAAS_PLUGIN");
  options.quiet = true;
  return options;
}

struct Many {
  int status = 0;
  std::string told;
  json::object report;
};

Many run_many(SimOptions options, const SeedRange& seeds) {
  const raas_test::TemporaryFolder folder;
  options.seeds = seeds;
  options.report = folder.path() / "report.json";
  std::ostringstream out;
  Many many;
  many.status = run_sim(options, out);
  many.told = out.str();
  std::ifstream stream(options.report);
  many.report = json::parse(std::string(std::istreambuf_iterator<char>(stream), {})).as_object();
  return many;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(seeds)

// Full length belongs to `tests/run --soak`; a commit gets twenty short lives.
BOOST_AUTO_TEST_CASE(mixed_scenarios_show_no_violation) {
  const bool soaks = scale_percent() >= 1000;
  const auto count = soaks ? 1000 : std::max<std::uint64_t>(1, 20 * scale_percent() / 100);
  const auto many = run_many(soaks ? mixed(200000, 200) : mixed(25000, 25), {1, count});
  BOOST_TEST(many.status == 0, many.told);
  BOOST_TEST(many.report.at("seeds").to_number<std::uint64_t>() == count);
  BOOST_TEST(many.report.at("deals_made").to_number<std::uint64_t>() > count * 20);
}

BOOST_AUTO_TEST_CASE(seeds_that_once_failed_stay_well) {
  std::ifstream list(SEEDS_THAT_FAILED);
  BOOST_REQUIRE(list.good());
  for (std::string line; std::getline(list, line);) {
    std::istringstream words(line);
    std::uint64_t seed = 0;
    Epochs epochs = 0;
    std::uint32_t jobs = 0;
    if (line.empty() || line.front() == '#') continue;
    BOOST_REQUIRE_MESSAGE(words >> seed >> epochs >> jobs, "not SEED EPOCHS JOBS: " << line);
    if (epochs > epochs_of_commit_max && scale_percent() < 1000) continue;
    const auto many = run_many(mixed(epochs, jobs), {seed, seed});
    BOOST_TEST(many.status == 0, many.told);
  }
}

// The plugin in miniature makes more copies than it may: what is told must lead to it, and less of
// everything must still show it.
BOOST_AUTO_TEST_CASE(a_failure_is_told_with_its_replay_and_can_be_reduced) {
  SimOptions options = mixed(20000, 4);
  options.plugin = FAKE_PLUGIN;
  options.mixed = false;
  options.plugin_config = R"({"misbehave": "greedy"})";
  const auto many = run_many(options, {3, 4});
  BOOST_TEST(many.status == 1);
  BOOST_TEST(many.report.at("failed").to_number<int>() == 2);
  BOOST_TEST(many.told.find("at most 3 are wanted") != std::string::npos);
  BOOST_TEST(many.told.find("again:   mock-host sim --seed 3 --epochs 20000 --jobs 4 ") !=
             std::string::npos);
  BOOST_TEST(many.told.find(" --shrink 4\n") != std::string::npos);

  const raas_test::TemporaryFolder folder;
  options.shrink = 3;
  options.write_scenario = folder.path() / "least.json";
  std::ostringstream out;
  BOOST_TEST(run_sim(options, out) == 1);
  const auto least = read_scenario(options.write_scenario);
  BOOST_REQUIRE(least.has_value());
  BOOST_TEST(least->run.jobs < 4U);
  BOOST_TEST(least->run.epochs < 20000);

  SimOptions replay;
  replay.plugin = FAKE_PLUGIN;
  replay.scenario = options.write_scenario;
  replay.quiet = true;
  BOOST_TEST(run_sim(replay, out) == 1);
}

BOOST_AUTO_TEST_CASE(a_plugin_that_cannot_be_run_fails_its_seed_and_no_other_is_lost) {
  SimOptions options = mixed(3000, 2);
  options.plugin = FAKE_PLUGIN;
  options.plugin_config = R"({"misbehave": "bad_init"})";
  const auto many = run_many(options, {1, 3});
  BOOST_TEST(many.status == 1);
  BOOST_TEST(many.report.at("failed").to_number<int>() == 3);
  BOOST_TEST(many.told.find("gave no report") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
