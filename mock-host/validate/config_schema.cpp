#include "validate/config_schema.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <regex>

namespace mock {
namespace {

namespace json = boost::json;

constexpr std::array types{"object", "array", "string", "integer", "number", "boolean", "null"};
constexpr std::int64_t text_length_max = 100000;

std::string word_of(const json::object& schema, std::string_view key) {
  const auto* value = schema.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::optional<double> number_of(const json::object& schema, std::string_view key) {
  const auto* value = schema.if_contains(key);
  if (value == nullptr || !value->is_number()) return std::nullopt;
  return value->to_number<double>();
}

bool has_type(const json::value& value, const std::string& type) {
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_bool();
  if (type == "null") return value.is_null();
  return value.is_number() && (type == "number" || !value.is_double());
}

/// Whether @p value keeps the rules of a schema of one field.
bool fits(const json::value& value, const json::object& schema) {
  if (!has_type(value, word_of(schema, "type"))) return false;
  if (const auto* choices = schema.if_contains("enum"); choices != nullptr) {
    const auto& list = choices->as_array();
    return std::find(list.begin(), list.end(), value) != list.end();
  }
  if (value.is_number()) {
    const double number = value.to_number<double>();
    return number >= number_of(schema, "minimum").value_or(number) &&
           number <= number_of(schema, "maximum").value_or(number);
  }
  if (!value.is_string()) return true;
  const std::string text(value.get_string());
  const auto pattern = word_of(schema, "pattern");
  return static_cast<double>(text.size()) <= number_of(schema, "maxLength").value_or(1e18) &&
         static_cast<double>(text.size()) >= number_of(schema, "minLength").value_or(0) &&
         (pattern.empty() || std::regex_search(text, std::regex(pattern)));
}

void complain(const json::value& at, const std::string& pointer, std::vector<std::string>& all) {
  const auto add = [&](const std::string& what) {
    all.push_back("schema: " + pointer + ": " + what);
  };
  if (!at.is_object()) return add("is not an object");
  const auto& schema = at.get_object();
  const std::string type = word_of(schema, "type");
  if (std::find(types.begin(), types.end(), type) == types.end()) {
    return add("type: \"" + type + "\", expected one of JSON Schema's");
  }
  const auto least = number_of(schema, "minimum");
  const auto most = number_of(schema, "maximum");
  if (least && most && *least > *most) add("minimum is above maximum");
  try {
    const auto* initial = schema.if_contains("default");
    if (initial != nullptr && !fits(*initial, schema)) add("its default does not keep its rules");
  } catch (const std::exception& failure) {
    add(failure.what());
  }
  const auto* properties = schema.if_contains("properties");
  if (properties == nullptr) return;
  if (!properties->is_object()) return add("properties: is not an object");
  for (const auto& [key, inner] : properties->get_object()) {
    complain(inner, pointer + "/" + std::string(key), all);
  }
}

/// Goes through a schema and says what breaks each of its rules.
class Walk {
 public:
  Walk(std::vector<WrongConfig>& wrong, std::vector<std::string>& good)
      : wrong_(wrong), good_(good) {}

  void object(const json::object& schema) {
    const auto* more = schema.if_contains("additionalProperties");
    if (more != nullptr && *more == json::value(false)) {
      add("no_such_key", 1, "an unknown key");
    }
    const auto* properties = schema.if_contains("properties");
    if (properties == nullptr) return;
    for (const auto& [key, inner] : properties->as_object()) {
      field(std::string(key), inner.as_object());
    }
  }

 private:
  void add(const std::string& key, const json::value& value, const std::string& what) {
    path_.push_back(key);
    wrong_.push_back({config_with(value), pointer(), what});
    path_.pop_back();
  }

  [[nodiscard]] std::string pointer() const {
    std::string text;
    for (const auto& key : path_) text += "/" + key;
    return text;
  }

  [[nodiscard]] std::string config_with(const json::value& value) const {
    json::value config = value;
    for (auto key = path_.rbegin(); key != path_.rend(); ++key) {
      json::object outer;
      outer[*key] = std::move(config);
      config = std::move(outer);
    }
    return json::serialize(config);
  }

  void field(const std::string& key, const json::object& schema) {
    const std::string type = word_of(schema, "type");
    add(key, type == "string" ? json::value(1) : json::value("text"),
        type == "string" ? "a number" : "a text");
    add(key, nullptr, "null");
    if (type == "object") {
      path_.push_back(key);
      object(schema);
      path_.pop_back();
      return;
    }
    if (const auto* initial = schema.if_contains("default"); initial != nullptr) {
      path_.push_back(key);
      good_.push_back(config_with(*initial));
      path_.pop_back();
    }
    if (type == "integer") add(key, 1.5, "a fraction");
    if (type == "integer" || type == "number") numbers(key, schema);
    if (type == "string") texts(key, schema);
    if (type == "array") add(key, json::array{nullptr}, "an array of null");
  }

  void numbers(const std::string& key, const json::object& schema) {
    const auto* least = schema.if_contains("minimum");
    const auto* most = schema.if_contains("maximum");
    if (least != nullptr && least->is_int64() && least->get_int64() > INT64_MIN) {
      add(key, least->get_int64() - 1, "one below the minimum");
    }
    if (most != nullptr && most->is_int64() && most->get_int64() < INT64_MAX) {
      add(key, most->get_int64() + 1, "one above the maximum");
    }
    add(key, json::parse("123456789012345678901234567890"), "a number beyond 64 bits");
  }

  void texts(const std::string& key, const json::object& schema) {
    if (schema.contains("enum")) return add(key, "no such choice", "a choice that does not exist");
    const auto most = number_of(schema, "maxLength");
    if (most && *most < text_length_max) {
      add(key, json::string(static_cast<std::size_t>(*most) + 1, 'a'), "one byte too long");
    }
    const auto least = number_of(schema, "minLength");
    if (least && *least > 0) {
      add(key, json::string(static_cast<std::size_t>(*least) - 1, 'a'), "one byte too short");
    }
  }

  std::vector<WrongConfig>& wrong_;
  std::vector<std::string>& good_;
  std::vector<std::string> path_;
};

void walk(const std::string& schema, std::vector<WrongConfig>& wrong,
          std::vector<std::string>& good) {
  boost::system::error_code failure;
  const auto root = json::parse(schema, failure);
  if (!failure && root.is_object()) Walk(wrong, good).object(root.get_object());
}

}  // namespace

std::vector<std::string> schema_complaints(const std::string& schema) {
  std::vector<std::string> all;
  boost::system::error_code failure;
  const auto root = json::parse(schema, failure);
  if (failure) return {"schema: is not JSON: " + failure.message()};
  complain(root, "", all);
  if (root.is_object() && word_of(root.get_object(), "type") != "object") {
    all.push_back("schema: is not one of an object");
  }
  return all;
}

std::vector<WrongConfig> wrong_configs(const std::string& schema) {
  std::vector<WrongConfig> wrong;
  std::vector<std::string> good;
  walk(schema, wrong, good);
  return wrong;
}

std::vector<std::string> default_configs(const std::string& schema) {
  std::vector<WrongConfig> wrong;
  std::vector<std::string> good;
  walk(schema, wrong, good);
  return good;
}

}  // namespace mock
