#include "sim/happening.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <limits>

#include "sim/scenario_error.h"

namespace mock {
namespace {

namespace json = boost::json;

enum class Use : std::uint8_t { never, may, must };

/// What a kind of happening is told, beside its time.
struct Shape {
  HappeningKind kind;
  std::string_view name;
  Use length;
  Use percent;
  bool whom;
  bool trouble;
  bool client;
};

constexpr std::array shapes{
    Shape{HappeningKind::outage, "outage", Use::may, Use::never, true, false, false},
    Shape{HappeningKind::lost_disks, "lost_disks", Use::may, Use::must, true, false, false},
    Shape{HappeningKind::sealing, "sealing", Use::may, Use::must, true, false, false},
    Shape{HappeningKind::prices, "prices", Use::may, Use::must, true, false, false},
    Shape{HappeningKind::no_funds, "no_funds", Use::must, Use::never, false, false, false},
    Shape{HappeningKind::no_datacap, "no_datacap", Use::must, Use::never, false, false, false},
    Shape{HappeningKind::node, "node", Use::must, Use::never, false, true, false},
    Shape{HappeningKind::restart, "restart", Use::never, Use::never, false, false, false},
    Shape{HappeningKind::kill, "kill", Use::never, Use::never, false, false, false},
    Shape{HappeningKind::change, "change", Use::never, Use::never, false, false, true},
    Shape{HappeningKind::cancel, "cancel", Use::never, Use::never, false, false, true},
    Shape{HappeningKind::pause, "pause", Use::may, Use::never, false, false, true},
};

struct TroubleName {
  NodeTrouble trouble;
  std::string_view name;
};
constexpr std::array troubles{
    TroubleName{NodeTrouble::lost, "lost"}, TroubleName{NodeTrouble::server_error, "server_error"},
    TroubleName{NodeTrouble::html, "html"}, TroubleName{NodeTrouble::stall, "stall"},
    TroubleName{NodeTrouble::lag, "lag"},   TroubleName{NodeTrouble::lying, "lying"},
};

template <class Rows>
std::string names_in(const Rows& rows) {
  std::string names;
  for (const auto& row : rows) names += (names.empty() ? "" : ", ") + std::string(row.name);
  return names;
}

/// Takes the members of one entry, each at most once, and complains of what is left.
class Members {
 public:
  Members(const json::object& object, std::string pointer)
      : left_(object), pointer_(std::move(pointer)) {}

  std::optional<std::int64_t> number(const char* name, std::int64_t low, std::int64_t high) {
    const auto value = take(name);
    if (!value) return std::nullopt;
    if (value->is_int64() && value->get_int64() >= low && value->get_int64() <= high) {
      return value->get_int64();
    }
    complain(name, json::serialize(*value),
             "a whole number from " + std::to_string(low) + " to " + std::to_string(high));
    return std::nullopt;
  }
  std::optional<std::string> text(const char* name, const std::string& expected) {
    const auto value = take(name);
    if (!value) return std::nullopt;
    if (value->is_string() && !value->get_string().empty()) return std::string(value->get_string());
    complain(name, json::serialize(*value), expected);
    return std::nullopt;
  }
  void complain(const std::string& name, const std::string& found, const std::string& expected) {
    if (problem_) return;
    problem_ = scenario_error(name.empty() ? pointer_ : pointer_ + "/" + name, found, expected);
  }
  /// The first problem; what was not asked for is one.
  [[nodiscard]] std::optional<Refusal> problem(const std::string& expected) {
    if (!problem_ && !left_.empty()) {
      complain(std::string(left_.begin()->key()), "not known here", expected);
    }
    return problem_;
  }

 private:
  std::optional<json::value> take(const char* name) {
    const auto found = left_.find(name);
    if (found == left_.end()) return std::nullopt;
    json::value value = found->value();
    left_.erase(found);
    return value;
  }

