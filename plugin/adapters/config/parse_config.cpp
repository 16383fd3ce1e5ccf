#include <algorithm>
#include <boost/json/object.hpp>
#include <fstream>
#include <limits>
#include <type_traits>

#include "adapters/config/config.h"
#include "adapters/config/config_table.h"
#include "adapters/config/token_file.h"
#include "adapters/json/strict_json.h"

namespace raas {
namespace {

namespace json = boost::json;

constexpr JsonLimits text_limits{.bytes_max = 1 << 20, .depth_max = 8};

std::string_view name_of(json::kind kind) {
  switch (kind) {
    case json::kind::null: return "null";
    case json::kind::bool_: return "true or false";
    case json::kind::int64:
    case json::kind::uint64: return "an integer";
    case json::kind::double_: return "a number with a point or exponent";
    case json::kind::string: return "a text";
    case json::kind::array: return "an array";
    case json::kind::object: return "an object";
  }
  return "something else";
}

Error wrong_type(std::string_view pointer, const json::value& found, std::string_view expected) {
  return wrong(pointer, "found " + std::string(name_of(found.kind())) + ", expected " +
                            std::string(expected));
}

std::string quoted(std::string_view text) {
  return '"' + pointer_part(text) + '"';
}

Status check_range(const ConfigRow& row, std::string_view what, std::int64_t value) {
  if (value < row.values.min) {
    return wrong(row.pointer, std::to_string(value) + std::string(what) + " is less than " +
                                  std::to_string(row.values.min));
  }
  if (value > row.values.max) {
    return wrong(row.pointer, std::to_string(value) + std::string(what) + " is more than " +
                                  std::to_string(row.values.max));
  }
  return {};
}

/// Puts one JSON value into its field; one overload for each kind of field.
class FieldReader {
 public:
  FieldReader(const ConfigRow& row, const json::value& found) : row_(row), found_(found) {}

  Status operator()(bool* field) const {
    if (!found_.is_bool()) return expected("true or false");
    *field = found_.get_bool();
    return {};
  }

  template <class Number>
  requires std::is_integral_v<Number> Status operator()(Number* field) const {
    if (found_.is_uint64()) {
      return wrong(row_.pointer, std::to_string(found_.get_uint64()) + " is more than " +
                                     std::to_string(row_.values.max));
    }
    if (!found_.is_int64()) return expected("an integer");
    if (auto in_range = check_range(row_, "", found_.get_int64()); !in_range) return in_range;
    *field = static_cast<Number>(found_.get_int64());
    return {};
  }

  Status operator()(std::string* field) const {
    if (!found_.is_string()) return expected("a text");
    const json::string& text = found_.get_string();
    const auto size = static_cast<std::int64_t>(text.size());
    if (auto in_range = check_range(row_, " bytes", size); !in_range) return in_range;
    field->assign(text.data(), text.size());
    return {};
  }

  Status operator()(std::optional<AttoFil>* field) const {
    if (!found_.is_string()) return expected("a text with a decimal number of attoFIL");
    const json::string& text = found_.get_string();
    field->reset();
    if (text.empty()) return {};
    const auto amount = AttoFil::parse({text.data(), text.size()});
    if (!amount) return wrong(row_.pointer, amount.error().text());
    *field = *amount;
    return {};
  }

  Status operator()(std::vector<ActorId>* field) const {
    if (!found_.is_array()) return expected("an array of f0 addresses");
    const json::array& texts = found_.get_array();
    const auto size = static_cast<std::int64_t>(texts.size());
    if (auto in_range = check_range(row_, " entries", size); !in_range) return in_range;
    field->clear();
    for (const json::value& text : texts) {
      const std::string pointer = std::string(row_.pointer) + "/" + std::to_string(field->size());
      if (!text.is_string()) return wrong_type(pointer, text, "a text");
      const auto provider = parse_provider({text.get_string().data(), text.get_string().size()});
      if (!provider) return wrong(pointer, provider.error().text());
      field->push_back(*provider);
    }
    std::sort(field->begin(), field->end());
    field->erase(std::unique(field->begin(), field->end()), field->end());
    return {};
  }

