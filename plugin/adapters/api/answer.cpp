#include "adapters/api/answer.h"

#include <boost/json.hpp>

#include "adapters/api/utf8.h"

namespace raas::api {

namespace json = boost::json;

namespace {

constexpr std::string_view retry_after_seconds = "5";

unsigned status_of(Code code) {
  switch (code) {
    case Code::not_found: return 404;
    case Code::unavailable: return 503;
    case Code::rejected: return 409;
    case Code::invalid_input: return 400;
    case Code::corrupt: return 500;
  }
  return 500;
}

}  // namespace

ApiResponse json_answer(unsigned status, const json::value& body) {
  return {.status = status,
          .headers = {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}},
          .body = json::serialize(body) + "\n"};
}

ApiResponse error_answer(unsigned status, std::string_view text) {
  return json_answer(status, json::object{{"error", clean_utf8(text)}});
}

ApiResponse problems_answer(const Problems& problems) {
  json::array errors;
  for (const Problem& problem : problems.kept()) {
    errors.push_back(json::object{{"pointer", clean_utf8(problem.pointer)},
                                  {"message", clean_utf8(problem.message)}});
  }
  json::object body{{"error", clean_utf8(problems.kept().front().text())}, {"errors", errors}};
  if (problems.total() > problems.kept().size()) body["errors_total"] = problems.total();
  return json_answer(400, body);
}

ApiResponse desk_error_answer(const Error& error) {
  auto answer = error_answer(status_of(error.code()), error.text());
  if (error.code() == Code::unavailable) {
    answer.headers.push_back({"Retry-After", std::string(retry_after_seconds)});
  }
  return answer;
}

}  // namespace raas::api
