#pragma once

#include <string_view>
#include <vector>

#include "adapters/api/form.h"
#include "adapters/api/message.h"
#include "adapters/api/order_reading.h"
#include "ports/job_desk.h"

namespace raas::api {

/// One request on its way to its answer.
struct Call {
  JobDesk& desk;
  const ApiLimits& limits;
  const ApiRequest& request;
  std::vector<FormField> query;
  std::string id_text;  ///< What stands for {id} in the path; may be empty.
};

/// Empty if absent.
[[nodiscard]] std::string_view header_of(const ApiRequest& request, std::string_view name);
[[nodiscard]] OrderRules order_rules(const Call& call);

}  // namespace raas::api
