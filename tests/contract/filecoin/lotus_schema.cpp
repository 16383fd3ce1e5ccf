#include "lotus_schema.h"

#include <algorithm>
#include <stdexcept>

#include "network.h"

namespace test {

namespace json = boost::json;

namespace {

json::value of_example(const json::value& example) {
  if (example.is_object()) {
    json::object properties;
    json::array required;
    for (const auto& [name, member] : example.get_object()) {
      properties[name] = of_example(member);
      required.emplace_back(name);
    }
    return {{"type", "object"},
            {"properties", properties},
            {"required", required},
            {"additionalProperties", false}};
  }
  if (example.is_array()) {
    json::object schema{{"type", "array"}};
    if (!example.get_array().empty()) schema["items"] = of_example(example.get_array().front());
    return schema;
  }
  if (example.is_string()) return {{"type", "string"}};
  if (example.is_bool()) return {{"type", "boolean"}};
  return {{"type", "number"}};
}

bool is_object_type(const json::value& type) {
  return type == "object" || (type.is_array() && type.get_array() == json::array{"object"});
}

/// Whether the description does not know what the type writes.
bool writes_itself(const json::object& schema) {
  if (schema.empty()) return true;
  if (schema.contains("title")) return schema.at("title") == "Content Identifier";
  return is_object_type(schema.at("type")) && !schema.contains("properties") &&
         schema.at("additionalProperties") == false;
}

void allow_null(json::object& schema) {
  schema["type"] = json::array{schema.at("type"), "null"};
}

/// Members that need not be there as the description says.
struct Loose {
  const std::vector<std::string>& nullable;
  const std::vector<std::string>& omitted;
};

bool has_name(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

json::value sharpened(const json::object& schema, const json::value& example, const Loose& loose) {
  if (writes_itself(schema)) return of_example(example);
  json::object sharp = schema;
  if (json::value* items = sharp.if_contains("items")) {
    const json::object& item =
        items->is_array() ? items->get_array().at(0).as_object() : items->as_object();
    sharp["items"] = sharpened(item, example.as_array().at(0), loose);
  }
  if (const json::value* properties = schema.if_contains("properties")) {
    json::object members;
    json::array required;
    for (const auto& [name, member] : properties->as_object()) {
      json::object known = sharpened(member.as_object(), example.at(name), loose).as_object();
      if (has_name(loose.nullable, name)) allow_null(known);
      members[name] = known;
      if (!has_name(loose.omitted, name)) required.emplace_back(name);
    }
    // A type that writes itself may write more than its fields.
    for (const auto& [name, member] : example.as_object()) {
      if (!members.contains(name)) members[name] = of_example(member);
    }
    sharp["properties"] = members;
    sharp["required"] = required;
  }
  return sharp;
}

}  // namespace

json::value result_schema(const std::string& method, const std::vector<std::string>& nullable,
                          const std::vector<std::string>& omitted) {
  const json::value description = recorded("openrpc-methods.json");
  for (const json::value& known : description.at("methods").as_array()) {
    if (known.at("name").as_string() != method) continue;
    const json::object& schema = known.at("result").at("schema").as_object();
    return sharpened(schema, schema.at("examples").at(0), {nullable, omitted});
  }
  throw std::runtime_error(method + ": is not in the description");
}

}  // namespace test
