#include <boost/json.hpp>

#include "adapters/api/answer.h"
#include "adapters/api/iso_time.h"
#include "adapters/api/job_json.h"
#include "adapters/api/metrics_text.h"
#include "adapters/api/routes.h"

namespace raas::api {

namespace json = boost::json;

ApiResponse answer_release(const Call& call) {
  const auto released = call.desk.release_feed();
  if (!released) return desk_error_answer(released.error());
  return json_answer(200, json::object{{"copies_released", *released}});
}

ApiResponse answer_metrics(const Call& call) {
  return {
      .status = 200,
      .headers = {{"Content-Type", std::string(metrics_media_type)}, {"Cache-Control", "no-store"}},
      .body = metrics_text(call.desk.metrics())};
}

ApiResponse answer_health(const Call& call) {
  const DeskHealth health = call.desk.health();
  json::array reasons;
  if (!health.store_ok) reasons.push_back("the store does not take changes");
  if (!health.chain_trusted) reasons.push_back("the chain cannot be read, or is not believed");
  if (!health.because.empty()) reasons.push_back(text_json(health.because));

  const bool healthy = reasons.empty();
  json::object body{{"status", healthy ? "ok" : "unhealthy"},
                    {"reasons", std::move(reasons)},
                    {"store_ok", health.store_ok},
                    {"chain_trusted", health.chain_trusted}};
  set_epoch(body, "tip", health.tip, call.desk.time());
  set_epoch(body, "head", health.head, call.desk.time());
  body["last_pump_at"] = text_json(iso_time_text(health.last_pump_unix_ms));
  if (health.pumps == 0) body["last_pump_at"] = nullptr;
  body["pumps"] = health.pumps;
  return json_answer(healthy ? 200 : 503, body);
}

ApiResponse answer_index(const Call&) {
  return json_answer(200, json::object{{"name", "raas"}, {"routes", routes_json()}});
}

}  // namespace raas::api
