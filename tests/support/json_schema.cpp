#include "support/json_schema.h"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <cmath>
#include <string_view>

namespace test {

namespace {

namespace json = boost::json;

using Found = std::vector<std::string>;

bool is_of(std::string_view type, const json::value& value) {
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_bool();
  if (type == "null") return value.is_null();
  if (type == "number") return value.is_number();
  if (type == "integer") {
    return value.is_int64() || value.is_uint64() ||
           (value.is_double() && std::trunc(value.get_double()) == value.get_double());
  }
  return false;
}

bool has_type(const json::value& types, const json::value& value) {
  if (types.is_string()) return is_of(types.get_string(), value);
  const json::array& list = types.as_array();
  return std::any_of(list.begin(), list.end(),
                     [&](const json::value& type) { return is_of(type.as_string(), value); });
}

void check(const json::object& schema, const json::value& value, const std::string& path,
           Found& found);

void check_members(const json::object& schema, const json::object& value, const std::string& path,
                   Found& found) {
  if (const json::value* required = schema.if_contains("required")) {
    for (const json::value& name : required->as_array()) {
      if (!value.contains(name.as_string())) {
        found.push_back(path + ": no " + json::serialize(name) + ", which is required");
      }
    }
  }
  const json::value* properties = schema.if_contains("properties");
  const json::value* others = schema.if_contains("additionalProperties");
  for (const auto& [name, member] : value) {
    const std::string place = path + "/" + std::string(name);
    const json::value* known =
        properties == nullptr ? nullptr : properties->as_object().if_contains(name);
    if (known != nullptr) {
      check(known->as_object(), member, place, found);
    } else if (others != nullptr && others->is_object()) {
      check(others->get_object(), member, place, found);
    } else if (others != nullptr && !others->as_bool()) {
      found.push_back(place + ": is not described");
    }
  }
}

void check_items(const json::value& items, const json::array& value, const std::string& path,
                 Found& found) {
  const json::object& schema =
      items.is_array() ? items.get_array().at(0).as_object() : items.as_object();
  for (std::size_t i = 0; i < value.size(); ++i) {
    check(schema, value[i], path + "/" + std::to_string(i), found);
  }
}

void check_value(const json::object& schema, const json::value& value, const std::string& path,
                 Found& found) {
  const auto complain = [&](const std::string& expected) {
    found.push_back(path + ": found " + json::serialize(value) + ", expected " + expected);
  };
  const json::value* constant = schema.if_contains("const");
  if (constant != nullptr && *constant != value) complain(json::serialize(*constant));
  if (const json::value* choices = schema.if_contains("enum")) {
    const json::array& list = choices->as_array();
    if (std::find(list.begin(), list.end(), value) == list.end()) complain(json::serialize(list));
  }
  if (!value.is_int64()) return;
  const json::value* least = schema.if_contains("minimum");
  if (least != nullptr && value.get_int64() < least->as_int64()) {
    complain("at least " + json::serialize(*least));
  }
  const json::value* most = schema.if_contains("maximum");
  if (most != nullptr && value.get_int64() > most->as_int64()) {
    complain("at most " + json::serialize(*most));
  }
}

void check_one_of(const json::array& schemas, const json::value& value, const std::string& path,
                  Found& found) {
  std::size_t fitting = 0;
  for (const json::value& schema : schemas) {
    Found unused;
    check(schema.as_object(), value, path, unused);
    if (unused.empty()) ++fitting;
  }
  if (fitting != 1) {
    found.push_back(path + ": fits " + std::to_string(fitting) + " of the schemas, expected one");
  }
}

void check(const json::object& schema, const json::value& value, const std::string& path,
           Found& found) {
  const json::value* type = schema.if_contains("type");
  if (type != nullptr && !has_type(*type, value)) {
    found.push_back(path + ": found " + json::serialize(value) + ", expected " +
                    json::serialize(*type));
    return;
  }
  check_value(schema, value, path, found);
  const json::value* choices = schema.if_contains("oneOf");
  if (choices != nullptr) check_one_of(choices->as_array(), value, path, found);
  if (value.is_object()) check_members(schema, value.get_object(), path, found);
  const json::value* items = schema.if_contains("items");
  if (items != nullptr && value.is_array()) check_items(*items, value.get_array(), path, found);
}

}  // namespace

std::vector<std::string> mismatches(const json::value& schema, const json::value& value) {
  Found found;
  check(schema.as_object(), value, "", found);
  return found;
}

}  // namespace test
