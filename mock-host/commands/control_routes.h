#pragma once

#include <optional>
#include <string_view>

#include "commands/host.h"
#include "commands/simulated_time.h"
#include "front/http.h"

namespace mock {

/// What no real aggregator has: a look at the simulated world from above, and a hand in it. Below
/// /mock/. The clock is not here: it belongs to the loop that drives it.
class ControlRoutes {
 public:
  explicit ControlRoutes(Host& host) : host_(host) {}

  /// nullopt = no route below /mock/.
  [[nodiscard]] std::optional<HttpAnswer> answer(const HttpRequest& request,
                                                 const SimulatedTime& time);

 private:
  [[nodiscard]] HttpAnswer state(const SimulatedTime& time);
  [[nodiscard]] HttpAnswer deals(const HttpRequest& request);
  [[nodiscard]] HttpAnswer change_provider(std::string_view path);
  [[nodiscard]] HttpAnswer let_go(std::string_view cid_text);

  Host& host_;
};

}  // namespace mock
