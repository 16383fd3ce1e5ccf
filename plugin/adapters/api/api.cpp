#include "adapters/api/api.h"

#include <algorithm>
#include <boost/json.hpp>
#include <optional>
#include <string>

#include "adapters/api/answer.h"
#include "adapters/api/call.h"
#include "adapters/api/media_type.h"
#include "adapters/api/routes.h"
#include "adapters/api/sizes.h"
#include "adapters/api/utf8.h"

namespace raas::api {

namespace json = boost::json;

namespace {

constexpr std::string_view id_segment = "{id}";

std::string_view take_segment(std::string_view& path) {
  const auto segment = path.substr(0, path.find('/'));
  path.remove_prefix(std::min(path.size(), segment.size() + 1));
  return segment;
}

/// What stands for {id} in @p path, "" if the pattern has none; nullopt if it does not match.
std::optional<std::string_view> match(std::string_view pattern, std::string_view path) {
  const bool as_many_segments =
      std::count(pattern.begin(), pattern.end(), '/') == std::count(path.begin(), path.end(), '/');
  if (!as_many_segments) return std::nullopt;
  std::string_view id;
  while (!pattern.empty() || !path.empty()) {
    const auto wanted = take_segment(pattern);
    const auto found = take_segment(path);
    if (wanted == id_segment && !found.empty()) {
      id = found;
    } else if (wanted != found) {
      return std::nullopt;
    }
  }
  return id;
}

ApiResponse not_found(std::string_view path) {
  return json_answer(404, json::object{{"error", "path: found " + excerpt_of(path) +
                                                     ", expected one of the routes"},
                                       {"routes", routes_json()}});
}

ApiResponse wrong_method(std::string_view method, const std::string& allowed) {
  auto answer = error_answer(405, "method: found " + excerpt_of(method) + ", expected " + allowed);
  answer.headers.push_back({"Allow", allowed});
  return answer;
}

/// Finds the route and asks it.
ApiResponse dispatch(Call& call, std::string_view path) {
  const auto method = call.request.method == "HEAD" ? "GET" : call.request.method;
  std::string allowed;
  for (const Route& route : all_routes()) {
    const auto id = match(route.path, path);
    if (!id) continue;
    if (route.method == method) {
      call.id_text = *id;
      return route.answer(call);
    }
    if (!allowed.empty()) allowed += ", ";
    allowed += route.method;
    if (route.method == "GET") allowed += ", HEAD";
  }
  return allowed.empty() ? not_found(path) : wrong_method(call.request.method, allowed);
}

ApiResponse answer(JobDesk& desk, const ApiLimits& limits, const ApiRequest& request) {
  if (request.target.size() > target_bytes_max) {
    return error_answer(414, "target: found " + std::to_string(request.target.size()) +
                                 " bytes, expected at most " + std::to_string(target_bytes_max));
  }
  if (request.body.size() > limits.body_bytes_max) {
    return error_answer(413, "body: found " + std::to_string(request.body.size()) +
                                 " bytes, expected at most " +
                                 std::to_string(limits.body_bytes_max));
  }
  const auto question = request.target.find('?');
  const auto path = percent_decode(request.target.substr(0, question), false);
  if (!path) return error_answer(400, path.error().within("path").text());
  if (!path->starts_with('/')) return error_answer(400, "path: expected a slash at its start");
  const auto query_text =
      question == std::string_view::npos ? "" : request.target.substr(question + 1);
  auto query = parse_urlencoded(query_text);
  if (!query) return error_answer(400, query.error().within("query").text());

  Call call{desk, limits, request, *std::move(query), {}};
  return dispatch(call, *path);
}

}  // namespace

std::string_view header_of(const ApiRequest& request, std::string_view name) {
  for (const ApiHeader& header : request.headers) {
    if (lower_case(header.name) == name) return header.value;
  }
  return {};
}

OrderRules order_rules(const Call& call) {
  return {.default_terms = call.desk.default_terms(),
          .terms = {.time = call.desk.time(),
                    .epoch_now = call.desk.epoch_now(),
                    .renew_below_epochs_min = call.desk.renew_below_epochs_min()},
          .orders_max = call.limits.orders_max};
}

}  // namespace raas::api

namespace raas {

ApiResponse Api::handle(const ApiRequest& request) {
  auto response = api::answer(desk_, limits_, request);
  if (request.method == "HEAD") response.body.clear();
  return response;
}

}  // namespace raas
