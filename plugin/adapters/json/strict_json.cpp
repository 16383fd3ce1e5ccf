#include "adapters/json/strict_json.h"

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/parse.hpp>
#include <set>
#include <vector>

namespace raas {
namespace {

namespace json = boost::json;

constexpr std::size_t part_bytes_max = 64;

/// Sees each key of a text once, in order; the parser that builds values keeps only the last of
/// equals.
class KeyWatch {
 public:
  static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);

  [[nodiscard]] const std::string& repeated() const { return repeated_; }

  bool on_document_begin(json::error_code&) { return true; }
  bool on_document_end(json::error_code&) { return true; }
  bool on_object_begin(json::error_code&) { return open(); }
  bool on_object_end(std::size_t, json::error_code&) { return close(); }
  bool on_array_begin(json::error_code&) { return open(); }
  bool on_array_end(std::size_t, json::error_code&) { return close(); }
  bool on_key_part(json::string_view part, std::size_t, json::error_code&) {
    key_.append(part.data(), part.size());
    return true;
  }
  bool on_key(json::string_view part, std::size_t, json::error_code& error) {
    key_.append(part.data(), part.size());
    Level& level = levels_.back();
    level.key = key_;
    key_.clear();
    if (level.seen.insert(level.key).second) return true;
    for (const Level& each : levels_) repeated_.append("/").append(pointer_part(each.key));
    error = json::error::syntax;
    return false;
  }
  bool on_string_part(json::string_view, std::size_t, json::error_code&) { return true; }
  bool on_string(json::string_view, std::size_t, json::error_code&) { return true; }
  bool on_number_part(json::string_view, json::error_code&) { return true; }
  bool on_int64(std::int64_t, json::string_view, json::error_code&) { return true; }
  bool on_uint64(std::uint64_t, json::string_view, json::error_code&) { return true; }
  bool on_double(double, json::string_view, json::error_code&) { return true; }
  bool on_bool(bool, json::error_code&) { return true; }
  bool on_null(json::error_code&) { return true; }
  bool on_comment_part(json::string_view, json::error_code&) { return true; }
  bool on_comment(json::string_view, json::error_code&) { return true; }

 private:
  struct Level {
    std::set<std::string> seen;
    std::string key;
  };

  bool open() {
    levels_.emplace_back();
    return true;
  }
  bool close() {
    levels_.pop_back();
    return true;
  }

  std::vector<Level> levels_;
  std::string key_;
  std::string repeated_;
};

std::string place_of(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const auto line_start = before.rfind('\n');
  const std::size_t column =
      line_start == std::string_view::npos ? before.size() + 1 : before.size() - line_start;
  return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

json::parse_options options_for(const JsonLimits& limits) {
  json::parse_options options;
  options.max_depth = limits.depth_max;
  return options;
}

/// Where the text is wrong, and how; or which key is there twice.
Status check_text(std::string_view text, const JsonLimits& limits) {
  json::basic_parser<KeyWatch> parser(options_for(limits));
  json::error_code error;
  const std::size_t used = parser.write_some(false, text.data(), text.size(), error);
  const std::string& repeated = parser.handler().repeated();
  if (!repeated.empty()) return Error(Code::invalid_input, repeated + ": given twice");
  if (!error && used < text.size()) error = json::error::extra_data;
  if (!error) return {};
  return Error(Code::invalid_input, place_of(text, used) + ": " + error.message());
}

}  // namespace

Result<json::value> parse_strict_json(std::string_view text, const JsonLimits& limits) {
  if (text.size() > limits.bytes_max) {
    return Error(Code::invalid_input, std::to_string(text.size()) + " bytes, expected at most " +
                                          std::to_string(limits.bytes_max));
  }
  if (auto sound = check_text(text, limits); !sound) return sound.error();
  json::error_code error;
  auto value = json::parse({text.data(), text.size()}, error, {}, options_for(limits));
  if (error) return Error(Code::invalid_input, error.message());
  return value;
}

std::string pointer_part(std::string_view key) {
  std::string part;
  for (const char c : key.substr(0, part_bytes_max)) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '~') {
      part += "~0";
    } else if (c == '/') {
      part += "~1";
    } else if (byte < 0x20 || byte >= 0x7f) {
      part += '?';
    } else {
      part += c;
    }
  }
  if (key.size() > part_bytes_max) part += "...";
  return part;
}

}  // namespace raas
