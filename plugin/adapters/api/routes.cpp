#include "adapters/api/routes.h"

#include <array>
#include <boost/json.hpp>

#include "adapters/api/job_json.h"

namespace raas::api {

namespace json = boost::json;

namespace {

constexpr std::array<Route, 14> routes = {{
    {"GET", "/", "This list", answer_index},
    {"POST", "/register_jobs", "Takes one order or an array of orders, all or none",
     answer_register_jobs},
    {"POST", "/api/register_job", "Takes one order in the flat form: JSON, urlencoded or multipart",
     answer_register_job},
    {"GET", "/api/deal_status", "?cid= (&client=): the deals of one piece of data",
     answer_deal_status},
    {"GET", "/jobs", "?state= &client= &after= &limit=: jobs by page", answer_jobs},
    {"GET", "/jobs/{id}", "One job with its slots, copies and what is next", answer_job},
    {"PATCH", "/jobs/{id}", "Changes the terms or the label of a job", answer_amend},
    {"DELETE", "/jobs/{id}", "Cancels a job; its history is kept", answer_cancel},
    {"POST", "/jobs/{id}/pause", "Makes nothing for a job until it is resumed", answer_pause},
    {"POST", "/jobs/{id}/resume", "Resumes a paused job", answer_resume},
    {"GET", "/why", "?cid=, ?job= or ?request= (&limit= &before=): decisions, reasons, inputs",
     answer_why},
    {"POST", "/release", "Believes that the copies are gone which the feed guard holds back",
     answer_release},
    {"GET", "/metrics", "Metrics as Prometheus text", answer_metrics},
    {"GET", "/healthz", "Whether all is well: 200, or 503 with reasons", answer_health},
}};

}  // namespace

std::span<const Route> all_routes() {
  return routes;
}

json::array routes_json() {
  json::array array;
  for (const Route& route : routes) {
    array.push_back(json::object{{"method", text_json(route.method)},
                                 {"path", text_json(route.path)},
                                 {"what", text_json(route.what)}});
  }
  return array;
}

}  // namespace raas::api
