#pragma once

#include <string_view>

#include "core/names.h"
#include "ports/job_desk.h"

namespace raas::api {

// An overload here would hide those of core.
using raas::name_of;

[[nodiscard]] std::string_view name_of(OrderOutcome outcome);

}  // namespace raas::api
