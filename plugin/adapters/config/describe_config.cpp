#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <type_traits>

#include "adapters/config/config_table.h"
#include "adapters/config/schema.h"

namespace raas {
namespace {

namespace json = boost::json;

json::string to_json(std::string_view text) {
  return json::string(text.data(), text.size());
}

/// A field's present value as JSON.
struct ValueWriter {
  const ConfigRow& row;

  json::value operator()(const bool* field) const { return *field; }
  template <class Number>
  requires std::is_integral_v<Number> json::value operator()(const Number* field) const {
    return *field;
  }
  json::value operator()(const std::string* field) const { return to_json(*field); }
  json::value operator()(const std::optional<AttoFil>* field) const {
    return to_json(*field ? (*field)->text() : std::string());
  }
  json::value operator()(const std::vector<ActorId>* field) const {
    json::array providers;
    for (const ActorId provider : *field) providers.emplace_back(to_json(provider_text(provider)));
    return providers;
  }
  template <class Enum>
  requires std::is_enum_v<Enum> json::value operator()(const Enum* field) const {
    return to_json(choices_of(row).at(static_cast<std::size_t>(*field)));
  }
};

/// What the schema says of a field's type.
struct TypeWriter {
  const ConfigRow& row;

  json::object operator()(const bool*) const { return {{"type", "boolean"}}; }
  template <class Number>
  requires std::is_integral_v<Number> json::object operator()(const Number*) const {
    return {{"type", "integer"}, {"minimum", row.values.min}, {"maximum", row.values.max}};
  }
  json::object operator()(const std::string*) const { return text(); }
  json::object operator()(const std::optional<AttoFil>*) const { return text(); }
  json::object operator()(const std::vector<ActorId>*) const {
    return {{"type", "array"},
            {"maxItems", row.values.max},
            {"items", {{"type", "string"}, {"pattern", "^[ft]0[1-9][0-9]*$"}}}};
  }
  template <class Enum>
  requires std::is_enum_v<Enum> json::object operator()(const Enum*) const {
    json::array choices;
    for (const auto choice : choices_of(row)) choices.emplace_back(to_json(choice));
    return {{"type", "string"}, {"enum", std::move(choices)}};
  }

 private:
  [[nodiscard]] json::object text() const {
    json::object type{{"type", "string"}, {"maxLength", row.values.max}};
    if (row.values.min > 0) type["minLength"] = row.values.min;
    if (!row.values.pattern.empty()) type["pattern"] = to_json(row.values.pattern);
    return type;
  }
};

json::object schema_of(const ConfigRow& row, Config& defaults) {
  const ConfigField field = row.field(defaults);
  json::object schema = std::visit(TypeWriter{row}, field);
  std::string description(row.help);
  if (!row.values.unit.empty()) description += " [" + std::string(row.values.unit) + "]";
  schema["description"] = to_json(description);
  if (!follows_target(row)) schema["default"] = std::visit(ValueWriter{row}, field);
  return schema;
}

json::object empty_object_schema() {
  return {{"type", "object"}, {"additionalProperties", false}, {"properties", json::object()}};
}

std::string make_schema() {
  Config defaults;
  json::object root{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                    {"title", "Config of the RaaS plugin"}};
  for (auto& [key, value] : empty_object_schema()) root[key] = value;
  for (const ConfigRow& row : config_rows()) {
    json::object* properties = &root["properties"].as_object();
    if (!row.section().empty()) {
      json::value& section = (*properties)[to_json(row.section())];
      if (section.is_null()) section = empty_object_schema();
      properties = &section.as_object()["properties"].as_object();
    }
    (*properties)[to_json(row.key())] = schema_of(row, defaults);
  }
  return json::serialize(root);
}

std::string type_of(const ConfigRow& row, const ConfigField& field) {
  const json::object type = std::visit(TypeWriter{row}, field);
  return type.at("type").as_string().c_str();
}

std::string range_of(const ConfigRow& row, const std::string& type) {
  std::string span = std::to_string(row.values.min) + " to " + std::to_string(row.values.max);
  if (type == "integer") return span;
  if (type == "boolean") return "`true`, `false`";
  if (type == "array") return span + " entries";
  if (row.values.choices.empty()) return span + " bytes";
  std::string words;
  for (const auto choice : choices_of(row)) {
    words += (words.empty() ? "`" : ", `") + std::string(choice) + "`";
  }
  return words;
}

}  // namespace

const std::string& config_schema() {
  static const std::string schema = make_schema();
  return schema;
}

std::string config_table_markdown() {
  Config defaults;
  std::string table =
      "| key | type | unit | default | range | meaning |\n"
      "| --- | --- | --- | --- | --- | --- |\n";
  for (const ConfigRow& row : config_rows()) {
    const ConfigField field = row.field(defaults);
    const std::string type = type_of(row, field);
    const std::string initial = follows_target(row)
                                    ? std::string("copies_target")
                                    : json::serialize(std::visit(ValueWriter{row}, field));
    for (const std::string& part :
         {std::string("| `"), std::string(row.pointer), std::string("` | "), type,
          std::string(" | "), std::string(row.values.unit), std::string(" | `"), initial,
          std::string("` | "), range_of(row, type), std::string(" | "), std::string(row.help),
          std::string(" |\n")}) {
      table += part;
    }
  }
  return table;
}

}  // namespace raas
