#pragma once

#include "adapters/api/message.h"
#include "ports/job_desk.h"

namespace raas {

/// The plugin's HTTP API without the HTTP: the host takes requests off its own server, behind its
/// own authentication, and hands them over.
class Api {
 public:
  /// @p desk outlives the Api.
  Api(JobDesk& desk, ApiLimits limits) : desk_(desk), limits_(limits) {}

  /// Answers one request. What cannot be served is an answer, too. A HEAD is answered like a GET,
  /// with an empty body. What it acknowledges with 2xx is durable.
  [[nodiscard]] ApiResponse handle(const ApiRequest& request);

 private:
  JobDesk& desk_;
  ApiLimits limits_;
};

}  // namespace raas
