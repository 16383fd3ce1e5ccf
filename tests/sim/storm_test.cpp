#include <algorithm>
#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <vector>

#include "sim/environment.h"
#include "sim/sim.h"
#include "support/temporary_folder.h"

// One organisation with 30 % of the providers is away: a short outage must cost nothing, a long one
// is repaired under the budget, and what stands worst comes first. Ten thousand jobs with
// `tests/run --soak`.

using mock::Epochs;
using mock::epochs_per_day;

namespace json = boost::json;

using sim_test::environment;
using sim_test::scale_percent;

namespace {

constexpr Epochs settled = 20 * epochs_per_day;  // All copies are made and proven by then.

std::uint32_t jobs_in_storm() {
  const auto scale = scale_percent();
  return scale >= 1000 ? 10000 : std::max<std::uint32_t>(20, static_cast<std::uint32_t>(scale));
}

constexpr std::uint32_t providers = 30;

/// Who is away.
enum class Away : std::uint8_t {
  organisation,  ///< operator-0, with 30 % of the providers.
  every_second,  ///< Of the providers: jobs have any number of copies there.
};

struct Storm {
  Away who = Away::organisation;
  std::uint32_t jobs = jobs_in_storm();
  Epochs length = 0;
  Epochs after = 0;                  ///< How long the simulation goes on from its begin.
  std::uint32_t deals_per_hour = 0;  ///< 0 = as many as there are.
  std::filesystem::path trace = {};
};

bool is_away(std::uint64_t provider) {
  return provider % 2 == 0;
}

json::array events_of(const Storm& storm) {
  json::object outage{{"at", settled}, {"what", "outage"}, {"for", storm.length}};
  json::array events;
  if (storm.who == Away::organisation) {
    outage["organisation"] = "operator-0";
    events.push_back(outage);
    return events;
  }
  const auto first = mock::PopulationOptions{}.first_id;
  for (auto provider = first; provider < first + providers; ++provider) {
    outage["provider"] = provider;
    if (is_away(provider)) events.push_back(outage);
  }
  return events;
}

/// Nothing goes wrong but that they are away.
json::object after(const Storm& storm) {
  const json::object scenario{
      {"run", {{"providers", providers}, {"jobs", storm.jobs}, {"epochs", settled + storm.after}}},
      {"providers",
       {{"largest_share_ppm", 300000},
        {"reject_ppm", 0},
        {"never_seal_ppm", 0},
        {"slow_seal_ppm", 0},
        {"retrieval_failure_ppm", 0},
        {"seal_epochs_max", 2000}}},
      {"clients", {{"arrive_within", epochs_per_day}}},
      {"outages", {{"gap_mean", 0}}},
      {"plugin",
       {{"policy",
         {{"deals_per_hour_max", storm.deals_per_hour},
          {"deals_per_hour_per_provider_max", 0},
          {"in_flight_max", 100000},
          {"in_flight_per_provider_max", 10000}}}}},
      {"events", events_of(storm)}};
  const raas_test::TemporaryFolder folder;
  mock::SimOptions options;
  options.scenario = folder.path() / "storm.json";
  std::ofstream(options.scenario) << json::serialize(scenario);
  options.plugin = environment("RAAS_PLUGIN");
  options.trace = storm.trace;
  options.quiet = true;
  std::ostringstream out;
  BOOST_TEST(mock::run_sim(options, out) == 0, out.str());
  return json::parse(out.str()).as_object();
}

std::uint64_t repairs_in(const json::object& report) {
  return report.at("deals_made").at("repair").to_number<std::uint64_t>();
}

/// The first repair of a job that was asked for in the storm, and how many copies of its job the
/// storm had left.
struct Repair {
  Epochs at = 0;  ///< After its begin.
  int copies_left = 0;
};

std::string value_of(const std::string& line, const std::string& name) {
  const auto at = line.find(" " + name + "=");
  if (at == std::string::npos) return {};
  const auto from = at + name.size() + 2;
  return line.substr(from, line.find(' ', from) - from);
}

/// In the order in which they were asked for.
std::vector<Repair> repairs_asked(const Storm& storm) {
  const mock::Epoch begin = mock::ChainOptions{}.start_epoch + settled;
  std::map<std::string, int> left;  // By payload.
  std::set<std::string> served;
  std::vector<Repair> repairs;
  std::ifstream stream(storm.trace);
  for (std::string line; std::getline(stream, line);) {
    const Epochs at = std::stoll(line) - begin;
    if (at < 0 && line.find(" active ") != std::string::npos) {
      const auto provider = std::stoull(value_of(line, "provider").substr(2));
      if (!is_away(provider)) ++left[value_of(line, "payload")];
    }
    if (line.find(" accepted reason=repair ") == std::string::npos) continue;
    const std::string payload = value_of(line, "payload");
    if (served.insert(payload).second) repairs.push_back({at, left[payload]});
  }
  return repairs;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(storm)

BOOST_AUTO_TEST_CASE(six_hours_of_outage_cause_no_repair) {
  const auto report = after({.length = epochs_per_day / 4, .after = 4 * epochs_per_day});
  BOOST_TEST(repairs_in(report) == 0U);
  BOOST_TEST(report.at("copies").at("healthy").to_number<std::uint64_t>() == jobs_in_storm() * 3);
}

BOOST_AUTO_TEST_CASE(an_outage_past_the_grace_is_repaired_under_the_budget) {
  const auto report = after({.length = 30 * epochs_per_day,
                             .after = 12 * epochs_per_day,
                             .deals_per_hour = std::max(10u, jobs_in_storm() / 7)});
  BOOST_TEST(repairs_in(report) > jobs_in_storm() / 4);
  BOOST_TEST(report.at("inversions").to_number<std::uint64_t>() == 0U);
  BOOST_TEST(report.at("copies").at("healthy").to_number<std::uint64_t>() == jobs_in_storm() * 3);
}

// Jobs have lost one to three copies, and the budget lets through what takes days: at first those
// whose grace is over first, then, when it is over for all, those of which least is left.
BOOST_AUTO_TEST_CASE(what_stands_worst_is_repaired_first) {
  const raas_test::TemporaryFolder folder;
  const std::uint32_t jobs = std::max(100u, jobs_in_storm());  // Fewer are all served too soon.
  const Storm storm{.who = Away::every_second,
                    .jobs = jobs,
                    .length = 30 * epochs_per_day,
                    .after = 12 * epochs_per_day,
                    .deals_per_hour = jobs / 100,
                    .trace = folder.path() / "trace"};
  const auto report = after(storm);
  BOOST_TEST(report.at("copies").at("healthy").to_number<std::uint64_t>() == jobs * 3);

  constexpr Epochs over_for_all = epochs_per_day * 9 / 4;  // A day until all is noticed, and a day.
  std::vector<Repair> repairs = repairs_asked(storm);
  // What is decided in one epoch is asked for in the order of its keys.
  std::sort(repairs.begin(), repairs.end(), [](const Repair& a, const Repair& b) {
    return std::pair(a.at, a.copies_left) < std::pair(b.at, b.copies_left);
  });
  std::vector<int> left;
  for (const Repair& repair : repairs) {
    if (repair.at > over_for_all) left.push_back(repair.copies_left);
  }
  BOOST_TEST(left.size() > jobs / 4);
  BOOST_TEST(std::is_sorted(left.begin(), left.end()));
  BOOST_TEST(std::count(left.begin(), left.end(), 1) > 0);
  BOOST_TEST(std::count(left.begin(), left.end(), 2) > 0);
}

BOOST_AUTO_TEST_SUITE_END()