  json::object left_;
  std::string pointer_;
  std::optional<Refusal> problem_;
};

constexpr Epochs time_max = 1000000000;
constexpr std::int64_t percent_max = 10000;

void read_whom(Members& members, Whom& whom) {
  int ways = 0;
  if (auto name = members.text("organisation", "the name of an organisation")) {
    whom.organisation = *std::move(name);
    ++ways;
  }
  if (auto name = members.text("country", "a country such as DE")) {
    whom.country = *std::move(name);
    ++ways;
  }
  if (const auto asn = members.number("asn", 1, std::numeric_limits<std::uint32_t>::max())) {
    whom.asn = static_cast<std::uint32_t>(*asn);
    ++ways;
  }
  if (const auto id = members.number("provider", 1, std::numeric_limits<std::int64_t>::max())) {
    whom.provider = static_cast<ActorId>(*id);
    ++ways;
  }
  if (ways != 1) {
    members.complain("", std::to_string(ways) + " ways to name providers",
                     "one of organisation, country, asn and provider");
  }
}

void read_trouble(Members& members, NodeTrouble& trouble) {
  const auto expected = "one of " + names_in(troubles);
  const auto name = members.text("trouble", expected);
  const auto found = std::find_if(troubles.begin(), troubles.end(),
                                  [&](const TroubleName& row) { return name == row.name; });
  if (found == troubles.end()) {
    return members.complain("trouble", name ? '"' + *name + '"' : "missing", expected);
  }
  trouble = found->trouble;
}

template <class Number>
void read_number(Members& members, const char* name, std::int64_t high, Use use, Number& target) {
  if (use == Use::never) return;
  const auto value = members.number(name, 0, high);
  if (!value && use == Use::must) members.complain(name, "missing", "a whole number");
  if (value) target = static_cast<Number>(*value);
}

const Shape& shape_of(HappeningKind kind) {
  return *std::find_if(shapes.begin(), shapes.end(),
                       [kind](const Shape& shape) { return shape.kind == kind; });
}

}  // namespace

std::string_view name_of(HappeningKind kind) {
  return shape_of(kind).name;
}

std::string_view name_of(NodeTrouble trouble) {
  return std::find_if(troubles.begin(), troubles.end(),
                      [trouble](const TroubleName& row) { return row.trouble == trouble; })
      ->name;
}

Outcome<Happening> read_happening(const json::value& value, const std::string& pointer) {
  if (!value.is_object()) return scenario_error(pointer, json::serialize(value), "an object");
  Members members(value.get_object(), pointer);
  const auto kinds = "one of " + names_in(shapes);
  const auto name = members.text("what", kinds);
  const auto shape = std::find_if(shapes.begin(), shapes.end(),
                                  [&](const Shape& row) { return name == row.name; });
  if (shape == shapes.end()) {
    return scenario_error(pointer + "/what", name ? '"' + *name + '"' : "missing", kinds);
  }
  Happening happening;
  happening.kind = shape->kind;
  read_number(members, "at", time_max, Use::must, happening.at);
  read_number(members, "for", time_max, shape->length, happening.length);
  read_number(members, "percent", percent_max, shape->percent, happening.percent);
  if (shape->whom) read_whom(members, happening.whom);
  if (shape->trouble) read_trouble(members, happening.trouble);
  read_number(members, "client", std::numeric_limits<std::uint32_t>::max(),
              shape->client ? Use::must : Use::never, happening.client);
  if (auto problem = members.problem("what " + *name + " is told")) return *std::move(problem);
  return happening;
}

json::value json_of(const Happening& happening) {
  const Shape& shape = shape_of(happening.kind);
  json::object object{{"at", happening.at}, {"what", shape.name}};
  const Whom& whom = happening.whom;
  if (!whom.organisation.empty()) object["organisation"] = whom.organisation;
  if (!whom.country.empty()) object["country"] = whom.country;
  if (whom.asn != 0) object["asn"] = whom.asn;
  if (whom.provider != 0) object["provider"] = whom.provider;
  if (shape.trouble) object["trouble"] = name_of(happening.trouble);
  if (shape.client) object["client"] = happening.client;
  if (shape.percent != Use::never) object["percent"] = happening.percent;
  if (shape.length == Use::must || happening.length != 0) object["for"] = happening.length;
  return object;
}

}  // namespace mock
