#include "adapters/api/json_text.h"

#include <boost/json.hpp>
#include <boost/json/basic_parser_impl.hpp>
#include <set>
#include <string>
#include <vector>

#include "adapters/api/utf8.h"

namespace raas::api {

namespace json = boost::json;

namespace {

constexpr std::size_t depth_max = 16;

json::parse_options strict_options() {
  json::parse_options options;
  options.max_depth = depth_max;
  return options;
}

/// Looks for what Boost.JSON's values cannot show any more: a repeated name, of which the last one
/// wins there. Its functions are called by boost::json::basic_parser.
class Inspector {
 public:
  static constexpr std::size_t max_object_size = std::size_t(-1);
  static constexpr std::size_t max_array_size = std::size_t(-1);
  static constexpr std::size_t max_key_size = std::size_t(-1);
  static constexpr std::size_t max_string_size = std::size_t(-1);
  using Ec = json::error_code;
  using Text = json::string_view;

  explicit Inspector(Problems& problems) : problems_(problems) {}

  bool on_document_begin(Ec&) { return true; }
  bool on_document_end(Ec&) { return true; }
  bool on_object_begin(Ec&) { return begin(true); }
  bool on_object_end(std::size_t, Ec&) { return end(); }
  bool on_array_begin(Ec&) { return begin(false); }
  bool on_array_end(std::size_t, Ec&) { return end(); }

  bool on_key_part(Text part, std::size_t, Ec&) { return keep(part); }
  bool on_key(Text part, std::size_t, Ec& ec) {
    keep(part);
    Level& level = levels_.back();
    level.name = std::move(text_);
    text_.clear();
    if (!level.names.insert(level.name).second) return refuse("found twice in one object", ec);
    if (level.name.find('\0') != std::string::npos) return refuse("found a NUL in a name", ec);
    return true;
  }

  bool on_string_part(Text part, std::size_t, Ec& ec) { return check(part, ec); }
  bool on_string(Text part, std::size_t, Ec& ec) { return check(part, ec) && next(); }
  bool on_number_part(Text, Ec&) { return true; }
  bool on_int64(std::int64_t, Text, Ec&) { return next(); }
  bool on_uint64(std::uint64_t, Text, Ec&) { return next(); }
  bool on_double(double, Text, Ec&) { return next(); }
  bool on_bool(bool, Ec&) { return next(); }
  bool on_null(Ec&) { return next(); }
  bool on_comment_part(Text, Ec&) { return true; }
  bool on_comment(Text, Ec&) { return true; }

 private:
  struct Level {
    bool is_object = false;
    std::size_t index = 0;
    std::string name;
    std::set<std::string> names;
  };

  bool begin(bool is_object) {
    levels_.emplace_back();
    levels_.back().is_object = is_object;
    return true;
  }
  bool end() {
    levels_.pop_back();
    return next();
  }
  bool next() {
    if (!levels_.empty()) ++levels_.back().index;
    return true;
  }
  bool keep(Text part) {
    text_.append(part.data(), part.size());
    return true;
  }
  bool check(Text part, Ec& ec) {
    return part.find('\0') == Text::npos || refuse("found a NUL in a text", ec);
  }
  bool refuse(const char* message, Ec& ec) {
    std::string pointer;
    for (const Level& level : levels_) {
      pointer = pointer_to(std::move(pointer),
                           level.is_object ? excerpt_of(level.name) : std::to_string(level.index));
    }
    problems_.add(std::move(pointer), message);
    ec = json::make_error_code(json::error::incomplete);
    return false;
  }

  Problems& problems_;
  std::vector<Level> levels_;
  std::string text_;
};

/// Whether @p text is one JSON value that a request may contain.
bool inspect(std::string_view text, Problems& problems) {
  json::basic_parser<Inspector> parser(strict_options(), problems);
  json::error_code ec;
  const auto read = parser.write_some(false, text.data(), text.size(), ec);
  if (!ec && read < text.size()) ec = json::make_error_code(json::error::extra_data);
  if (ec && problems.empty()) {
    problems.add("", "malformed JSON at byte " + std::to_string(read) + ": " + ec.message());
  }
  return !ec;
}

}  // namespace

std::optional<json::value> parse_json(std::string_view text, Problems& problems) {
  if (!inspect(text, problems)) return std::nullopt;
  json::error_code ec;
  // It only grows and goes as one: no memory of its own for each of a million members.
  auto memory = json::make_shared_resource<json::monotonic_resource>();
  auto value = json::parse(text, ec, std::move(memory), strict_options());
  if (ec) {
    problems.add("", "malformed JSON: " + ec.message());
    return std::nullopt;
  }
  return value;
}

std::string found_text(const json::value& value) {
  switch (value.kind()) {
    case json::kind::null: return "null";
    case json::kind::object: return "an object";
    case json::kind::array: return "an array";
    case json::kind::string: return '"' + excerpt_of(std::string_view(value.get_string())) + '"';
    case json::kind::bool_:
    case json::kind::int64:
    case json::kind::uint64:
    case json::kind::double_: break;
  }
  return json::serialize(value);
}

}  // namespace raas::api
