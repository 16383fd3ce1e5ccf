#include "adapters/config/config_table.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>
#include <set>

#include "adapters/config/schema.h"

namespace raas {
namespace {

namespace json = boost::json;

/// A config that says nothing but @p value for @p row.
std::string with(const ConfigRow& row, const std::string& value) {
  const std::string member = "{\"" + std::string(row.key()) + "\":" + value + "}";
  return row.section().empty() ? member : "{\"" + std::string(row.section()) + "\":" + member + "}";
}

/// What is said against it, or nothing.
std::string what_is_said(const std::string& text) {
  const auto config = parse_config(text);
  return config ? "" : config.error().text();
}

bool is_out_of_range(const std::string& text) {
  return text.find(" is less than ") != std::string::npos ||
         text.find(" is more than ") != std::string::npos;
}

bool is_number(const ConfigRow& row) {
  Config config;
  const ConfigField field = row.field(config);
  return std::holds_alternative<std::uint32_t*>(field) ||
         std::holds_alternative<std::uint64_t*>(field) ||
         std::holds_alternative<std::int64_t*>(field);
}

/// Refused for its own range, not for how it stands to other keys: that names the other key.
bool is_refused_for_range(const ConfigRow& row, const std::string& value) {
  const std::string text = what_is_said(with(row, value));
  return text.starts_with("config: " + std::string(row.pointer) + ": " + value) &&
         is_out_of_range(text) && text.find('(') == std::string::npos;
}

const json::object& schema_at(const json::value& schema, const ConfigRow& row) {
  const json::object* properties = &schema.at("properties").as_object();
  if (!row.section().empty()) {
    const json::object& section =
        properties->at({row.section().data(), row.section().size()}).as_object();
    BOOST_TEST(section.at("additionalProperties").as_bool() == false);
    properties = &section.at("properties").as_object();
  }
  return properties->at({row.key().data(), row.key().size()}).as_object();
}

BOOST_AUTO_TEST_SUITE(config_table)

BOOST_AUTO_TEST_CASE(every_key_is_there_once_and_has_its_own_field) {
  Config config;
  std::set<std::string_view> pointers;
  std::set<const void*> fields;
  for (const ConfigRow& row : config_rows()) {
    BOOST_TEST(pointers.insert(row.pointer).second, row.pointer);
    const void* field =
        std::visit([](auto* at) { return static_cast<const void*>(at); }, row.field(config));
    BOOST_TEST(fields.insert(field).second, row.pointer);
    BOOST_TEST(!row.help.empty(), row.pointer);
  }
}

BOOST_AUTO_TEST_CASE(numbers_are_taken_from_the_least_to_the_most_and_not_beyond) {
  for (const ConfigRow& row : config_rows()) {
    if (!is_number(row)) continue;
    BOOST_TEST_CONTEXT(row.pointer) {
      BOOST_TEST(is_refused_for_range(row, std::to_string(row.values.min - 1)));
      BOOST_TEST(!is_refused_for_range(row, std::to_string(row.values.min)));
      BOOST_TEST(!is_refused_for_range(row, std::to_string(row.values.max)));
      BOOST_TEST(is_refused_for_range(row, std::to_string(row.values.max + 1)));
      BOOST_TEST(is_refused_for_range(row, "-9223372036854775808"));
      BOOST_TEST(is_refused_for_range(row, "9223372036854775807"));
      BOOST_TEST(is_refused_for_range(row, "18446744073709551615"));
    }
  }
}

BOOST_AUTO_TEST_CASE(number_that_is_taken_is_in_its_field) {
  for (const ConfigRow& row : config_rows()) {
    if (!is_number(row)) continue;
    auto config = parse_config(with(row, std::to_string(row.values.max)));
    if (!config) continue;  // Stands in the wrong relation to another key's default.
    const auto found = std::visit(
        [](auto* at) -> std::int64_t {
          if constexpr (std::is_integral_v<std::remove_pointer_t<decltype(at)>>) {
            return static_cast<std::int64_t>(*at);
          }
          return -1;
        },
        row.field(*config));
    BOOST_TEST(found == row.values.max, row.pointer);
  }
}

BOOST_AUTO_TEST_CASE(every_wrong_type_is_refused_by_name) {
  const char* const values[] = {"null", "true", "1", "1.0", "1e0", "\"x\"", "[1]", "{}"};
  for (const ConfigRow& row : config_rows()) {
    std::size_t refused = 0;
    for (const char* value : values) {
      const std::string text = what_is_said(with(row, value));
      if (text.find("found ") == std::string::npos) continue;
      ++refused;
      BOOST_TEST(text.starts_with("config: " + std::string(row.pointer)), text);
      BOOST_TEST(text.find(", expected ") != std::string::npos, text);
    }
    // All but one of the types; 1.0 and 1e0 are the same one.
    BOOST_TEST(refused >= 6U, row.pointer << " refused " << refused);
  }
}

BOOST_AUTO_TEST_CASE(every_choice_is_taken_and_others_are_not) {
  for (const ConfigRow& row : config_rows()) {
    if (row.values.choices.empty()) continue;
    for (const auto choice : choices_of(row)) {
      BOOST_TEST(what_is_said(with(row, "\"" + std::string(choice) + "\"")) == "");
    }
    BOOST_TEST(what_is_said(with(row, "\"some\x01thing\"")) != "");
    BOOST_TEST(
        what_is_said(with(row, "\"Something\""))
            .starts_with("config: " + std::string(row.pointer) + ": \"Something\", expected "));
  }
}

BOOST_AUTO_TEST_CASE(unknown_keys_are_refused_in_every_section) {
  std::set<std::string_view> sections;
  for (const ConfigRow& row : config_rows()) sections.insert(row.section());
  for (const auto section : sections) {
    if (section.empty()) continue;
    const std::string name(section);
    BOOST_TEST(what_is_said("{\"" + name + "\":{\"nothing\":1}}")
                   .starts_with("config: /" + name + "/nothing: unknown key, expected one of: "));
  }
}

BOOST_AUTO_TEST_CASE(every_default_is_accepted_when_it_is_written_out) {
  const json::value schema = json::parse(config_schema());
  for (const ConfigRow& row : config_rows()) {
    const json::object& about = schema_at(schema, row);
    if (!about.contains("default")) {
      BOOST_TEST(follows_target(row), row.pointer);
      continue;
    }
    BOOST_TEST(what_is_said(with(row, json::serialize(about.at("default")))) == "", row.pointer);
  }
}

BOOST_AUTO_TEST_CASE(schema_says_what_the_table_says) {
  const json::value schema = json::parse(config_schema());
  BOOST_TEST(schema.at("$schema").as_string() == "https://json-schema.org/draft/2020-12/schema");
  BOOST_TEST(schema.at("additionalProperties").as_bool() == false);
  for (const ConfigRow& row : config_rows()) {
    const json::object& about = schema_at(schema, row);
    BOOST_TEST(about.at("description")
                   .as_string()
                   .starts_with(json::string_view(row.help.data(), row.help.size())));
    if (!is_number(row)) continue;
    BOOST_TEST(about.at("type").as_string() == "integer");
    BOOST_TEST(about.at("minimum").as_int64() == row.values.min);
    BOOST_TEST(about.at("maximum").as_int64() == row.values.max);
  }
}

BOOST_AUTO_TEST_CASE(markdown_table_has_one_line_for_each_key) {
  const std::string table = config_table_markdown();
  const auto lines = static_cast<std::size_t>(std::count(table.begin(), table.end(), '\n'));
  BOOST_TEST(lines == 2 + config_rows().size());
  BOOST_TEST(
      table.find("| `/policy/sealing_max_epochs` | integer | epochs | `8640` | 120 to 86400 |") !=
      std::string::npos);
  BOOST_TEST(
      table.find("| `/enrolment/mode` | string |  | `\"registered\"` | `registered`, `all` |") !=
      std::string::npos);
  BOOST_TEST(
      table.find("| `/terms/copies_min` | integer | copies | `copies_target` | 1 to 100 |") !=
      std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace raas
