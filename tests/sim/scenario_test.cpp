#include "sim/scenario.h"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <iterator>

#include "sim/mixed.h"
#include "support/json_schema.h"

using namespace mock;

namespace json = boost::json;

namespace {

json::value schema() {
  std::ifstream stream(SCENARIO_SCHEMA);
  return json::parse(std::string(std::istreambuf_iterator<char>(stream), {}));
}

std::string complaint(std::string_view text) {
  const auto read = parse_scenario(text);
  return read ? std::string() : read.error().text;
}

std::string event(const std::string& members) {
  return R"({"events": [{"at": 1, "what": "restart"}, {)" + members + "}]}";
}

Scenario mixed(std::uint64_t seed) {
  Scenario base;
  base.run = {.seed = seed, .epochs = 200000, .jobs = 50};
  return mixed_scenario(base);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(scenario)

BOOST_AUTO_TEST_CASE(what_is_wrong_is_named_by_its_json_pointer) {
  const std::pair<std::string, std::string> cases[] = {
      {"[]", "scenario: /: no object, expected an object"},
      {"{", "scenario: /: incomplete JSON, expected JSON"},
      {R"({"weather": {}})", "scenario: /weather: unknown key, expected run,"},
      {R"({"outages": {"gap": 1}})", "scenario: /outages/gap: unknown key"},
      {R"({"outages": {"gap_mean": -1}})", "scenario: /outages/gap_mean: -1, expected a whole"},
      {R"({"clients": {"copies": 0}})", "scenario: /clients/copies: 0, expected a whole"},
      {R"({"run": {"profile": "ful"}})", "scenario: /run/profile: \"ful\", expected full,"},
      {R"({"events": {}})", "scenario: /events: no array"},
      {event(R"("at": 1)"), "scenario: /events/1/what: missing, expected one of outage,"},
      {event(R"("at": 1, "what": "rain")"), "scenario: /events/1/what: \"rain\", expected one of"},
      {event(R"("what": "kill")"), "scenario: /events/1/at: missing"},
      {event(R"("at": -1, "what": "kill")"), "scenario: /events/1/at: -1, expected a whole"},
      {event(R"("at": 1, "what": "kill", "for": 2)"), "scenario: /events/1/for: not known here"},
      {event(R"("at": 1, "what": "outage")"), "scenario: /events/1: 0 ways to name providers"},
      {event(R"("at": 1, "what": "outage", "asn": 1, "country": "DE")"),
       "scenario: /events/1: 2 w"},
      {event(R"("at": 1, "what": "prices", "asn": 1)"), "scenario: /events/1/percent: missing"},
      {event(R"("at": 1, "what": "node", "for": 1, "trouble": "x")"),
       "scenario: /events/1/trouble: \"x\", expected one of lost,"},
      {event(R"("at": 1, "what": "pause")"), "scenario: /events/1/client: missing"},
  };
  for (const auto& [text, expected] : cases) {
    BOOST_TEST(complaint(text).find(expected) == 0U, text << " gave " << complaint(text));
  }
}

// The schema and the reader know the same keys: each was written by the other's word.
BOOST_AUTO_TEST_CASE(the_schema_describes_what_is_read_and_written) {
  const auto described = schema();
  for (const auto& written :
       {scenario_text({}), scenario_text(mixed(1)), scenario_text(mixed(2))}) {
    BOOST_TEST(complaint(written).empty());
    for (const auto& mismatch : test::mismatches(described, json::parse(written))) {
      BOOST_ERROR(mismatch);
    }
  }
  const auto defaults = json::parse(scenario_text({})).as_object();
  for (const auto& [group, about] : described.at("properties").as_object()) {
    const auto* properties = about.as_object().if_contains("properties");
    if (properties == nullptr) continue;
    for (const auto& [name, unused] : properties->as_object()) {
      BOOST_TEST(defaults.at(group).as_object().contains(name), group << "/" << name);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_schema_refuses_what_the_reader_refuses) {
  const auto described = schema();
  for (const std::string text :
       {R"({"weather": {}})", R"({"outages": {"gap": 1}})", R"({"outages": {"gap_mean": -1}})",
        R"({"run": {"profile": "ful"}})", R"({"events": [{"at": 1, "what": "rain"}]})",
        R"({"events": [{"at": 1, "what": "kill", "for": 2}]})",
        R"({"events": [{"at": 1, "what": "outage"}]})",
        R"({"events": [{"at": 1, "what": "no_funds"}]})"}) {
    BOOST_TEST(!test::mismatches(described, json::parse(text)).empty(), text);
    BOOST_TEST(!complaint(text).empty(), text);
  }
}

BOOST_AUTO_TEST_CASE(what_is_written_is_read_as_the_same) {
  const auto text = scenario_text(mixed(3));
  const auto read = parse_scenario(text);
  BOOST_REQUIRE(read.has_value());
  BOOST_TEST(scenario_text(*read) == text);
  BOOST_TEST(read->events.size() > 10U);
}

BOOST_AUTO_TEST_CASE(a_seed_draws_the_same_mixture_and_another_one_another) {
  BOOST_TEST(scenario_text(mixed(4)) == scenario_text(mixed(4)));
  BOOST_TEST(scenario_text(mixed(4)) != scenario_text(mixed(5)));
}

BOOST_AUTO_TEST_CASE(mixtures_have_every_kind_of_happening_and_of_node) {
  std::set<std::string_view> kinds;
  std::set<std::string_view> profiles;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const auto drawn = mixed(seed);
    profiles.insert(name_of(drawn.run.profile));
    for (const auto& happening : drawn.events) kinds.insert(name_of(happening.kind));
  }
  BOOST_TEST(kinds.size() == 12U);
  BOOST_TEST(profiles.size() == 4U);
}

BOOST_AUTO_TEST_SUITE_END()
