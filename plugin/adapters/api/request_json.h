#pragma once

#include <boost/json/fwd.hpp>

#include "core/epoch.h"
#include "ports/job_desk.h"

namespace raas::api {

/// A contract's request as GET /why shows it: what it became, or why it became nothing, and how far
/// the reports of its deals are.
[[nodiscard]] boost::json::object request_json(const RequestStatus& status, const ChainTime& time);

}  // namespace raas::api