  template <class Enum>
  requires std::is_enum_v<Enum> Status operator()(Enum* field) const {
    if (!found_.is_string()) return expected("a text");
    const std::string_view text(found_.get_string().data(), found_.get_string().size());
    const auto choices = choices_of(row_);
    const auto choice = std::find(choices.begin(), choices.end(), text);
    if (choice == choices.end()) {
      std::string list;
      for (const auto each : choices) {
        list += (list.empty() ? "" : each == choices.back() ? " or " : ", ") + std::string(each);
      }
      return wrong(row_.pointer, quoted(text) + ", expected " + list);
    }
    *field = static_cast<Enum>(choice - choices.begin());
    return {};
  }

 private:
  [[nodiscard]] Error expected(std::string_view what) const {
    return wrong_type(row_.pointer, found_, what);
  }

  const ConfigRow& row_;
  const json::value& found_;
};

bool is_section(std::string_view name) {
  const auto rows = config_rows();
  return std::any_of(rows.begin(), rows.end(),
                     [&](const ConfigRow& row) { return !name.empty() && row.section() == name; });
}

/// The keys that a section (empty = the top) has.
std::string keys_of(std::string_view section) {
  std::vector<std::string_view> keys;
  for (const ConfigRow& row : config_rows()) {
    const std::string_view key = row.section() == section ? row.key()
                                 : section.empty()        ? row.section()
                                                          : std::string_view();
    if (!key.empty() && (keys.empty() || keys.back() != key)) keys.push_back(key);
  }
  std::string list;
  for (const auto key : keys) list += (list.empty() ? "" : ", ") + std::string(key);
  return list;
}

Error unknown_key(std::string_view section, std::string_view key) {
  const std::string parent = section.empty() ? "" : "/" + std::string(section);
  return wrong(parent + "/" + pointer_part(key),
               "unknown key, expected one of: " + keys_of(section));
}

/// Reads what @p object says; keys that are not there leave their field alone.
Status read_section(std::string_view section, const json::object& object, Config& config) {
  const auto rows = config_rows();
  for (const auto& [name, value] : object) {
    const std::string_view key(name.data(), name.size());
    if (section.empty() && is_section(key)) {
      if (!value.is_object()) return wrong_type("/" + std::string(key), value, "an object");
      if (auto done = read_section(key, value.get_object(), config); !done) return done;
      continue;
    }
    const auto row = std::find_if(rows.begin(), rows.end(), [&](const ConfigRow& each) {
      return each.section() == section && each.key() == key;
    });
    if (row == rows.end()) return unknown_key(section, key);
    if (auto done = std::visit(FieldReader(*row, value), row->field(config)); !done) return done;
  }
  return {};
}

/// Whoever says how many copies there are to be need not say it three times.
void follow_target(const json::object& root, Config& config) {
  const json::value* terms = root.if_contains("terms");
  if (terms == nullptr || !terms->is_object()) return;
  if (!terms->get_object().contains("copies_min")) {
    config.terms.copies_min = config.terms.copies_target;
  }
  if (!terms->get_object().contains("copies_max")) {
    config.terms.copies_max = config.terms.copies_target;
  }
}

Result<Config> parse_text(std::string_view text) {
  const auto root = parse_strict_json(text, text_limits);
  if (!root) return root.error();
  if (!root->is_object()) return wrong_type("/", *root, "an object");
  Config config;
  if (auto done = read_section("", root->get_object(), config); !done) return done.error();
  follow_target(root->get_object(), config);
  if (auto done = check_config_rules(config); !done) return done.error();
  if (!config.chain.token_file.empty()) {
    const auto token = read_token_file(config.chain.token_file);
    if (!token) return token.error().within("/chain/token_file");
  }
  const std::string& ca_file = config.chain.ca_file;
  if (!ca_file.empty() && !std::ifstream(ca_file)) {
    return Error(Code::invalid_input,
                 "/chain/ca_file: " + ca_file + ": cannot be read, expected a PEM file");
  }
  return config;
}

}  // namespace

Result<Config> parse_config(std::string_view text) {
  if (text.empty()) return Config{};
  auto config = parse_text(text);
  if (!config) return config.error().within("config");
  return config;
}

}  // namespace raas
