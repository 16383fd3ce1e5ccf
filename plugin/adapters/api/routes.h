#pragma once

#include <boost/json/fwd.hpp>
#include <span>
#include <string_view>

#include "adapters/api/call.h"

namespace raas::api {

/// One thing that can be asked for.
struct Route {
  std::string_view method;
  std::string_view path;  ///< `{id}` stands for one segment.
  std::string_view what;  ///< For people.
  ApiResponse (*answer)(const Call& call);
};

[[nodiscard]] std::span<const Route> all_routes();

// order_routes.cpp
[[nodiscard]] ApiResponse answer_register_jobs(const Call& call);
[[nodiscard]] ApiResponse answer_register_job(const Call& call);

// job_routes.cpp
[[nodiscard]] ApiResponse answer_jobs(const Call& call);
[[nodiscard]] ApiResponse answer_job(const Call& call);
[[nodiscard]] ApiResponse answer_amend(const Call& call);
[[nodiscard]] ApiResponse answer_cancel(const Call& call);
[[nodiscard]] ApiResponse answer_pause(const Call& call);
[[nodiscard]] ApiResponse answer_resume(const Call& call);

// data_routes.cpp
[[nodiscard]] ApiResponse answer_deal_status(const Call& call);
[[nodiscard]] ApiResponse answer_why(const Call& call);

// state_routes.cpp
[[nodiscard]] ApiResponse answer_release(const Call& call);
[[nodiscard]] ApiResponse answer_metrics(const Call& call);
[[nodiscard]] ApiResponse answer_health(const Call& call);
[[nodiscard]] ApiResponse answer_index(const Call& call);

/// The routes as a JSON array, for the index and for 404.
[[nodiscard]] boost::json::array routes_json();

}  // namespace raas::api
